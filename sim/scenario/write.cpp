#include "scenario/write.hpp"

#include "scenario/fields.hpp"
#include "scenario/provenance.hpp"

namespace carepool {
namespace {

using google::protobuf::Reflection;

class Writer {
 public:
  explicit Writer(const WriteOptions& options) : options_(options) {}

  std::string take() { return std::move(out_); }

  void fields(const Message& message, const std::string& path, const std::string& indent,
              const v1::FieldDoc& inherited) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!present(message, field)) continue;
      if (is_kind_field(field)) {  // its fields stand beside the common ones
        fields(message.GetReflection()->GetMessage(message, &field), path, indent, doc_of(field, inherited));
        continue;
      }
      const std::string at = path_join(path, field.name());
      if (options_.leave_out.count(at) == 0) one_field(message, field, at, indent, doc_of(field, inherited));
    }
  }

 private:
  // An empty list is written too: it may stand above a default that is not empty.
  static bool present(const Message& message, const FieldDescriptor& field) {
    return field.is_repeated() || message.GetReflection()->HasField(message, &field);
  }

  void key(const FieldDescriptor& field, const std::string& indent) {
    out_ += first_of_entry_ ? "" : indent;
    first_of_entry_ = false;
    out_ += field.name() + ":";
  }

  void end_line(const FieldDescriptor& field, const v1::FieldDoc& doc) {
    const bool number = field.cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
                        field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
    if (options_.units && number && !doc.unit().empty()) out_ += "  # " + doc.unit();
    out_ += "\n";
  }

  void one_field(const Message& message, const FieldDescriptor& field, const std::string& path,
                 const std::string& indent, const v1::FieldDoc& doc) {
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    key(field, indent);
    if (field.is_repeated()) {
      if (is_message) return entries(message, field, path, indent, doc);
      out_ += " [";
      for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i)
        out_ += (i == 0 ? "" : ", ") + scalar_text(message, field, i);
      out_ += "]";
      return end_line(field, doc);
    }
    if (!is_message) {
      out_ += " " + scalar_text(message, field);
      return end_line(field, doc);
    }
    const Message& inner = message.GetReflection()->GetMessage(message, &field);
    if (is_value(inner)) {
      out_ += " " + value_message_text(inner);
      return end_line(field, doc);
    }
    out_ += "\n";
    fields(inner, path, indent + "  ", doc);
  }

  // A small value message, such as ByNeed: scalars without documentation of their own.
  static bool is_value(const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i)
      if (type.field(i)->is_repeated() || type.field(i)->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ||
          has_own_doc(*type.field(i)))
        return false;
    return true;
  }

  void entries(const Message& message, const FieldDescriptor& field, const std::string& path,
               const std::string& indent, const v1::FieldDoc& doc) {
    const Reflection& access = *message.GetReflection();
    const int size = access.FieldSize(message, &field);
    out_ += size == 0 ? " []\n" : "\n";
    for (int i = 0; i < size; ++i) {
      out_ += indent + "  - ";
      first_of_entry_ = true;
      const Message& entry = access.GetRepeatedMessage(message, &field, i);
      fields(entry,
             path + "[" + (key_field(field) != nullptr ? key_of(entry, field) : std::to_string(i)) + "]",
             indent + "    ", doc);
      if (first_of_entry_) out_ += "{}\n";
      first_of_entry_ = false;
    }
  }

  const WriteOptions& options_;
  std::string out_;
  bool first_of_entry_ = false;  // the next key stands behind the dash
};

}  // namespace

std::string value_message_text(const Message& message) {
  std::string out = "{";
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (!message.GetReflection()->HasField(message, &field)) continue;
    out += (out.size() == 1 ? "" : ", ") + field.name() + ": " + scalar_text(message, field);
  }
  return out + "}";
}

std::string canonical_yaml(const Message& message, const WriteOptions& options) {
  Writer writer(options);
  writer.fields(message, {}, {}, v1::FieldDoc::default_instance());
  return writer.take();
}

}  // namespace carepool
