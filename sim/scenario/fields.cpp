#include "scenario/fields.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

#include "base/date.hpp"
#include "base/text.hpp"
#include "scenario/units.hpp"

namespace carepool {
namespace {

constexpr std::size_t kLongestText = 10'000;

Reading refusal(std::string message, std::string allowed, std::string suggestion = {}) {
  Reading reading;
  reading.message = std::move(message);
  reading.allowed = std::move(allowed);
  reading.suggestion = std::move(suggestion);
  return reading;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return "'" + std::string(text) + "'";
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return "'" + std::string(text.substr(0, end)) + "…'";
}

std::string join(const std::vector<std::string>& words, const char* last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
  return out;
}

bool in_range(double value, const v1::FieldDoc& doc) {
  if (doc.has_min() && (value < doc.min() || (doc.min_exclusive() && value == doc.min()))) return false;
  if (doc.has_max() && (value > doc.max() || (doc.max_exclusive() && value == doc.max()))) return false;
  return true;
}

bool is_share(const v1::FieldDoc& doc) { return doc.unit().rfind("share", 0) == 0; }

Reading out_of_range(std::string_view text, double value, const FieldDescriptor& field,
                     const v1::FieldDoc& doc) {
  std::string meant;
  if (is_share(doc) && value >= 2 && value <= 100) meant = format_double(value) + "%";
  return refusal(shown(text) + " is out of range", allowed_text(field, doc), meant);
}

Reading read_number(std::string_view text, const FieldDescriptor& field, const v1::FieldDoc& doc) {
  const Quantity quantity = read_quantity(text, doc.unit());
  if (!quantity.ok) return refusal(quantity.message, allowed_text(field, doc), quantity.suggestion);
  Reading reading;
  reading.number = quantity.value;
  if (!in_range(reading.number, doc)) return out_of_range(text, reading.number, field, doc);
  reading.ok = true;
  return reading;
}

Reading read_whole(std::string_view text, const FieldDescriptor& field, const v1::FieldDoc& doc) {
  const Quantity quantity = read_quantity(text, doc.unit());
  if (!quantity.ok) return refusal(quantity.message, allowed_text(field, doc), quantity.suggestion);
  if (!quantity.whole)
    return refusal(shown(text) + " is not a whole number", "a whole number, " + allowed_text(field, doc));
  if (!in_range(quantity.value, doc)) return out_of_range(text, quantity.value, field, doc);
  constexpr double kExact = 9007199254740992.0;  // beyond this a double skips whole numbers
  if (std::fabs(quantity.value) > kExact)
    return refusal(shown(text) + " is too large", allowed_text(field, doc));
  Reading reading;
  reading.ok = true;
  reading.whole = static_cast<std::int64_t>(quantity.value);
  return reading;
}

Reading read_flag(std::string_view text, bool quoted) {
  Reading reading;
  if (!quoted && (text == "true" || text == "false")) {
    reading.ok = true;
    reading.flag = text == "true";
    return reading;
  }
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string meant;
  for (const char* word : {"true", "yes", "on", "1", "y"})
    if (lower == word) meant = "true";
  for (const char* word : {"false", "no", "off", "0", "n"})
    if (lower == word) meant = "false";
  return refusal(shown(text) + " is not true or false", "true or false, without quotes", meant);
}

Reading read_date(std::string_view text, const FieldDescriptor& field, const v1::FieldDoc& doc) {
  Reading reading;
  const bool may_be_empty = !doc.required() && doc.default_value().empty();
  if (!(text.empty() && may_be_empty) && !parse_date(text))
    return refusal(shown(text) + " is not a date", allowed_text(field, doc));
  reading.ok = true;
  reading.text = text;
  return reading;
}

Reading read_text(std::string_view text, const FieldDescriptor& field, const v1::FieldDoc& doc) {
  if (doc.unit() == "date") return read_date(text, field, doc);
  if (text.size() > kLongestText) return refusal("text of more than 10,000 bytes", "shorter text");
  if (doc.required() && trim(text).empty()) return refusal("empty text", allowed_text(field, doc));
  const std::vector<std::string> choices = choices_of(doc);
  if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end())
    return refusal(shown(text) + " is not one of the choices", allowed_text(field, doc),
                   nearest(text, choices).value_or(""));
  Reading reading;
  reading.ok = true;
  reading.text = text;
  return reading;
}

bool plain_is_safe(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const auto safe = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '/' ||
           c == ' ';
  };
  if (!std::isalpha(static_cast<unsigned char>(text.front()))) return parse_date(text).has_value();
  if (!std::all_of(text.begin(), text.end(), safe)) return false;
  for (const char* word : {"null", "Null", "NULL", "true", "false", "yes", "no", "on", "off", "y", "n"})
    if (text == word) return false;
  return true;
}

}  // namespace

bool has_own_doc(const FieldDescriptor& field) { return field.options().HasExtension(v1::doc); }

const v1::FieldDoc& doc_of(const FieldDescriptor& field, const v1::FieldDoc& inherited) {
  return has_own_doc(field) ? field.options().GetExtension(v1::doc) : inherited;
}

std::vector<std::string> choices_of(const v1::FieldDoc& doc) {
  std::vector<std::string> out;
  if (doc.choices().empty()) return out;
  for (const std::string_view choice : split(doc.choices(), '|')) out.emplace_back(choice);
  return out;
}

std::string range_text(const v1::FieldDoc& doc) {
  const auto bound = [](double value) { return readable_number(value); };
  std::string out;
  if (doc.has_min() && doc.has_max())
    out = (doc.min_exclusive() ? "more than " : "") + bound(doc.min()) +
          (doc.max_exclusive() ? " to less than " : " to ") + bound(doc.max());
  else if (doc.has_min())
    out = (doc.min_exclusive() ? "more than " : "at least ") + bound(doc.min());
  else if (doc.has_max())
    out = (doc.max_exclusive() ? "less than " : "at most ") + bound(doc.max());
  else
    return {};
  return doc.unit().empty() || doc.unit() == "count" ? out : out + " " + doc.unit();
}

std::string allowed_text(const FieldDescriptor& field, const v1::FieldDoc& doc) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL: return "true or false";
    case FieldDescriptor::CPPTYPE_STRING:
      if (!doc.choices().empty()) return join(choices_of(doc), " or ");
      return doc.unit() == "date" ? "a day such as 2026-04-01" : "text";
    case FieldDescriptor::CPPTYPE_MESSAGE: return field.is_repeated() ? "a list" : "keys with values";
    default: break;
  }
  std::string range = range_text(doc);
  if (!range.empty()) return range;
  return doc.unit().empty() ? "a number" : "a number (" + doc.unit() + ")";
}

const FieldDescriptor* parameters_of_kind(const Descriptor& type, const std::string& kind) {
  const FieldDescriptor* field = type.FindFieldByName(kind);
  const bool fits =
      field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated();
  return fits ? field : nullptr;
}

bool is_tagged(const Descriptor& type) {
  const FieldDescriptor* kind = type.FindFieldByName("kind");
  if (kind == nullptr || kind->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  const std::vector<std::string> kinds = choices_of(doc_of(*kind, v1::FieldDoc::default_instance()));
  return !kinds.empty() && std::all_of(kinds.begin(), kinds.end(), [&](const std::string& name) {
    return parameters_of_kind(type, name) != nullptr;
  });
}

bool is_kind_field(const FieldDescriptor& field) {
  const Descriptor& type = *field.containing_type();
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || !is_tagged(type)) return false;
  const std::vector<std::string> kinds =
      choices_of(doc_of(*type.FindFieldByName("kind"), v1::FieldDoc::default_instance()));
  return std::find(kinds.begin(), kinds.end(), field.name()) != kinds.end();
}

std::string kind_of(const Message& message) {
  const FieldDescriptor* kind = message.GetDescriptor()->FindFieldByName("kind");
  return kind == nullptr ? std::string() : message.GetReflection()->GetString(message, kind);
}

const FieldDescriptor* key_field(const FieldDescriptor& list) {
  if (!list.is_repeated() || list.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return nullptr;
  const std::string& key = doc_of(list, v1::FieldDoc::default_instance()).key();
  return key.empty() ? nullptr : list.message_type()->FindFieldByName(key);
}

std::string key_of(const Message& entry, const FieldDescriptor& list) {
  const FieldDescriptor* key = key_field(list);
  return key == nullptr ? std::string() : entry.GetReflection()->GetString(entry, key);
}

Reading read_scalar(std::string_view text, bool quoted, const FieldDescriptor& field,
                    const v1::FieldDoc& doc) {
  const bool number = field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
                      field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  if (number && quoted && is_bare_number(text))
    return refusal("a number in quotes is text", allowed_text(field, doc), std::string(trim(text)));
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE: return read_number(text, field, doc);
    case FieldDescriptor::CPPTYPE_INT64: return read_whole(text, field, doc);
    case FieldDescriptor::CPPTYPE_BOOL: return read_flag(text, quoted);
    case FieldDescriptor::CPPTYPE_STRING: return read_text(text, field, doc);
    default: return refusal("a single value", allowed_text(field, doc));
  }
}

void set_scalar(Message& message, const FieldDescriptor& field, const Reading& value) {
  const google::protobuf::Reflection& access = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE: access.SetDouble(&message, &field, value.number); break;
    case FieldDescriptor::CPPTYPE_INT64: access.SetInt64(&message, &field, value.whole); break;
    case FieldDescriptor::CPPTYPE_BOOL: access.SetBool(&message, &field, value.flag); break;
    default: access.SetString(&message, &field, value.text); break;
  }
}

void add_scalar(Message& message, const FieldDescriptor& field, const Reading& value) {
  const google::protobuf::Reflection& access = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE: access.AddDouble(&message, &field, value.number); break;
    case FieldDescriptor::CPPTYPE_INT64: access.AddInt64(&message, &field, value.whole); break;
    case FieldDescriptor::CPPTYPE_BOOL: access.AddBool(&message, &field, value.flag); break;
    default: access.AddString(&message, &field, value.text); break;
  }
}

std::string scalar_text(const Message& message, const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& access = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return number_text(one ? access.GetDouble(message, &field)
                             : access.GetRepeatedDouble(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(one ? access.GetInt64(message, &field)
                                : access.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? access.GetBool(message, &field) : access.GetRepeatedBool(message, &field, index))
                 ? "true"
                 : "false";
    default:
      return yaml_text(one ? access.GetString(message, &field)
                           : access.GetRepeatedString(message, &field, index));
  }
}

std::string yaml_text(std::string_view text) {
  if (plain_is_safe(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          constexpr char kHex[] = "0123456789abcdef";
          out += "\\x";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

}  // namespace carepool
