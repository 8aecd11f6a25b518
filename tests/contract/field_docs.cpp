// Every parameter of a scenario explains itself: unit, label, description, range, and a source or the word
// "assumption". Loops over the descriptors, so a new field is covered on arrival.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <set>
#include <string>

#include "carepool/options.pb.h"
#include "carepool/scenario.pb.h"

namespace carepool {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

v1::FieldDoc doc_of(const FieldDescriptor& field) { return field.options().GetExtension(v1::doc); }

bool has_doc(const FieldDescriptor& field) { return field.options().HasExtension(v1::doc); }

// A value message such as ByNeed: its leaves take their documentation from the field that holds them.
bool is_value_message(const Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i)
    if (has_doc(*message.field(i))) return false;
  return true;
}

using Visit = std::function<void(const FieldDescriptor&)>;

void visit_fields(const Descriptor& message, std::set<const Descriptor*>& seen, const Visit& visit) {
  if (is_value_message(message) || !seen.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    visit(field);
    if (field.message_type() != nullptr) visit_fields(*field.message_type(), seen, visit);
  }
}

void for_every_field(const Visit& visit) {
  std::set<const Descriptor*> seen;
  visit_fields(*v1::Scenario::descriptor(), seen, visit);
}

bool is_number(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE || field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
}

TEST(FieldDocs, EveryFieldHasLabelUnitDescriptionAndSource) {
  int fields = 0;
  for_every_field([&](const FieldDescriptor& field) {
    ++fields;
    const auto doc = doc_of(field);
    EXPECT_FALSE(doc.label().empty()) << field.full_name();
    EXPECT_FALSE(doc.unit().empty()) << field.full_name();
    EXPECT_FALSE(doc.description().empty()) << field.full_name();
    EXPECT_FALSE(doc.source().empty()) << field.full_name() << ": a source, or a text starting with 'assumption'";
  });
  EXPECT_GT(fields, 100);
}

TEST(FieldDocs, EveryNumberHasARangeThatHoldsItsDefault) {
  for_every_field([](const FieldDescriptor& field) {
    if (!is_number(field)) return;
    const auto doc = doc_of(field);
    EXPECT_TRUE(doc.has_min() && doc.has_max()) << field.full_name();
    EXPECT_LT(doc.min(), doc.max()) << field.full_name();
    if (field.is_repeated() || doc.default_value().empty()) return;
    char* end = nullptr;
    const double value = std::strtod(doc.default_value().c_str(), &end);
    EXPECT_EQ(*end, '\0') << field.full_name() << ": default " << doc.default_value();
    EXPECT_TRUE(value >= doc.min() && value <= doc.max()) << field.full_name() << ": default " << value;
  });
}

TEST(FieldDocs, EveryChoiceNamesItsChoicesAndItsDefaultIsOne) {
  for_every_field([](const FieldDescriptor& field) {
    const auto doc = doc_of(field);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING || doc.unit() != "choice") return;
    EXPECT_FALSE(doc.choices().empty()) << field.full_name();
    if (field.is_repeated() || doc.default_value().empty()) return;
    EXPECT_NE(("|" + doc.choices() + "|").find("|" + doc.default_value() + "|"), std::string::npos)
        << field.full_name() << ": default " << doc.default_value();
  });
}

TEST(FieldDocs, FieldsKnowWhetherTheyWereSetAndUseOnlyPlainTypes) {
  for_every_field([](const FieldDescriptor& field) {
    EXPECT_TRUE(field.is_repeated() || field.has_presence()) << field.full_name() << " lacks 'optional'";
    EXPECT_FALSE(field.is_map()) << field.full_name();
    const auto type = field.type();
    EXPECT_TRUE(type == FieldDescriptor::TYPE_DOUBLE || type == FieldDescriptor::TYPE_INT64 ||
                type == FieldDescriptor::TYPE_BOOL || type == FieldDescriptor::TYPE_STRING ||
                type == FieldDescriptor::TYPE_MESSAGE)
        << field.full_name();
  });
}

TEST(FieldDocs, ListsThatOverlaysMergeNameAnExistingKey) {
  for_every_field([](const FieldDescriptor& field) {
    const auto doc = doc_of(field);
    if (doc.key().empty()) return;
    ASSERT_NE(field.message_type(), nullptr) << field.full_name();
    EXPECT_TRUE(field.is_repeated()) << field.full_name();
    EXPECT_NE(field.message_type()->FindFieldByName(doc.key()), nullptr) << field.full_name();
  });
}

}  // namespace
}  // namespace carepool
