#include "scenario/layers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "base/text.hpp"

namespace carepool {
namespace {

using google::protobuf::Reflection;
using yaml::Item;
using yaml::Kind;
using yaml::Place;
using yaml::Tag;

bool is_message(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

const v1::FieldDoc& no_doc() { return v1::FieldDoc::default_instance(); }

std::string kind_word(Kind kind) {
  switch (kind) {
    case Kind::null: return "nothing";
    case Kind::scalar: return "a single value";
    case Kind::list: return "a list";
    case Kind::map: return "a section with keys";
  }
  return {};
}

// Names of the fields that may stand in a message: its own, or its kind's beside its common ones.
std::vector<std::string> names_allowed(const Descriptor& type, const std::string& kind) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i)
    if (!is_kind_field(*type.field(i))) names.push_back(type.field(i)->name());
  if (!kind.empty())
    if (const FieldDescriptor* parameters = parameters_of_kind(type, kind))
      for (int i = 0; i < parameters->message_type()->field_count(); ++i)
        names.push_back(parameters->message_type()->field(i)->name());
  return names;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "" : ", ") + names[i];
  return out;
}

bool holds_anything(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return !fields.empty();
}

// ---- defaults
// ------------------------------------------------------------------------------------------------------

[[noreturn]] void bad_default(const FieldDescriptor& field, const std::string& why) {
  throw std::logic_error("default of " + field.full_name() + ": " + why);
}

void fill_message(Message& message, const v1::FieldDoc& inherited);

void assign_default(const Item& node, Message& message, const FieldDescriptor& field,
                    const v1::FieldDoc& doc);

void assign_default_list(const Item& node, Message& message, const FieldDescriptor& field,
                         const v1::FieldDoc& doc) {
  if (node.kind != Kind::list) bad_default(field, "not a list");
  for (const Item& item : node.items) {
    if (is_message(field)) bad_default(field, "lists of messages have no default");
    const Reading value = read_scalar(item.text, item.quoted, field, doc);
    if (!value.ok) bad_default(field, value.message);
    add_scalar(message, field, value);
  }
}

void assign_default_message(const Item& node, Message& message, const FieldDescriptor& field,
                            const v1::FieldDoc& doc) {
  if (node.kind != Kind::map) bad_default(field, "not a map");
  Message& inner = *message.GetReflection()->MutableMessage(&message, &field);
  for (const yaml::Member& member : node.members) {
    const FieldDescriptor* part = inner.GetDescriptor()->FindFieldByName(member.key);
    if (part == nullptr) bad_default(field, "unknown key " + member.key);
    const bool there = !part->is_repeated() && inner.GetReflection()->HasField(inner, part);
    if (!there) assign_default(member.value, inner, *part, doc_of(*part, doc));
  }
}

void assign_default(const Item& node, Message& message, const FieldDescriptor& field,
                    const v1::FieldDoc& doc) {
  if (field.is_repeated()) return assign_default_list(node, message, field, doc);
  if (is_message(field)) return assign_default_message(node, message, field, doc);
  const Reading value = read_scalar(node.text, node.quoted, field, doc);
  if (!value.ok) bad_default(field, value.message);
  set_scalar(message, field, value);
}

void fill_from_text(Message& message, const FieldDescriptor& field, const v1::FieldDoc& doc) {
  const std::string& text = doc.default_value();
  Item node;
  node.kind = Kind::scalar;
  node.text = text;
  const bool flow = text[0] == '[' || text[0] == '{' || text[0] == '"' || text[0] == '\'';
  if (flow) {
    Result<Item> parsed = yaml::parse_value(text, field.full_name(), 0);
    if (!parsed.ok()) bad_default(field, carepool::text(parsed.errors()));
    node = std::move(parsed).value();
  }
  assign_default(node, message, field, doc);
}

// The default of one field that is absent.
void fill_field(Message& message, const FieldDescriptor& field, const v1::FieldDoc& inherited) {
  const Reflection& access = *message.GetReflection();
  const v1::FieldDoc& doc = doc_of(field, inherited);
  const bool own_default = has_own_doc(field) && !doc.default_value().empty();
  if (field.is_repeated()) {
    if (own_default && access.FieldSize(message, &field) == 0) fill_from_text(message, field, doc);
    return;
  }
  if (is_message(field)) {
    if (own_default) fill_from_text(message, field, doc);
    fill_message(*access.MutableMessage(&message, &field), doc);
    if (!holds_anything(access.GetMessage(message, &field))) access.ClearField(&message, &field);
    return;
  }
  if (access.HasField(message, &field)) return;
  if (own_default) return fill_from_text(message, field, doc);
  const bool empty_text =
      field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !doc.required() && doc.choices().empty();
  if (empty_text) access.SetString(&message, &field, "");
}

void fill_message(Message& message, const v1::FieldDoc& inherited) {
  const Descriptor& type = *message.GetDescriptor();
  const std::string kind = is_tagged(type) ? kind_of(message) : std::string();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (is_kind_field(field) && field.name() != kind) continue;
    if (field.is_repeated() && is_message(field)) {
      for (int k = 0; k < message.GetReflection()->FieldSize(message, &field); ++k)
        fill_message(*message.GetReflection()->MutableRepeatedMessage(&message, &field, k),
                     doc_of(field, inherited));
      continue;
    }
    fill_field(message, field, inherited);
  }
}

// The default of a field that was cleared; that of a leaf such as `standard` stands in the field that holds
// it.
void restore_default(Message& message, const FieldDescriptor& field, const v1::FieldDoc& inherited) {
  fill_field(message, field, inherited);
  if (has_own_doc(field) || inherited.default_value().empty()) return;
  const Result<Item> whole = yaml::parse_value(inherited.default_value(), field.full_name(), 0);
  if (!whole.ok()) bad_default(field, carepool::text(whole.errors()));
  for (const yaml::Member& member : whole.value().members)
    if (member.key == field.name()) assign_default(member.value, message, field, inherited);
}

// ---- one layer
// -----------------------------------------------------------------------------------------------------

class Application {
 public:
  Application(Provenance& provenance, Findings& findings) : provenance_(provenance), findings_(findings) {}

  void map(const Item& node, Message& message, const std::string& path, const v1::FieldDoc& inherited) {
    const Descriptor& type = *message.GetDescriptor();
    if (is_tagged(type)) return tagged(node, message, path, inherited);
    for (const yaml::Member& member : node.members) {
      const FieldDescriptor* found = type.FindFieldByName(member.key);
      if (found == nullptr)
        unknown_key(member, path, names_allowed(type, {}), {});
      else
        field(member.value, member.place, message, *found, path_join(path, member.key), inherited);
    }
  }

 private:
  void refuse(const std::string& path, const Place& at, std::string message, std::string allowed = {},
              std::string suggestion = {}) {
    findings_.error(path,
                    provenance_.error_at(at, std::move(message), std::move(allowed), std::move(suggestion)));
  }

  void unknown_key(const yaml::Member& member, const std::string& path, const std::vector<std::string>& names,
                   const std::string& more) {
    std::string message = "unknown key '" + member.key + "'" + (path.empty() ? "" : " in " + path) + more;
    const bool cut_number = !member.key.empty() && member.key[0] >= '0' && member.key[0] <= '9' &&
                            member.value.kind == Kind::null;
    if (cut_number) message += " (a comma inside { } ends a value: put a number with commas in quotes)";
    // A long list helps only where nothing comes near.
    const std::string meant = nearest(member.key, names).value_or("");
    const bool look_up = names.size() > 12 && !meant.empty();
    const std::string section = path.empty() ? "" : " " + path.substr(0, path.find_first_of(".["));
    refuse(path_join(path, member.key), member.place, std::move(message),
           look_up ? "what 'carepool params" + section + "' lists" : list_of(names), meant);
  }

  // An instrument: `kind` first, since it says which parameters may stand beside it.
  void tagged(const Item& node, Message& message, const std::string& path, const v1::FieldDoc& inherited) {
    const Descriptor& type = *message.GetDescriptor();
    for (const yaml::Member& member : node.members)
      if (member.key == "kind") take_kind(member, message, path, inherited);
    const std::string kind = kind_of(message);
    const FieldDescriptor* parameters = kind.empty() ? nullptr : parameters_of_kind(type, kind);
    for (const yaml::Member& member : node.members) {
      if (member.key == "kind") continue;
      const FieldDescriptor* common = type.FindFieldByName(member.key);
      if (common != nullptr && !is_kind_field(*common)) {
        field(member.value, member.place, message, *common, path_join(path, member.key), inherited);
      } else if (common != nullptr && !kind.empty()) {
        written_under_kind(member, message, *common, kind, path, inherited);
      } else if (parameters != nullptr) {
        parameter(member, message, *parameters, kind, path, inherited);
      } else if (!findings_.in_trouble(path_join(path, "kind")) && kinds_with(type, member.key).empty()) {
        unknown_key(member, path, names_allowed(type, {}), {});
      }
      // Otherwise the kind is missing or wrong, which is reported: whether the key fits it cannot be known.
    }
  }

  static std::vector<std::string> kinds_with(const Descriptor& type, const std::string& key) {
    std::vector<std::string> out;
    for (int i = 0; i < type.field_count(); ++i)
      if (is_kind_field(*type.field(i)) &&
          (type.field(i)->name() == key || type.field(i)->message_type()->FindFieldByName(key) != nullptr))
        out.push_back(type.field(i)->name());
    return out;
  }

  void take_kind(const yaml::Member& member, Message& message, const std::string& path,
                 const v1::FieldDoc& inherited) {
    const FieldDescriptor& kind = *message.GetDescriptor()->FindFieldByName("kind");
    const std::string before = kind_of(message);
    const std::string at = path_join(path, "kind");
    const bool changes = !before.empty() && member.value.kind == Kind::scalar &&
                         member.value.text != before && member.value.tag != Tag::remove;
    if (changes)
      return refuse(at, member.value.place,
                    path + " is of kind '" + before + "': an overlay cannot change it",
                    "'" + before + "', or !replace before the whole entry");
    field(member.value, member.place, message, kind, at, inherited);
    const FieldDescriptor* parameters = parameters_of_kind(*message.GetDescriptor(), kind_of(message));
    if (before.empty() && parameters != nullptr) {
      Message& inner = *message.GetReflection()->MutableMessage(&message, parameters);
      fill_message(inner, doc_of(*parameters, inherited));
    }
  }

  // `rcc: {…}` inside an instrument of kind rcc: the same as writing the keys beside its name.
  void written_under_kind(const yaml::Member& member, Message& message, const FieldDescriptor& under,
                          const std::string& kind, const std::string& path, const v1::FieldDoc& inherited) {
    if (under.name() != kind)
      return refuse(path_join(path, member.key), member.place,
                    path + " is of kind '" + kind + "': it has no '" + member.key + "'",
                    list_of(names_allowed(*message.GetDescriptor(), kind)));
    if (member.value.kind != Kind::map)
      return refuse(path_join(path, member.key), member.value.place,
                    "'" + member.key + "' is " + kind_word(member.value.kind), "a section with keys");
    map(member.value, *message.GetReflection()->MutableMessage(&message, &under), path,
        doc_of(under, inherited));
  }

  void parameter(const yaml::Member& member, Message& message, const FieldDescriptor& parameters,
                 const std::string& kind, const std::string& path, const v1::FieldDoc& inherited) {
    const FieldDescriptor* found = parameters.message_type()->FindFieldByName(member.key);
    if (found == nullptr) {
      const std::vector<std::string> others = kinds_with(*message.GetDescriptor(), member.key);
      const std::string more =
          others.empty() ? "" : " of kind '" + kind + "' (it belongs to " + list_of(others) + ")";
      return unknown_key(member, path, names_allowed(*message.GetDescriptor(), kind), more);
    }
    Message& inner = *message.GetReflection()->MutableMessage(&message, &parameters);
    field(member.value, member.place, inner, *found, path_join(path, member.key),
          doc_of(parameters, inherited));
  }

  // One key of a map. `key_place` is where the key stands, the value's place is in the node.
  void field(const Item& node, const Place& key_place, Message& message, const FieldDescriptor& field,
             const std::string& path, const v1::FieldDoc& inherited) {
    const v1::FieldDoc& doc = doc_of(field, inherited);
    if (node.tag == Tag::remove) return remove(node, message, field, path, inherited);
    if (node.kind == Kind::null)
      return refuse(path, key_place, "'" + field.name() + "' has no value",
                    field.is_repeated() ? "a list, [] for none, or no line at all for the default"
                                        : allowed_text(field, doc) + ", or no line at all for the default");
    if (field.is_repeated()) return list(node, key_place, message, field, path, doc);
    if (node.tag == Tag::append)
      return refuse(path, node.place, "!append on '" + field.name() + "', which is not a list",
                    "!replace, !delete or no tag");
    if (is_message(field)) return section(node, key_place, message, field, path, doc);
    scalar(node, message, field, path, doc);
  }

  void remove(const Item& node, Message& message, const FieldDescriptor& field, const std::string& path,
              const v1::FieldDoc& inherited) {
    if (!provenance_.is_set(path))
      return refuse(path, node.place, "nothing to delete: no layer below sets " + path);
    message.GetReflection()->ClearField(&message, &field);
    restore_default(message, field, inherited);
    provenance_.record_deleted(path, node.place);
  }

  void scalar(const Item& node, Message& message, const FieldDescriptor& field, const std::string& path,
              const v1::FieldDoc& doc) {
    if (node.kind != Kind::scalar)
      return refuse(path, node.place, "'" + field.name() + "' is " + kind_word(node.kind),
                    allowed_text(field, doc));
    const Reading value = read_scalar(node.text, node.quoted, field, doc);
    if (!value.ok)
      return refuse(path, node.place, "'" + field.name() + "': " + value.message, value.allowed,
                    value.suggestion);
    set_scalar(message, field, value);
    provenance_.record(path, node.place, scalar_text(message, field));
  }

  void section(const Item& node, const Place& key_place, Message& message, const FieldDescriptor& field,
               const std::string& path, const v1::FieldDoc& doc) {
    if (node.kind != Kind::map) {
      const Descriptor& type = *field.message_type();
      return refuse(path, node.place, "'" + field.name() + "' is " + kind_word(node.kind),
                    "a section with the keys " + list_of(names_allowed(type, {})));
    }
    if (node.tag == Tag::replace) {
      message.GetReflection()->ClearField(&message, &field);
      fill_field(message, field, doc);
      provenance_.forget_below(path);
    }
    provenance_.record(path, key_place, {});
    map(node, *message.GetReflection()->MutableMessage(&message, &field), path, doc);
  }

  void list(const Item& node, const Place& key_place, Message& message, const FieldDescriptor& field,
            const std::string& path, const v1::FieldDoc& doc) {
    if (node.kind != Kind::list)
      return refuse(path, node.place, "'" + field.name() + "' is " + kind_word(node.kind),
                    "a list, such as [" + example(field, doc) + "]");
    if (!is_message(field)) return scalar_list(node, message, field, path, doc);
    if (node.tag == Tag::replace || (key_field(field) == nullptr && node.tag != Tag::append)) {
      message.GetReflection()->ClearField(&message, &field);
      provenance_.forget_below(path);
    }
    provenance_.record(path, key_place, {});
    if (key_field(field) != nullptr) return keyed_list(node, message, field, path, doc);
    for (const Item& item : node.items) plain_entry(item, message, field, path, doc);
  }

  static std::string example(const FieldDescriptor& field, const v1::FieldDoc& doc) {
    const std::vector<std::string> choices = choices_of(doc);
    if (is_message(field)) return "{…}, {…}";
    if (choices.size() >= 2) return choices[0] + ", " + choices[1];
    return "a, b";
  }

  void scalar_list(const Item& node, Message& message, const FieldDescriptor& field, const std::string& path,
                   const v1::FieldDoc& doc) {
    const Reflection& access = *message.GetReflection();
    if (node.tag != Tag::append) {
      access.ClearField(&message, &field);
      provenance_.forget_below(path);
    }
    std::map<std::string, int> seen;
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      seen.emplace(scalar_text(message, field, i), 0);
    for (const Item& item : node.items) {
      const std::string at = path_entry(path, std::to_string(access.FieldSize(message, &field)));
      if (item.kind != Kind::scalar || item.tag != Tag::none) {
        refuse(at, item.place,
               "an entry of '" + field.name() + "' is " +
                   (item.tag != Tag::none ? "tagged" : kind_word(item.kind)),
               allowed_text(field, doc));
        continue;
      }
      const Reading value = read_scalar(item.text, item.quoted, field, doc);
      if (!value.ok) {
        refuse(at, item.place, "'" + field.name() + "': " + value.message, value.allowed, value.suggestion);
        continue;
      }
      add_scalar(message, field, value);
      const std::string text = scalar_text(message, field, access.FieldSize(message, &field) - 1);
      const bool repeats =
          field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !seen.emplace(text, 0).second;
      if (repeats)
        refuse(at, item.place, "'" + item.text + "' stands twice in '" + field.name() + "'",
               "each entry once");
      provenance_.record(at, item.place, text);
    }
    std::string all;
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      all += (i == 0 ? "" : ", ") + scalar_text(message, field, i);
    provenance_.record(path, node.place, "[" + all + "]");
  }

  void plain_entry(const Item& item, Message& message, const FieldDescriptor& field, const std::string& path,
                   const v1::FieldDoc& doc) {
    const std::string at =
        path + "[" + std::to_string(message.GetReflection()->FieldSize(message, &field)) + "]";
    if (item.kind != Kind::map)
      return refuse(at, item.place, "an entry of '" + field.name() + "' is " + kind_word(item.kind),
                    "a section with keys");
    Message& entry = *message.GetReflection()->AddMessage(&message, &field);
    fill_message(entry, doc);
    provenance_.record(at, item.place, {});
    map(item, entry, at, doc);
  }

  // ---- lists that merge by key ----

  void keyed_list(const Item& node, Message& message, const FieldDescriptor& field, const std::string& path,
                  const v1::FieldDoc& doc) {
    std::map<std::string, int> seen;  // key → line, in this layer
    for (const Item& item : node.items) {
      std::string key;
      Place at;
      if (!read_key(item, field, path, key, at)) continue;
      const auto [first, is_new] = seen.emplace(key, at.line);
      if (!is_new) {
        refuse(path_entry(path, key), at,
               "two entries named '" + key + "' (first in line " + std::to_string(first->second) + ")",
               "each name once");
        continue;
      }
      keyed_entry(item, at, key, message, field, path, doc);
    }
  }

  bool read_key(const Item& item, const FieldDescriptor& field, const std::string& path, std::string& key,
                Place& at) {
    const FieldDescriptor& named = *key_field(field);
    if (!item.select.empty()) {
      key = item.select;
      at = item.place;
      return true;
    }
    const Item* found = nullptr;
    if (item.kind == Kind::map) {
      for (const yaml::Member& member : item.members)
        if (member.key == named.name()) found = &member.value;
    } else if (item.kind == Kind::scalar && item.tag == Tag::remove) {
      found = &item;
    }
    if (found == nullptr) {
      refuse(path + "[]", item.place, "an entry of '" + field.name() + "' without '" + named.name() + "'",
             "a section with '" + named.name() + ": …'");
      return false;
    }
    const Reading value = found->kind == Kind::scalar
                              ? read_scalar(found->text, found->quoted, named, doc_of(named, no_doc()))
                              : Reading{};
    const bool usable = value.ok && value.text.find_first_of("[]=\n") == std::string::npos;
    if (!usable) {
      refuse(path + "[]", found->place,
             "'" + named.name() + "' of an entry of '" + field.name() + "' is not a name",
             "text without brackets and =");
      return false;
    }
    key = value.text;
    at = found->place;
    return true;
  }

  static int index_of(const Message& message, const FieldDescriptor& field, const std::string& key) {
    const Reflection& access = *message.GetReflection();
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      if (key_of(access.GetRepeatedMessage(message, &field, i), field) == key) return i;
    return -1;
  }

  static std::vector<std::string> keys_of(const Message& message, const FieldDescriptor& field) {
    std::vector<std::string> out;
    const Reflection& access = *message.GetReflection();
    out.reserve(static_cast<std::size_t>(access.FieldSize(message, &field)));
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      out.push_back(key_of(access.GetRepeatedMessage(message, &field, i), field));
    return out;
  }

  void keyed_entry(const Item& item, const Place& at, const std::string& key, Message& message,
                   const FieldDescriptor& field, const std::string& path, const v1::FieldDoc& doc) {
    const Reflection& access = *message.GetReflection();
    const std::string here = path_entry(path, key);
    int index = index_of(message, field, key);
    const bool must_exist = !item.select.empty() || item.tag == Tag::remove;
    if (index < 0 && must_exist) {
      const std::vector<std::string> keys = keys_of(message, field);
      return refuse(here, at, "no entry '" + key + "' in " + path,
                    keys.empty() ? "the list is empty" : list_of(keys), nearest(key, keys).value_or(""));
    }
    if (item.tag == Tag::append && index >= 0)
      return refuse(here, at, "!append of '" + key + "', which is there already", "another name");
    if (item.tag == Tag::remove) return remove_entry(index, at, message, field, here);
    if (item.kind != Kind::map)
      return refuse(here, item.place, here + " is " + kind_word(item.kind), "a section with keys");
    if (item.tag == Tag::replace && index >= 0) {
      access.MutableRepeatedMessage(&message, &field, index)->Clear();
      provenance_.forget_below(here);
      start_entry(*access.MutableRepeatedMessage(&message, &field, index), field, key, doc);
    }
    if (index < 0) {
      index = access.FieldSize(message, &field);
      start_entry(*access.AddMessage(&message, &field), field, key, doc);
    }
    provenance_.record(here, at, {});
    map(item, *access.MutableRepeatedMessage(&message, &field, index), here, doc);
  }

  static void start_entry(Message& entry, const FieldDescriptor& field, const std::string& key,
                          const v1::FieldDoc& doc) {
    fill_message(entry, doc);
    entry.GetReflection()->SetString(&entry, key_field(field), key);
  }

  void remove_entry(int index, const Place& at, Message& message, const FieldDescriptor& field,
                    const std::string& here) {
    const Reflection& access = *message.GetReflection();
    const int last = access.FieldSize(message, &field) - 1;
    for (int i = index; i < last; ++i) access.SwapElements(&message, &field, i, i + 1);
    access.RemoveLast(&message, &field);
    provenance_.record_deleted(here, at);
  }

  Provenance& provenance_;
  Findings& findings_;
};

// ---- the whole
// -----------------------------------------------------------------------------------------------------

double sum_of_leaves(const Message& message, const FieldDescriptor& field) {
  const Reflection& access = *message.GetReflection();
  double sum = 0;
  if (field.is_repeated()) {
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      sum += access.GetRepeatedDouble(message, &field, i);
    return sum;
  }
  const Message& inner = access.GetMessage(message, &field);
  for (int i = 0; i < inner.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& leaf = *inner.GetDescriptor()->field(i);
    if (leaf.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE)
      sum += inner.GetReflection()->GetDouble(inner, &leaf);
  }
  return sum;
}

class WholeCheck {
 public:
  WholeCheck(const Provenance& provenance, Findings& findings)
      : provenance_(provenance), findings_(findings) {}

  void message(const Message& message, const std::string& path, const v1::FieldDoc& inherited) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string at = is_kind_field(field) ? path : path_join(path, field.name());
      one_field(message, field, at, doc_of(field, inherited));
    }
  }

 private:
  void one_field(const Message& message, const FieldDescriptor& field, const std::string& at,
                 const v1::FieldDoc& doc) {
    const Reflection& access = *message.GetReflection();
    const bool there =
        field.is_repeated() ? access.FieldSize(message, &field) > 0 : access.HasField(message, &field);
    if (!there) {
      if (has_own_doc(field) && doc.required() && !findings_.in_trouble(at))
        findings_.error(at, provenance_.error_at(at, "'" + at + "' is missing", allowed_text(field, doc)));
      return;
    }
    if (doc.sum_to_one() && has_own_doc(field)) sum(message, field, at);
    if (!is_message(field)) return;
    if (!field.is_repeated()) return this->message(access.GetMessage(message, &field), at, doc);
    for (int i = 0; i < access.FieldSize(message, &field); ++i) {
      const Message& entry = access.GetRepeatedMessage(message, &field, i);
      const std::string key = key_field(field) != nullptr ? key_of(entry, field) : std::to_string(i);
      this->message(entry, path_entry(at, key), doc);
    }
  }

  void sum(const Message& message, const FieldDescriptor& field, const std::string& at) {
    const double total = sum_of_leaves(message, field);
    if (std::fabs(total - 1) <= 1e-6 || findings_.in_trouble(at)) return;
    const double shown = std::round(total * 1e9) / 1e9;
    findings_.error(
        at, provenance_.error_at(at, "the shares of '" + field.name() + "' sum to " + format_double(shown),
                                 "a sum of 1"));
  }

  const Provenance& provenance_;
  Findings& findings_;
};

// ---- --set
// ---------------------------------------------------------------------------------------------------------

struct PathStep {
  std::string name;
  std::string select;  // "" when there are no brackets
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// "instruments[rcc].partition.target_size" → steps; false when it is no path.
bool read_path(std::string_view text, std::vector<PathStep>& steps) {
  std::size_t i = 0;
  while (i < text.size()) {
    PathStep step;
    while (i < text.size() && is_name_character(text[i])) step.name += text[i++];
    if (step.name.empty()) return false;
    if (i < text.size() && text[i] == '[') {
      const std::size_t close = text.find(']', i);
      if (close == std::string_view::npos || close == i + 1) return false;
      step.select = text.substr(i + 1, close - i - 1);
      i = close + 1;
    }
    steps.push_back(std::move(step));
    if (i == text.size()) return true;
    if (text[i] != '.') return false;
    ++i;
  }
  return false;
}

// The value wrapped in maps, from the last step of the path to the first.
Item wrap(Item value, const std::vector<PathStep>& steps, int layer) {
  const Place place{layer, 0, 0};
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!step->select.empty()) {
      value.select = step->select;
      Item list;
      list.kind = Kind::list;
      list.place = place;
      list.items.push_back(std::move(value));
      value = std::move(list);
    }
    Item map;
    map.kind = Kind::map;
    map.place = place;
    map.members.push_back({step->name, place, std::move(value)});
    value = std::move(map);
  }
  return value;
}

void without_places(Item& node) {
  node.place.line = node.place.column = 0;
  for (Item& item : node.items) without_places(item);
  for (yaml::Member& member : node.members) {
    member.place.line = member.place.column = 0;
    without_places(member.value);
  }
}

}  // namespace

void Findings::error(const std::string& path, Error error) {
  troubled_.insert(path);
  if (!full()) errors_.push_back(std::move(error));
}

bool Findings::in_trouble(std::string_view path) const {
  return std::any_of(troubled_.begin(), troubled_.end(), [&](const std::string& bad) {
    return is_at_or_below(path, bad) || is_at_or_below(bad, path);
  });
}

void fill_defaults(Message& message) { fill_message(message, no_doc()); }

void apply_layer(const yaml::Item& layer, Message& message, Provenance& provenance, Findings& findings) {
  if (provenance.place("") == nullptr) provenance.record("", layer.place, {});
  Application(provenance, findings).map(layer, message, {}, no_doc());
}

void check_whole(const Message& message, const Provenance& provenance, Findings& findings) {
  WholeCheck(provenance, findings).message(message, {}, no_doc());
}

Result<yaml::Item> parse_set(std::string_view option, const std::string& where, int layer) {
  std::size_t equals = 0;
  int open = 0;
  for (; equals < option.size(); ++equals) {
    if (option[equals] == '[') ++open;
    if (option[equals] == ']') --open;
    if (option[equals] == '=' && open <= 0) break;
  }
  std::vector<PathStep> steps;
  if (equals == option.size() || !read_path(trim(option.substr(0, equals)), steps))
    return Error{where,
                 0,
                 0,
                 "'" + std::string(option.substr(0, 80)) + "' is not PATH=VALUE",
                 "such as instruments[rcc].partition.target_size=10",
                 {}};
  Result<Item> value = yaml::parse_value(option.substr(equals + 1), where, layer);
  if (!value.ok()) {
    Errors errors = value.errors();
    for (Error& error : errors) error.line = error.column = 0;
    return errors;
  }
  Item node = std::move(value).value();
  without_places(node);
  return wrap(std::move(node), steps, layer);
}

}  // namespace carepool
