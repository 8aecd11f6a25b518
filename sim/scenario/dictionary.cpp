#include "scenario/dictionary.hpp"

#include <functional>

#include "scenario/fields.hpp"
#include "scenario/write.hpp"

namespace carepool {
namespace {

const v1::FieldDoc& own_doc(const FieldDescriptor& field) {
  return doc_of(field, v1::FieldDoc::default_instance());
}

// A message whose leaves have no documentation of their own: ByNeed and the like.
bool is_value_message(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_repeated()) return false;
  for (int i = 0; i < field.message_type()->field_count(); ++i)
    if (has_own_doc(*field.message_type()->field(i))) return false;
  return true;
}

bool is_section(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !is_value_message(field);
}

std::string type_text(const FieldDescriptor& field) {
  std::string type;
  if (is_value_message(field)) {
    for (int i = 0; i < field.message_type()->field_count(); ++i)
      type += (i == 0 ? "" : ", ") + field.message_type()->field(i)->name();
    return "numbers {" + type + "}";
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE: type = "number"; break;
    case FieldDescriptor::CPPTYPE_INT64: type = "whole number"; break;
    case FieldDescriptor::CPPTYPE_BOOL: type = "true or false"; break;
    default: type = "text"; break;
  }
  return field.is_repeated() ? "list of " + type : type;
}

Parameter describe(const FieldDescriptor& field, const std::string& path, const std::string& kind) {
  const v1::FieldDoc& doc = own_doc(field);
  Parameter out;
  out.path = path;
  out.kind = kind;
  out.label = doc.label();
  out.unit = doc.unit();
  out.type = type_text(field);
  out.default_value = doc.default_value();
  out.range = range_text(doc);
  out.choices = doc.choices();
  out.source = doc.source();
  out.description = doc.description();
  out.plausible = doc.plausible();
  if (doc.has_min()) out.min = doc.min();
  if (doc.has_max()) out.max = doc.max();
  out.required = doc.required();
  out.assumption = doc.source().rfind("assumption", 0) == 0;
  return out;
}

// Walks the schema; sections are told apart from parameters by `on_section` and `on_parameter`.
class Walk {
 public:
  std::function<void(const FieldDescriptor&, const std::string& path)> on_section;
  std::function<void(const FieldDescriptor&, const std::string& path, const std::string& kind)> on_parameter;

  void message(const Descriptor& type, const std::string& path, const std::string& kind) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (is_kind_field(field)) continue;
      one(field, path_join(path, field.name()), kind);
    }
    if (is_tagged(type)) kinds(type, path);
  }

 private:
  void one(const FieldDescriptor& field, const std::string& path, const std::string& kind) {
    if (!is_section(field)) return on_parameter(field, path, kind);
    on_section(field, path);
    message(*field.message_type(), field.is_repeated() ? path + "[]" : path, kind);
  }

  void kinds(const Descriptor& type, const std::string& path) {
    const std::string list = path.substr(0, path.find('['));
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!is_kind_field(field)) continue;
      const std::string at = list + "[" + field.name() + "]";
      on_section(field, at);
      message(*field.message_type(), at, field.name());
    }
  }
};

std::string last_layer(const Scenario& scenario, const std::string& path) {
  const std::vector<Step>* history = scenario.provenance.history(path);
  if (history != nullptr)
    return history->back().deleted ? "default" : scenario.provenance.layer_name(history->back().place.layer);
  return "default";
}

// A value message may be set leaf by leaf: the last leaf's layer.
std::string set_by(const Scenario& scenario, const std::string& path, const FieldDescriptor& field) {
  if (!is_value_message(field)) return last_layer(scenario, path);
  std::string out = "default";
  for (int i = 0; i < field.message_type()->field_count(); ++i) {
    const std::string leaf = last_layer(scenario, path + "." + field.message_type()->field(i)->name());
    if (leaf != "default") out = leaf;
  }
  return out;
}

std::string text_of(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& access = *message.GetReflection();
  if (field.is_repeated()) {
    std::string out;
    for (int i = 0; i < access.FieldSize(message, &field); ++i)
      out += (i == 0 ? "" : ", ") + scalar_text(message, field, i);
    return "[" + out + "]";
  }
  if (!access.HasField(message, &field)) return "";
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return scalar_text(message, field);
  return value_message_text(access.GetMessage(message, &field));
}

void collect(const Scenario& scenario, const Message& message, const std::string& path,
             const std::string& kind, std::vector<ParameterValue>& out) {
  const Descriptor& type = *message.GetDescriptor();
  const google::protobuf::Reflection& access = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (is_kind_field(field)) {
      if (access.HasField(message, &field))
        collect(scenario, access.GetMessage(message, &field), path, field.name(), out);
      continue;
    }
    const std::string at = path_join(path, field.name());
    if (!is_section(field)) {
      out.push_back({describe(field, at, kind), at, text_of(message, field), set_by(scenario, at, field)});
    } else if (!field.is_repeated()) {
      if (access.HasField(message, &field))
        collect(scenario, access.GetMessage(message, &field), at, kind, out);
    } else {
      for (int k = 0; k < access.FieldSize(message, &field); ++k) {
        const Message& entry = access.GetRepeatedMessage(message, &field, k);
        const std::string key = key_field(field) != nullptr ? key_of(entry, field) : std::to_string(k);
        collect(scenario, entry, at + "[" + key + "]", kind, out);
      }
    }
  }
}

}  // namespace

std::vector<Parameter> parameters() {
  std::vector<Parameter> out;
  Walk walk;
  walk.on_section = [](const FieldDescriptor&, const std::string&) {};
  walk.on_parameter = [&](const FieldDescriptor& field, const std::string& path, const std::string& kind) {
    out.push_back(describe(field, path, kind));
  };
  walk.message(*v1::Scenario::descriptor(), {}, {});
  return out;
}

std::vector<Section> sections() {
  std::vector<Section> out;
  Walk walk;
  walk.on_section = [&](const FieldDescriptor& field, const std::string& path) {
    out.push_back({path, own_doc(field).label(), own_doc(field).description()});
  };
  walk.on_parameter = [](const FieldDescriptor&, const std::string&, const std::string&) {};
  walk.message(*v1::Scenario::descriptor(), {}, {});
  return out;
}

std::vector<ParameterValue> parameter_values(const Scenario& scenario) {
  std::vector<ParameterValue> out;
  collect(scenario, scenario.values, {}, {}, out);
  return out;
}

}  // namespace carepool
