#include "scenario/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/date.hpp"
#include "base/text.hpp"
#include "scenario/units.hpp"

namespace carepool {

void RuleContext::fail(const std::string& path, std::string message, std::string allowed,
                       std::string suggestion) const {
  if (findings.in_trouble(path)) return;
  findings.error(path,
                 provenance.error_at(path, std::move(message), std::move(allowed), std::move(suggestion)));
}

void RuleContext::warn(const std::string& path, std::string message) const {
  if (!findings.in_trouble(path)) findings.warning(provenance.error_at(path, std::move(message)));
}

namespace {

std::string at(const v1::Instrument& instrument, const std::string& rest = {}) {
  const std::string path = "instruments[" + instrument.name() + "]";
  return rest.empty() ? path : path + "." + rest;
}

std::string entry(const std::string& list, int index) { return list + "[" + std::to_string(index) + "]"; }

Date first_day(const v1::Scenario& values) {
  return parse_date(values.start()).value_or(from_ymd(2025, 4, 1));
}
Date last_day(const v1::Scenario& values) {
  return first_day(values) + static_cast<int>(std::llround(values.years() * 365.25));
}

constexpr Date kLongAgo{-1'000'000};
constexpr Date kNever{10'000'000};

struct Period {
  Date from = kLongAgo, to = kNever;
  bool overlaps(const Period& other) const { return from < other.to && other.from < to; }
};

Period period_of(const v1::Instrument& instrument) {
  Period period;
  if (const auto day = parse_date(instrument.from())) period.from = *day;
  if (const auto day = parse_date(instrument.to())) period.to = *day;
  return period;
}

std::vector<std::string> council_names(const Tables& tables) {
  std::vector<std::string> names;
  for (const CouncilRow& council : tables.councils) names.push_back(council.name);
  return names;
}

std::vector<std::string> region_names(const Tables& tables) {
  std::vector<std::string> names;
  for (const RegionRow& region : tables.regions) names.push_back(region.name);
  return names;
}

// A sum for a message: 1.16, not 1.1600000000000001.
std::string rounded(double value) { return number_text(std::round(value * 1e9) / 1e9); }

std::string list_words(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

void check_council(const RuleContext& context, const std::string& name, const std::string& path) {
  if (context.tables.councils.empty() || context.tables.find_council(name)) return;
  context.fail(path, "unknown council '" + name + "'", "a name or ONS code of the councils table",
               nearest(name, council_names(context.tables)).value_or(""));
}

void check_region(const RuleContext& context, const std::string& name, const std::string& path) {
  if (context.tables.regions.empty() || context.tables.find_region(name)) return;
  const std::vector<std::string> names = region_names(context.tables);
  context.fail(path, "unknown region '" + name + "'", list_words(names), nearest(name, names).value_or(""));
}

// ---- groups and partitions
// -----------------------------------------------------------------------------------------

// The listed groups and the partition of an instrument that has them; nulls otherwise.
struct Grouping {
  const google::protobuf::RepeatedPtrField<v1::Group>* groups = nullptr;
  const v1::Partition* partition = nullptr;
};

Grouping grouping_of(const v1::Instrument& instrument) {
  if (instrument.kind() == "rcc" && instrument.has_rcc())
    return {&instrument.rcc().groups(), &instrument.rcc().partition()};
  if (instrument.kind() == "framework" && instrument.has_framework())
    return {&instrument.framework().groups(), &instrument.framework().partition()};
  return {};
}

std::string group_path(const v1::Instrument& instrument, const v1::Group& group) {
  return at(instrument, "groups[" + group.name() + "]");
}

// One council by its code, whichever way it is written; an unknown one by what is written.
std::string identity(const Tables& tables, const std::string& name) {
  const auto index = tables.find_council(name);
  return index ? tables.councils[*index].ons_code : name;
}

void members_are_known(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const Grouping grouping = grouping_of(instrument);
    if (grouping.groups == nullptr) continue;
    for (const v1::Group& group : *grouping.groups) {
      const std::string list = group_path(instrument, group) + ".councils";
      if (group.councils().empty())
        context.fail(group_path(instrument, group), "group '" + group.name() + "' has no members",
                     "at least one council");
      for (int i = 0; i < group.councils_size(); ++i)
        check_council(context, group.councils(i), entry(list, i));
    }
  }
}

void no_council_twice_in_one_instrument(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const Grouping grouping = grouping_of(instrument);
    if (grouping.groups == nullptr) continue;
    std::map<std::string, std::string> seen;  // council → group
    for (const v1::Group& group : *grouping.groups)
      for (int i = 0; i < group.councils_size(); ++i) {
        const auto [first, is_new] = seen.emplace(identity(context.tables, group.councils(i)), group.name());
        if (is_new) continue;
        const std::string where = first->second == group.name()
                                      ? "twice in group '" + group.name() + "'"
                                      : "in two groups of '" + instrument.name() + "': '" + first->second +
                                            "' and '" + group.name() + "'";
        context.fail(entry(group_path(instrument, group) + ".councils", i),
                     "'" + group.councils(i) + "' is " + where, "each council in one group");
      }
  }
}

bool share_a_word(const google::protobuf::RepeatedPtrField<std::string>& a,
                  const google::protobuf::RepeatedPtrField<std::string>& b, std::string& word) {
  for (const std::string& x : a)
    if (std::find(b.begin(), b.end(), x) != b.end()) {
      word = x;
      return true;
    }
  return false;
}

void no_council_in_two_bodies_for_one_function(const RuleContext& context) {
  const auto& list = context.values.instruments();
  for (int i = 0; i < list.size(); ++i)
    for (int j = i + 1; j < list.size(); ++j) {
      const v1::Instrument &a = list[i], &b = list[j];
      if (a.kind() != "rcc" || b.kind() != "rcc" || !a.enabled() || !b.enabled()) continue;
      std::string function, setting;
      if (!period_of(a).overlaps(period_of(b)) ||
          !share_a_word(a.rcc().functions(), b.rcc().functions(), function) ||
          !share_a_word(a.rcc().settings(), b.rcc().settings(), setting))
        continue;
      std::set<std::string> members;
      for (const v1::Group& group : a.rcc().groups())
        for (const std::string& council : group.councils()) members.insert(identity(context.tables, council));
      for (const v1::Group& group : b.rcc().groups())
        for (int k = 0; k < group.councils_size(); ++k)
          if (members.count(identity(context.tables, group.councils(k))) > 0)
            context.fail(entry(group_path(b, group) + ".councils", k),
                         "'" + group.councils(k) + "' is in '" + a.name() + "' and in '" + b.name() +
                             "' for " + function + " of " + setting + " at the same time",
                         "one body for one function, setting and time");
      const auto everybody = [](const v1::Instrument& instrument) {
        return instrument.rcc().partition().method() != "none" &&
               instrument.rcc().partition().method() != "file" &&
               instrument.rcc().partition().participation() == 1 && instrument.scope().councils().empty() &&
               instrument.scope().regions().empty();
      };
      if (everybody(a) && everybody(b))
        context.fail(at(b, "partition.method"),
                     "every council is in '" + a.name() + "' and in '" + b.name() + "' for " + function +
                         " of " + setting + " at the same time",
                     "one body for one function, setting and time");
    }
}

void groups_or_a_partition(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const Grouping grouping = grouping_of(instrument);
    if (grouping.groups == nullptr) continue;
    const std::string& method = grouping.partition->method();
    if (!grouping.groups->empty() && method != "none")
      context.fail(at(instrument, "partition.method"),
                   "'" + instrument.name() + "' has listed groups and a partition",
                   "groups, or a partition, not both");
    if (method == "file" && grouping.partition->file().empty())
      context.fail(at(instrument, "partition.method"), "method 'file' without a file",
                   "partition.file with a CSV of council and group");
    if (method != "file" && !grouping.partition->file().empty())
      context.fail(at(instrument, "partition.file"), "a file, but the method is '" + method + "'",
                   "method: file");
  }
}

void target_size_fits_the_councils(const RuleContext& context) {
  const auto councils = static_cast<std::int64_t>(context.tables.councils.size());
  if (councils == 0) return;
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const Grouping grouping = grouping_of(instrument);
    if (grouping.partition == nullptr) continue;
    const std::string& method = grouping.partition->method();
    const bool used = method == "nearest" || method == "contiguous" || method == "random";
    if (used && grouping.partition->target_size() > councils)
      context.fail(at(instrument, "partition.target_size"),
                   "groups of " + std::to_string(grouping.partition->target_size()) + " councils",
                   "1 to " + std::to_string(councils) + " councils");
    if (!used && context.is_set(at(instrument, "partition.target_size")))
      context.warn(at(instrument, "partition.target_size"),
                   "target_size has no effect with method '" + method + "'");
  }
}

// ---- instruments
// ---------------------------------------------------------------------------------------------------

void instrument_dates_are_in_order(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const auto from = parse_date(instrument.from()), to = parse_date(instrument.to());
    if (from && to && *to <= *from)
      context.fail(at(instrument, "to"),
                   "'" + instrument.name() + "' ends on " + instrument.to() + ", not after its first day " +
                       instrument.from(),
                   "a day after " + instrument.from());
  }
}

void instrument_is_in_force_in_the_run(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const Period period = period_of(instrument);
    if (period.from >= last_day(context.values))
      context.warn(at(instrument, "from"), "'" + instrument.name() + "' starts on " + instrument.from() +
                                               ", and the run ends with the day before " +
                                               to_string(last_day(context.values)) + ": it has no effect");
    if (period.to <= first_day(context.values))
      context.warn(at(instrument, "to"), "'" + instrument.name() + "' ends on " + instrument.to() +
                                             ", before the run's first day: it shapes the start only");
  }
}

void scopes_are_known(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    const v1::Scope& scope = instrument.scope();
    for (int i = 0; i < scope.councils_size(); ++i)
      check_council(context, scope.councils(i), entry(at(instrument, "scope.councils"), i));
    for (int i = 0; i < scope.regions_size(); ++i)
      check_region(context, scope.regions(i), entry(at(instrument, "scope.regions"), i));
  }
}

std::array<std::pair<const char*, std::optional<double>>, 4> by_need(const v1::ByNeed& value) {
  const auto leaf = [](bool there, double number) {
    return there ? std::optional<double>(number) : std::nullopt;
  };
  return {{{"standard", leaf(value.has_standard(), value.standard())},
           {"moderate", leaf(value.has_moderate(), value.moderate())},
           {"complex", leaf(value.has_complex(), value.complex())},
           {"acute", leaf(value.has_acute(), value.acute())}}};
}

void a_cap_has_one_kind_of_level(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments()) {
    if (instrument.kind() != "fee_cap") continue;
    const v1::FeeCap& cap = instrument.fee_cap();
    if (cap.has_level() && cap.has_level_by_need())
      context.fail(at(instrument, "level_by_need"), "'" + instrument.name() + "' has level and level_by_need",
                   "one of the two");
    if (!cap.has_level() && !cap.has_level_by_need() &&
        !context.findings.in_trouble(at(instrument, "level")) &&
        !context.findings.in_trouble(at(instrument, "level_by_need")))
      context.fail(at(instrument), "'" + instrument.name() + "' has no level", "level or level_by_need");
    std::optional<double> before;
    for (const auto& [need, level] : by_need(cap.level_by_need())) {
      if (level && before && *level < *before)
        context.warn(at(instrument, std::string("level_by_need.") + need),
                     "the level for " + std::string(need) + " need is below that for a lesser need");
      if (level) before = level;
    }
  }
}

void a_moe_block_takes_no_share(const RuleContext& context) {
  for (const v1::Instrument& instrument : context.values.instruments())
    if (instrument.kind() == "block" && instrument.block().mode() == "moe" &&
        context.is_set(at(instrument, "share")))
      context.warn(at(instrument, "share"), "share has no effect with mode 'moe'");
}

void demand_stays_within_the_headroom(const RuleContext& context) {
  const double headroom = context.values.demand().thinning_headroom();
  const double level = context.values.demand().level();
  if (level > headroom)
    context.fail("demand.level",
                 "demand at " + format_double(level) +
                     " times the published level is above demand.thinning_headroom, " +
                     format_double(headroom),
                 "at most " + format_double(headroom) + ", or a larger headroom");
  for (const v1::Instrument& instrument : context.values.instruments())
    if (instrument.kind() == "demand_shock" && instrument.demand_shock().factor() * level > headroom)
      context.fail(at(instrument, "factor"),
                   "demand would rise to " + format_double(instrument.demand_shock().factor() * level) +
                       " times the base, above demand.thinning_headroom, " + format_double(headroom),
                   "at most " + format_double(headroom) + " in all, or a larger headroom");
}

// ---- the world
// -----------------------------------------------------------------------------------------------------

void the_name_can_be_a_folder(const RuleContext& context) {
  const std::string& name = context.values.name();
  const bool fits = !name.empty() && name.size() <= 80 && name[0] != '.' && name[0] != '-' &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             c == '-' || c == '_' || c == '.';
                    });
  if (!fits)
    context.fail("name", "the name '" + name.substr(0, 80) + "' cannot name a results folder",
                 "letters, digits, '-', '_' and '.', at most 80");
}

void the_start_is_near_the_tables(const RuleContext& context) {
  const auto start = parse_date(context.values.start());
  if (!start || context.values.world().kind() != "england") return;
  const int year = ymd(*start).year;
  if (year < 2000 || year > 2100)
    context.fail("start", "a start in " + std::to_string(year), "a day from 2000 to 2100");
  else if (*start < from_ymd(2025, 4, 1) || *start > from_ymd(2026, 4, 1))
    context.warn("start", "the tables describe 31 March 2025; a start on " + context.values.start() +
                              " uses them unchanged");
}

void the_only_region_is_known(const RuleContext& context) {
  const std::string& region = context.values.world().only_region();
  if (region.empty()) return;
  check_region(context, region, "world.only_region");
  if (context.values.world().kind() == "england")
    context.warn("world.only_region", "only " + region + ": a region by itself trades with nobody, so its levels (fees, margins, sufficiency) do not compare with "
                                      "England's; only mechanics and directions can be read");
}

void tables_are_known(const RuleContext& context) {
  std::vector<std::string> names;
  for (const auto& [name, path] : table_paths_in("")) names.push_back(name);
  for (const v1::TableFile& file : context.values.world().tables()) {
    const std::string path = "world.tables[" + file.name() + "]";
    if (std::find(names.begin(), names.end(), file.name()) == names.end())
      context.fail(path, "unknown table '" + file.name() + "'", list_words(names),
                   nearest(file.name(), names).value_or(""));
  }
}

void a_pool_can_hold_its_homes(const RuleContext& context) {
  const v1::World& world = context.values.world();
  if (world.kind() != "pools") return;
  if (world.homes_per_pool() > world.places_per_pool())
    context.fail("world.homes_per_pool",
                 std::to_string(world.homes_per_pool()) + " homes share " +
                     std::to_string(world.places_per_pool()) + " places",
                 "at most as many homes as places_per_pool");
  const std::int64_t homes = world.homes_per_pool() > 0 ? world.homes_per_pool() : world.places_per_pool();
  if (world.groups_per_pool() > homes)
    context.fail("world.groups_per_pool",
                 std::to_string(world.groups_per_pool()) + " provider groups share " + std::to_string(homes) +
                     " homes",
                 "at most as many groups as homes_per_pool");
  if (context.values.blocks().reserved() && world.places_per_pool() % world.councils_per_pool() != 0)
    context.fail("blocks.reserved",
                 std::to_string(world.places_per_pool()) + " places cannot be reserved in equal parts for " +
                     std::to_string(world.councils_per_pool()) + " councils",
                 "places_per_pool divisible by councils_per_pool");
}

void what_only_pools_read_is_not_set_for_england(const RuleContext& context) {
  if (context.values.world().kind() != "england") return;
  for (const char* path : {"world.pools", "world.places_per_pool", "world.homes_per_pool",
                           "world.councils_per_pool", "world.groups_per_pool", "demand.entries_per_day",
                           "demand.mean_stay_days", "demand.waiting_leave_ratio", "blocks.reserved"})
    if (context.is_set(path))
      context.warn(path, std::string(path) + " has no effect for England, only in a world of pools");
}

// ---- demand, search, prices
// ----------------------------------------------------------------------------------------

void stays_share_one_whole(const RuleContext& context) {
  const v1::ByBand& brief = context.values.demand().stay_short_share();
  const v1::ByBand& until_adult = context.values.demand().stay_long_share();
  const google::protobuf::Descriptor& bands = *v1::ByBand::descriptor();
  for (int i = 0; i < bands.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* band = bands.field(i);
    const double sum = brief.GetReflection()->GetDouble(brief, band) +
                       until_adult.GetReflection()->GetDouble(until_adult, band);
    if (sum <= 1 + 1e-9) continue;
    const std::string long_path = "demand.stay_long_share." + band->name(),
                      short_path = "demand.stay_short_share." + band->name();
    context.fail(context.is_set(long_path) ? long_path : short_path,
                 "short and long stays of " + band->name() + " come to " + rounded(sum),
                 "together at most 1");
  }
}

void radii_are_in_order(const RuleContext& context) {
  const v1::Search& search = context.values.search();
  const auto check = [&](const char* path, double radius) {
    if (radius > search.max_miles())
      context.fail(context.is_set(path) ? path : "search.max_miles",
                   std::string(path) + " (" + format_double(radius) +
                       " miles) is further than search.max_miles (" + format_double(search.max_miles()) +
                       " miles)",
                   "at most search.max_miles");
  };
  check("search.local_miles", search.local_miles());
  check("search.far_miles", search.far_miles());
}

void foster_places_share_one_whole(const RuleContext& context) {
  const v1::Fostering& fostering = context.values.fostering();
  if (fostering.own_filled() + fostering.vacant() > 1 + 1e-9)
    context.fail(
        context.is_set("fostering.vacant") ? "fostering.vacant" : "fostering.own_filled",
        "filled and vacant foster places come to " + rounded(fostering.own_filled() + fostering.vacant()),
        "together at most 1");
}

void the_fixed_fee_is_used_and_possible(const RuleContext& context) {
  const v1::Prices& prices = context.values.prices();
  if (prices.fixed() && prices.fixed_fee() > prices.ask_max())
    context.fail("prices.fixed_fee", "the fixed fee is above prices.ask_max", "at most prices.ask_max");
  if (!prices.fixed() && context.is_set("prices.fixed_fee"))
    context.warn("prices.fixed_fee", "fixed_fee has no effect unless prices.fixed is true");
}

void a_large_group_has_no_dearer_overhead(const RuleContext& context) {
  const v1::Costs& costs = context.values.costs();
  if (costs.overhead_place_large() > costs.overhead_place())
    context.fail(
        context.is_set("costs.overhead_place_large") ? "costs.overhead_place_large" : "costs.overhead_place",
        "the overhead of a large group is above that of a small one",
        "overhead_place_large at most overhead_place");
}

// ---- recording
// -----------------------------------------------------------------------------------------------------

void what_is_recorded_exists(const RuleContext& context) {
  static const std::vector<std::string> groups = {"council", "region", "rcc",      "sector",
                                                  "setting", "need",   "contract", "size"};
  const v1::Record& record = context.values.record();
  for (int i = 0; i < record.groups_size(); ++i)
    if (std::find(groups.begin(), groups.end(), record.groups(i)) == groups.end())
      context.fail(entry("record.groups", i), "unknown group '" + record.groups(i) + "'", list_words(groups),
                   nearest(record.groups(i), groups).value_or(""));
  if (context.metric_ids.empty()) return;
  for (int i = 0; i < record.metrics_size(); ++i)
    if (std::find(context.metric_ids.begin(), context.metric_ids.end(), record.metrics(i)) ==
        context.metric_ids.end())
      context.fail(entry("record.metrics", i), "unknown metric '" + record.metrics(i) + "'",
                   "a metric of 'carepool params --metrics'",
                   nearest(record.metrics(i), context.metric_ids).value_or(""));
}

}  // namespace

const std::vector<Rule>& rules() {
  static const std::vector<Rule> list = {
      {"TheNameCanBeAFolder", the_name_can_be_a_folder},
      {"TheStartIsNearTheTables", the_start_is_near_the_tables},
      {"TheOnlyRegionIsKnown", the_only_region_is_known},
      {"TablesAreKnown", tables_are_known},
      {"APoolCanHoldItsHomes", a_pool_can_hold_its_homes},
      {"WhatOnlyPoolsReadIsNotSetForEngland", what_only_pools_read_is_not_set_for_england},
      {"StaysShareOneWhole", stays_share_one_whole},
      {"RadiiAreInOrder", radii_are_in_order},
      {"FosterPlacesShareOneWhole", foster_places_share_one_whole},
      {"TheFixedFeeIsUsedAndPossible", the_fixed_fee_is_used_and_possible},
      {"ALargeGroupHasNoDearerOverhead", a_large_group_has_no_dearer_overhead},
      {"InstrumentDatesAreInOrder", instrument_dates_are_in_order},
      {"InstrumentIsInForceInTheRun", instrument_is_in_force_in_the_run},
      {"ScopesAreKnown", scopes_are_known},
      {"MembersAreKnown", members_are_known},
      {"NoCouncilTwiceInOneInstrument", no_council_twice_in_one_instrument},
      {"NoCouncilInTwoBodiesForOneFunction", no_council_in_two_bodies_for_one_function},
      {"GroupsOrAPartition", groups_or_a_partition},
      {"TargetSizeFitsTheCouncils", target_size_fits_the_councils},
      {"ACapHasOneKindOfLevel", a_cap_has_one_kind_of_level},
      {"AMoeBlockTakesNoShare", a_moe_block_takes_no_share},
      {"DemandStaysWithinTheHeadroom", demand_stays_within_the_headroom},
      {"WhatIsRecordedExists", what_is_recorded_exists},
  };
  return list;
}

}  // namespace carepool
