// What the loader cannot see, because it needs groups and scopes made out.
#include <algorithm>
#include <utility>

#include "base/date.hpp"
#include "instruments/list.hpp"

namespace carepool {
namespace {

struct Check {
  const Scenario& scenario;
  const InstrumentPlan& plan;
  Errors& errors;

  void fail(const Entry& entry, const std::string& field, std::string message, std::string allowed) const {
    errors.push_back(scenario.provenance.error_at("instruments[" + entry.name() + "]." + field,
                                                  std::move(message), std::move(allowed)));
  }
  const std::string& council(std::uint32_t c) const { return plan.bodies[c].name; }
};

bool overlap_in_time(const Entry& a, const Entry& b) { return a.from < b.to && b.from < a.to; }

// ---- scopes ----

std::string setting_words(std::uint8_t settings) {
  std::string out;
  for (std::size_t s = 0; s < kSettings; ++s)
    if ((settings >> s) & 1u) out += (out.empty() ? "" : ", ") + std::string(kSettingNames[s]);
  return out;
}

void check_scope(const Check& check, const Entry& entry) {
  const v1::Scope& scope = entry.values.scope();
  const InstrumentKind& kind = *entry.kind;
  const auto refuse = [&](bool named, std::uint8_t list, const char* field) {
    if (named && (kind.scope & list) == 0)
      check.fail(entry, std::string("scope.") + field,
                 "an instrument of kind '" + std::string(kind.name) + "' does not look at scope." + field,
                 "leave it out");
  };
  refuse(!scope.councils().empty(), scope_places, "councils");
  refuse(!scope.regions().empty(), scope_places, "regions");
  refuse(!scope.settings().empty(), scope_settings, "settings");
  refuse(!scope.needs().empty(), scope_needs, "needs");
  refuse(!scope.contracts().empty(), scope_contracts, "contracts");
  refuse(!scope.sectors().empty(), scope_sectors, "sectors");
  if ((kind.scope & scope_settings) == 0) return;
  for (int i = 0; i < scope.settings_size(); ++i)
    for (std::size_t s = 0; s < kSettings; ++s)
      if (scope.settings(i) == kSettingNames[s] && ((kind.settings >> s) & 1u) == 0)
        check.fail(
            entry, "scope.settings[" + std::to_string(i) + "]",
            "an instrument of kind '" + std::string(kind.name) + "' does not touch " + scope.settings(i),
            setting_words(kind.settings));
}

// ---- RCCs ----

void check_rcc(const Check& check, const Entry& entry) {
  for (int i = 0; i < entry.values.rcc().settings_size(); ++i)
    if (entry.values.rcc().settings(i) == "secure")
      check.fail(entry, "settings[" + std::to_string(i) + "]",
                 "secure places are not bought in this model: an RCC has nothing to pool",
                 "fostering, residential, supported");
}

// The first function and setting that both do, in words; empty when none.
std::string shared_work(const Entry& a, const Entry& b) {
  for (std::size_t f = 0; f < kFunctions; ++f)
    for (const Setting setting : {Setting::residential, Setting::fostering, Setting::supported})
      if (rcc_does(a, static_cast<Function>(f)) && rcc_does(b, static_cast<Function>(f)) &&
          rcc_covers(a, setting) && rcc_covers(b, setting))
        return std::string(kFunctionNames[f]) + " of " +
               std::string(kSettingNames[static_cast<std::size_t>(setting)]);
  return {};
}

std::uint32_t shared_council(const Entry& a, const Entry& b) {
  for (const CouncilGroup& x : a.groups)
    for (const CouncilGroup& y : b.groups) {
      if (x.members.size() < 2 || y.members.size() < 2) continue;
      for (const std::uint32_t c : x.members)
        if (std::binary_search(y.members.begin(), y.members.end(), c)) return c;
    }
  return kNobody;
}

void check_two_rccs(const Check& check, const Entry& a, const Entry& b) {
  if (!overlap_in_time(a, b)) return;
  const std::string work = shared_work(a, b);
  const std::uint32_t council = work.empty() ? kNobody : shared_council(a, b);
  if (council == kNobody) return;
  check.fail(b, b.values.rcc().groups().empty() ? "partition.method" : "groups",
             "'" + check.council(council) + "' is in a group of '" + a.name() + "' and of '" + b.name() +
                 "' for " + work + " at the same time",
             "one body for one function, setting and time");
}

// ---- blocks, closures ----

void check_block_of_rcc(const Check& check, const Entry& block, const Entry& rcc) {
  if (!overlap_in_time(block, rcc) || !rcc_does(rcc, Function::block) ||
      !rcc_covers(rcc, Setting::residential))
    return;
  for (const CouncilGroup& group : rcc.groups) {
    const auto covered = std::count_if(group.members.begin(), group.members.end(),
                                       [&](std::uint32_t c) { return block.councils[c] != 0; });
    if (covered == 0 || covered == static_cast<std::ptrdiff_t>(group.members.size())) continue;
    check.fail(block, "scope",
               "'" + block.name() + "' covers " + std::to_string(covered) + " of the " +
                   std::to_string(group.members.size()) + " councils for which '" + rcc.name() + "/" +
                   group.name + "' lets blocks",
               "all members of a group or none");
    return;
  }
}

void check_closure(const Check& check, const Entry& entry) {
  if (entry.has_from && entry.from < check.plan.first_day)
    check.fail(entry, "from", "a closure before the run's first day would never happen",
               to_string(Date{check.plan.first_day}) + " or later");
}

void check_entry(const Check& check, std::size_t i) {
  const Entry& entry = check.plan.entries[i];
  const std::string& kind = entry.values.kind();
  check_scope(check, entry);
  if (kind == "closure_shock") check_closure(check, entry);
  if (kind == "rcc") check_rcc(check, entry);
  for (std::size_t j = 0; j < check.plan.entries.size(); ++j) {
    const Entry& other = check.plan.entries[j];
    if (other.values.kind() != "rcc") continue;
    if (kind == "rcc" && j < i) check_two_rccs(check, other, entry);
    if (kind == "block") check_block_of_rcc(check, entry, other);
  }
}

}  // namespace

Errors check_instruments(const Scenario& scenario) {
  Errors errors, found;
  std::vector<std::string> paths;
  const auto first_day = parse_date(scenario.values.start());
  const InstrumentPlan plan = make_instrument_plan(make_ground(scenario), scenario.values,
                                                   first_day ? first_day->days : 0, &found, &paths);
  for (std::size_t i = 0; i < found.size(); ++i)
    errors.push_back(
        scenario.provenance.error_at(paths[i], found[i].message, found[i].allowed, found[i].suggestion));
  const Check check{scenario, plan, errors};
  for (std::size_t i = 0; i < plan.entries.size(); ++i) check_entry(check, i);
  return errors;
}

Result<Scenario> load_checked_scenario(const LoadRequest& request) {
  Result<Scenario> loaded = load_scenario(request);
  if (!loaded.ok()) return loaded;
  Errors errors = check_instruments(loaded.value());
  if (!errors.empty()) return errors;
  return loaded;
}

}  // namespace carepool
