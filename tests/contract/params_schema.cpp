// Laws over the schema of parameters: whatever is added to proto/carepool is covered on arrival.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "carepool/instruments.pb.h"
#include "carepool/scenario.pb.h"
#include "scenario/dictionary.hpp"
#include "scenario/fields.hpp"
#include "scenario/layers.hpp"
#include "scenario/scenario.hpp"
#include "scenario/units.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

// What makes an instrument of a kind complete: parameters without a default that a rule asks for. A new kind
// with such a rule gets a line here.
std::string needed(const std::string& kind) { return kind == "fee_cap" ? ", level: 5000" : ""; }

std::vector<std::string> kinds() {
  return choices_of(
      doc_of(*v1::Instrument::descriptor()->FindFieldByName("kind"), v1::FieldDoc::default_instance()));
}

std::string one_of_each_kind() {
  std::string text = "name: contract\ninstruments:\n";
  for (const std::string& kind : kinds())
    text += "  - {name: a_" + kind + ", kind: " + kind + needed(kind) + "}\n";
  return text;
}

LoadOptions quick(std::vector<std::string> sets = {}) {
  static const std::shared_ptr<const Tables> tables = std::make_shared<const Tables>(
      load_tables(table_paths_in((test::source_dir() / "scenarios/data").string())).value());
  LoadOptions options;
  options.sets = std::move(sets);
  options.tables = tables;
  return options;
}

Result<Scenario> load(const std::string& text, std::vector<std::string> sets = {}) {
  return load_scenario_text(text, "contract.yaml", ".", quick(std::move(sets)));
}

const Scenario& complete() {
  static const Scenario scenario = load(one_of_each_kind()).value();
  return scenario;
}

TEST(ParameterContract, EveryDefaultIsReadByTheRulesForUserValues) {
  v1::Scenario values;
  EXPECT_NO_THROW(fill_defaults(values));
  for (const std::string& kind : kinds()) {
    v1::Instrument instrument;
    instrument.set_name("a");
    instrument.set_kind(kind);
    const FieldDescriptor* parameters = parameters_of_kind(*v1::Instrument::descriptor(), kind);
    ASSERT_NE(parameters, nullptr) << kind;
    EXPECT_NO_THROW(fill_defaults(*instrument.GetReflection()->MutableMessage(&instrument, parameters)))
        << kind;
  }
}

TEST(ParameterContract, TheDefaultsAloneAreAGoodScenario) {
  const Result<Scenario> result = load("name: defaults\n");
  EXPECT_TRUE(result.ok()) << text(result.errors());
}

TEST(ParameterContract, OneInstrumentOfEachKindLoadsAndSurvivesARoundTrip) {
  const Result<Scenario> result = load(one_of_each_kind());
  ASSERT_TRUE(result.ok()) << text(result.errors());
  const Result<Scenario> again = load(result.value().canonical_yaml);
  ASSERT_TRUE(again.ok()) << text(again.errors());
  EXPECT_EQ(again.value().hash, result.value().hash);
  EXPECT_EQ(again.value().canonical_yaml, result.value().canonical_yaml);
}

TEST(ParameterContract, NoParameterOfAKindHasTheNameOfACommonField) {
  const Descriptor& instrument = *v1::Instrument::descriptor();
  for (const std::string& kind : kinds()) {
    const Descriptor& type = *parameters_of_kind(instrument, kind)->message_type();
    for (int i = 0; i < type.field_count(); ++i)
      EXPECT_EQ(instrument.FindFieldByName(type.field(i)->name()), nullptr)
          << kind << "." << type.field(i)->name();
  }
}

TEST(ParameterContract, EveryKindHasItsMessageAndEveryMessageItsKind) {
  const std::vector<std::string> all = kinds();
  for (int i = 0; i < v1::Instrument::descriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *v1::Instrument::descriptor()->field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.name() == "scope") continue;
    EXPECT_TRUE(is_kind_field(field)) << field.name() << " is not among the choices of kind";
  }
}

// A value of a scenario that a test can set: path, descriptor's unit, range.
std::vector<ParameterValue> numbers() {
  std::vector<ParameterValue> out;
  for (ParameterValue& value : parameter_values(complete()))
    if ((value.parameter.type == "number" || value.parameter.type == "whole number") && !value.value.empty())
      out.push_back(std::move(value));
  return out;
}

std::string shell_path(const ParameterValue& value) { return value.path + "="; }

TEST(ParameterContract, EveryNumberCanBeSetByItsPathWithItsUnitSpelledOut) {
  for (const ParameterValue& value : numbers()) {
    const Result<Scenario> bare = load(one_of_each_kind(), {shell_path(value) + value.value});
    EXPECT_TRUE(bare.ok()) << text(bare.errors());
    std::string spelled = value.value + " " + value.parameter.unit;
    if (value.parameter.unit.rfind("£", 0) == 0) {
      const bool negative = value.value[0] == '-';
      spelled =
          (negative ? "-£" + value.value.substr(1) : "£" + value.value) + value.parameter.unit.substr(2);
    }
    const Result<Scenario> with_unit = load(one_of_each_kind(), {shell_path(value) + spelled});
    EXPECT_TRUE(with_unit.ok()) << spelled << "\n" << text(with_unit.errors());
  }
}

TEST(ParameterContract, EveryNumberBeyondItsRangeIsALocatedError) {
  for (const ParameterValue& value : numbers())
    for (const double beyond : {*value.parameter.min - 1, *value.parameter.max + 1}) {
      const std::string set = shell_path(value) + number_text(beyond);
      const Result<Scenario> result = load(one_of_each_kind(), {set});
      ASSERT_FALSE(result.ok()) << set;
      EXPECT_EQ(result.errors().front().where, "--set #1") << set;
    }
}

TEST(ParameterContract, EveryNumberRefusesTextNotANumberAndAnotherUnit) {
  for (const ParameterValue& value : numbers())
    for (const char* bad :
         {"soon", ".nan", "-.inf", "1e999", "010", "5 parsecs", "[1]", "{a: 1}", "true", "\"1\""}) {
      const Result<Scenario> result = load(one_of_each_kind(), {shell_path(value) + bad});
      ASSERT_FALSE(result.ok()) << value.path << " = " << bad;
      EXPECT_EQ(result.errors().size(), 1u) << text(result.errors());
    }
}

TEST(ParameterContract, EverySwitchTakesTrueAndFalseOnly) {
  for (const ParameterValue& value : parameter_values(complete())) {
    if (value.parameter.type != "true or false") continue;
    EXPECT_FALSE(load(one_of_each_kind(), {shell_path(value) + "yes"}).ok()) << value.path;
    EXPECT_FALSE(load(one_of_each_kind(), {shell_path(value) + "1"}).ok()) << value.path;
  }
}

TEST(ParameterContract, EveryChoiceRefusesAWordThatIsNone) {
  for (const ParameterValue& value : parameter_values(complete())) {
    if (value.parameter.choices.empty()) continue;
    const std::string word = value.parameter.type == "text" ? "zzz" : "[zzz]";
    const Result<Scenario> result = load(one_of_each_kind(), {shell_path(value) + word});
    ASSERT_FALSE(result.ok()) << value.path;
    EXPECT_FALSE(result.errors().front().allowed.empty()) << value.path;
  }
}

TEST(ParameterContract, SharesThatMustSumToOneDoByDefault) {
  // check_whole, on the defaults, is what TheDefaultsAloneAreAGoodScenario runs; here each is broken in turn.
  const std::function<void(const Message&, const std::string&)> visit = [&](const Message& message,
                                                                            const std::string& path) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_repeated() ||
          !message.GetReflection()->HasField(message, &field))
        continue;
      const std::string at = path_join(path, field.name());
      const Message& inner = message.GetReflection()->GetMessage(message, &field);
      if (doc_of(field, v1::FieldDoc::default_instance()).sum_to_one()) {
        const std::string leaf = at + "." + inner.GetDescriptor()->field(0)->name();
        const double value = inner.GetReflection()->GetDouble(inner, inner.GetDescriptor()->field(0));
        const Result<Scenario> result =
            load("name: a\n", {leaf + "=" + number_text(value > 0.5 ? value - 0.25 : value + 0.25)});
        ASSERT_FALSE(result.ok()) << leaf;
        EXPECT_NE(result.errors().front().message.find("sum to"), std::string::npos) << leaf;
      }
      visit(inner, at);
    }
  };
  visit(complete().values, {});
}

TEST(ParameterContract, EveryPathOfTheDictionaryHasAValueOrIsOfAnInstrument) {
  std::set<std::string> valued;
  for (const ParameterValue& value : parameter_values(complete())) {
    valued.insert(value.parameter.kind.empty() ? value.path
                                               : "instruments[" + value.parameter.kind + "]" +
                                                     value.path.substr(value.path.find(']') + 1));
  }
  for (const Parameter& parameter : parameters()) {
    if (parameter.path.find("[]") != std::string::npos) continue;  // entries of lists that are empty here
    EXPECT_EQ(valued.count(parameter.path), 1u) << parameter.path;
  }
}

TEST(ParameterContract, WhyAndValueKnowEveryPath) {
  for (const ParameterValue& value : parameter_values(complete())) {
    EXPECT_TRUE(why(complete(), value.path).ok()) << value.path;
    EXPECT_TRUE(value_at(complete(), value.path).ok()) << value.path;
  }
}

TEST(ParameterContract, UnitsAreOfAKnownSpelling) {
  const std::set<std::string> words = {
      "share",  "ratio", "count", "places", "children", "fills",    "referrals", "£",      "week",
      "year",   "month", "day",   "mile",   "km",       "date",     "file",      "folder", "text",
      "choice", "list",  "group", "place",  "child",    "referral", "fill"};
  for (const Parameter& parameter : parameters()) {
    const std::string unit = plain_unit(parameter.unit);
    bool known = false;
    for (const std::string& word : words) known = known || unit.find(word) != std::string::npos;
    EXPECT_TRUE(known || unit.find("/") != std::string::npos) << parameter.path << ": " << parameter.unit;
    EXPECT_EQ(parameter.unit, std::string(trim(parameter.unit))) << parameter.path;
  }
}

TEST(ParameterContract, APlausibleRangeLiesWithinTheRange) {
  for (const Parameter& parameter : parameters()) {
    if (parameter.plausible.empty()) continue;
    const std::size_t dots = parameter.plausible.find("..");
    ASSERT_NE(dots, std::string::npos) << parameter.path;
    const auto low = parse_double(parameter.plausible.substr(0, dots)),
               high = parse_double(parameter.plausible.substr(dots + 2));
    ASSERT_TRUE(low && high) << parameter.path << ": " << parameter.plausible;
    EXPECT_LT(*low, *high) << parameter.path;
    EXPECT_GE(*low, *parameter.min) << parameter.path;
    EXPECT_LE(*high, *parameter.max) << parameter.path;
  }
}

}  // namespace
}  // namespace carepool
