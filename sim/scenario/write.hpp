// A message written as YAML that the loader reads back to the same values.
//
// For: the effective scenario of a run's folder, the scenario hash, round-trip tests.
// Written by: canonical_yaml. Read by: scenario.cpp, the store and tests.
// The one surprising decision: every field that has a value is written, the defaults too, always in the order
// of the schema; the scenario hash is taken from this text and not from protobuf's bytes, which promise no
// stable form.
#pragma once

#include <google/protobuf/message.h>

#include <set>
#include <string>

namespace carepool {

struct WriteOptions {
  bool units = false;  // the unit of each number as a comment behind it
  std::set<std::string>
      leave_out;  // paths of sections and fields that are not written ("seed", "world.tables")
};

std::string canonical_yaml(const google::protobuf::Message& message, const WriteOptions& options = {});

// A small value message, such as ByNeed, in one line: {standard: 1, moderate: 2}.
std::string value_message_text(const google::protobuf::Message& message);

}  // namespace carepool
