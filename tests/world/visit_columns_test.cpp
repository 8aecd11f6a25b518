// Laws of the list of columns: nothing that changes is left out, nothing comes twice.
#include "world/visit_columns.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "support/paths.hpp"

namespace carepool {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// Names of the data members of a struct in world.hpp.
std::set<std::string> members_in_source(const std::string& source, const std::string& name) {
  const std::size_t from = source.find("struct " + name + " {");
  const std::size_t to = source.find("\n};", from);
  std::string body = source.substr(from, to - from);
  body = body.substr(body.find('{') + 1);
  body = std::regex_replace(body, std::regex("//[^\n]*"), "");
  body = std::regex_replace(body, std::regex(R"([^;{}]*\([^)]*\)[^;{}]*\{[^}]*\})"), "");  // member functions
  body = std::regex_replace(body, std::regex("\\{\\}"), "");
  std::set<std::string> out;
  std::stringstream declarations(body);
  std::string declaration;
  while (std::getline(declarations, declaration, ';')) {
    int depth = 0;
    std::size_t i = declaration.find_first_not_of(" \n");
    if (i == std::string::npos) continue;
    for (; i < declaration.size() && (declaration[i] != ' ' || depth > 0); ++i) depth += declaration[i] == '<' ? 1 : declaration[i] == '>' ? -1 : 0;
    std::stringstream names(declaration.substr(i));
    std::string one;
    while (std::getline(names, one, ',')) {
      one = std::regex_replace(one, std::regex("=.*|\\s"), "");
      if (!one.empty()) out.insert(one);
    }
  }
  return out;
}

std::map<std::string, std::set<std::string>> listed() {
  std::map<std::string, std::set<std::string>> out;
  const World w;
  visit_columns(w, [&](std::string_view group, std::string_view name, const auto&) {
    EXPECT_TRUE(out[std::string(group)].insert(std::string(name)).second) << group << "." << name << " comes twice";
  });
  return out;
}

TEST(VisitColumns, EveryMemberOfEveryTableIsInTheList) {
  const std::string source = text_of(test::source_dir() / "sim/world/world.hpp");
  const std::map<std::string, std::string> tables{{"Children", "children"}, {"Arrivals", "arrivals"}, {"Placements", "placements"}, {"Homes", "homes"},
                                                  {"Providers", "providers"}, {"Memberships", "memberships"}, {"Pools", "pools"}, {"Blocks", "blocks"},
                                                  {"Councils", "councils"}, {"Worth", "worth"}, {"Signals", "signals"}, {"Totals", "totals"}, {"History", "history"}};
  const auto list = listed();
  for (const auto& [type, group] : tables) {
    const auto members = members_in_source(source, type);
    EXPECT_GT(members.size(), 2u) << type;
    EXPECT_EQ(members, list.at(group)) << "world.hpp and visit_columns.hpp disagree about " << type;
  }
}

TEST(VisitColumns, EveryPartOfTheWorldIsInTheList) {
  const std::string source = text_of(test::source_dir() / "sim/world/world.hpp");
  std::set<std::string> parts = members_in_source(source, "World");
  for (const char* apart : {"rules", "fixed"}) EXPECT_EQ(parts.erase(apart), 1u) << apart << ": made from nothing each time, not a column";
  EXPECT_EQ(parts.erase("trace"), 1u) << "where decisions are written down is no part of the state";
  std::set<std::string> list;
  for (const auto& [group, names] : listed()) {
    if (group == "world") list.insert(names.begin(), names.end());
    else list.insert(group);
  }
  EXPECT_EQ(parts, list);
}

// The same from the other side, without reading the source: the listed columns fill their struct.
template <class T>
void expect_filled(const std::map<std::string, std::size_t>& bytes, const std::string& group) {
  const std::size_t listed_bytes = bytes.at(group);
  EXPECT_LE(listed_bytes, sizeof(T)) << group;
  EXPECT_LT(sizeof(T) - listed_bytes, sizeof(std::vector<int>)) << group << " holds a column that is not in the list";
}

TEST(VisitColumns, TheListFillsEveryStruct) {
  const World w;
  std::map<std::string, std::size_t> bytes;
  visit_columns(w, [&](std::string_view group, std::string_view, const auto& column) { bytes[std::string(group)] += sizeof(column); });
  expect_filled<Children>(bytes, "children");
  expect_filled<Arrivals>(bytes, "arrivals");
  expect_filled<Placements>(bytes, "placements");
  expect_filled<Homes>(bytes, "homes");
  expect_filled<Providers>(bytes, "providers");
  expect_filled<Memberships>(bytes, "memberships");
  expect_filled<Pools>(bytes, "pools");
  expect_filled<Blocks>(bytes, "blocks");
  expect_filled<Councils>(bytes, "councils");
  expect_filled<Worth>(bytes, "worth");
  expect_filled<Signals>(bytes, "signals");
  expect_filled<Totals>(bytes, "totals");
  expect_filled<History>(bytes, "history");
}

}  // namespace
}  // namespace carepool
