// Whatever is done to a file, loading it ends with a scenario or with errors that say where.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "bad_cases.hpp"
#include "support.hpp"

namespace carepool::test {
namespace {

// A small generator of our own: the test must do the same everywhere.
class Dice {
 public:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_ = 88172645463325252u;
};

const char* const kBits[] = {
    "\n",          ":",        "- ",       "  ",   "[",     "]",    "{",  "}",    "&a ",
    "*a",          "!append ", "!delete ", "!x ",  "\"",    "'",    "#",  "\t",   "\0",
    "\xff",        "£",        "0x",       ".nan", "1e999", "<<: ", "? ", "| \n", ">-\n",
    "%YAML 1.2\n", "---\n",    "...\n",    "\r",   "@",     "`",    ",",  "-",    "999999999"};

void mutate(std::string& text, Dice& dice) {
  const std::size_t at = dice.below(text.size() + 1);
  switch (dice.below(5)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(dice.below(256));
      break;
    case 1: text.erase(at, dice.below(40)); break;
    case 2: text.insert(at, kBits[dice.below(std::size(kBits))]); break;
    case 3: text.insert(at, text.substr(dice.below(text.size()), dice.below(200))); break;
    default: text.resize(at); break;
  }
}

void expect_scenario_or_places(const std::string& text) {
  const Result<Scenario> result = load_text(text);
  if (result.ok()) return;
  ASSERT_FALSE(result.errors().empty());
  ASSERT_LE(result.errors().size(), 50u);
  for (const Error& error : result.errors()) {
    ASSERT_FALSE(error.message.empty());
    ASSERT_EQ(error.where, "test.yaml") << error.text();
    ASSERT_GE(error.line, 1) << error.text();
    ASSERT_GE(error.column, 1) << error.text();
  }
}

void mutate_often(const std::string& original, int times) {
  Dice dice;
  for (int i = 0; i < times; ++i) {
    std::string text = original;
    for (std::size_t k = 0; k <= dice.below(3); ++k) mutate(text, dice);
    expect_scenario_or_places(text);
    if (testing::Test::HasFatalFailure()) {
      ADD_FAILURE() << "text " << i << ":\n" << text;
      return;
    }
  }
}

TEST(Mutations, OfEnglandNeverCrashAndAlwaysSayWhere) {
  mutate_often(read_bytes(source_dir() / "scenarios/england.yaml"), 2000);
}

TEST(Mutations, OfAnEffectiveScenarioNeverCrashAndAlwaysSayWhere) {
  const Scenario scenario = loaded(
      "instruments:\n  - {name: rcc, kind: rcc, partition: {method: nearest}}\n  - {name: cap, kind: "
      "fee_cap, level: 5000}\n");
  mutate_often(scenario.canonical_yaml, 300);
}

}  // namespace
}  // namespace carepool::test
