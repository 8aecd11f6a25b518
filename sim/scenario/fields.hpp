// What a field of the schema says of itself, and how a scalar of YAML is read into it.
//
// For: layers.cpp (reading), write.cpp (writing), dictionary.cpp (the list of parameters).
// Written by: proto/carepool/*.proto, through the option `doc`.
// Read by: the scenario room only.
// The one surprising decision: YAML's own idea of types is not used. `010`, `no`, `.nan` and `1e999` are
// errors where a number or a switch is wanted, and a number may carry its unit (`£4,000/week`, `16 weeks`,
// `12%` for a share), which must then be the declared one.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carepool/options.pb.h"

namespace carepool {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The field's own documentation, or `inherited`, that of the field that holds its message (ByNeed and the
// like).
const v1::FieldDoc& doc_of(const FieldDescriptor& field, const v1::FieldDoc& inherited);
bool has_own_doc(const FieldDescriptor& field);

std::vector<std::string> choices_of(const v1::FieldDoc& doc);
// "0 to 1 share", "more than 0 £/week", "" when there is no bound.
std::string range_text(const v1::FieldDoc& doc);
// What may be written for the field, in words: "true or false", "spot, framework or block", "0 to 1 share".
std::string allowed_text(const FieldDescriptor& field, const v1::FieldDoc& doc);

// A message such as Instrument: its field `kind` names the one of its sub-messages that holds its parameters.
bool is_tagged(const Descriptor& type);
// The sub-message field of `kind`; null when there is no such kind.
const FieldDescriptor* parameters_of_kind(const Descriptor& type, const std::string& kind);
bool is_kind_field(const FieldDescriptor& field);
// The kind set in a tagged message, or "".
std::string kind_of(const Message& message);

// Key field of a repeated message whose overlays merge by key, or null.
const FieldDescriptor* key_field(const FieldDescriptor& list);
std::string key_of(const Message& entry, const FieldDescriptor& list);

struct Reading {
  bool ok = false;
  double number = 0;                         // double fields
  std::int64_t whole = 0;                    // int64 fields
  bool flag = false;                         // bool fields
  std::string text;                          // string fields
  std::string message, allowed, suggestion;  // when not ok
};

// Reads one scalar for a field, with unit, range and choices.
Reading read_scalar(std::string_view text, bool quoted, const FieldDescriptor& field,
                    const v1::FieldDoc& doc);

void set_scalar(Message& message, const FieldDescriptor& field, const Reading& value);
void add_scalar(Message& message, const FieldDescriptor& field, const Reading& value);

// A scalar as canonical YAML text. index −1: the singular field; else an element of the repeated one.
std::string scalar_text(const Message& message, const FieldDescriptor& field, int index = -1);

// Text as YAML: plain where it is surely read back as the same text, else in double quotes.
std::string yaml_text(std::string_view text);

}  // namespace carepool
