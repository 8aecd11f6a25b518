#include "instruments/plan.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "base/money.hpp"
#include "instruments/list.hpp"
#include "scenario/layers.hpp"

namespace carepool {
namespace {

inline constexpr std::int32_t kLongAgo = std::numeric_limits<std::int32_t>::min();

using Names = google::protobuf::RepeatedPtrField<std::string>;

bool names_it(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Both lists empty: every council. Else those named and those of the regions named.
InScope places_in_scope(const Ground& ground, const v1::Scope& scope) {
  const bool all = scope.councils().empty() && scope.regions().empty();
  InScope in(ground.size(), all ? 1 : 0);
  for (const std::string& name : scope.councils())
    if (const auto found = find_council(ground, name)) in[*found] = 1;
  for (const std::string& name : scope.regions())
    if (const auto region = find_region(ground, name))
      for (std::uint32_t i = 0; i < ground.size(); ++i)
        if (ground.region[i] == *region) in[i] = 1;
  return in;
}

std::vector<std::uint8_t> as_councils(const Ground& ground, const InScope& in) {
  std::vector<std::uint8_t> out(ground.councils, 0);
  for (const auto& copy : ground.places)
    for (std::uint32_t i = 0; i < ground.size(); ++i) out[copy[i]] = in[i];
  return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> mask(const Names& names, const std::array<std::string_view, N>& known) {
  std::array<std::uint8_t, N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = names.empty() || names_it(names, known[i]) ? 1 : 0;
  return out;
}

void read_scope(const Ground& ground, const v1::Scope& scope, Entry& entry) {
  entry.councils = as_councils(ground, places_in_scope(ground, scope));
  entry.needs = mask(scope.needs(), kNeedNames);
  entry.contracts = mask(scope.contracts(), kContractNames);
  entry.contracts[static_cast<std::size_t>(Contract::in_house)] = 0;  // an own home's cost is no fee
  entry.sectors = mask(scope.sectors(), kSectorNames);
  if (scope.settings().empty())
    entry.settings[static_cast<std::size_t>(Setting::residential)] = 1;
  else
    entry.settings = mask(scope.settings(), kSettingNames);
}

void read_dates(const v1::Instrument& values, std::int32_t first_day, Entry& entry) {
  const auto from = parse_date(values.from()), to = parse_date(values.to());
  entry.has_from = from.has_value();
  entry.from = from ? from->days : kLongAgo;
  entry.to = to ? to->days : kNever;
  entry.base_day = from ? from->days : first_day;
}

void read_groups(const Ground& ground, const google::protobuf::RepeatedPtrField<v1::Group>& listed,
                 const v1::Partition& partition, Entry& entry, Errors& errors) {
  const InScope in = places_in_scope(ground, entry.values.scope());
  if (!listed.empty()) {
    entry.groups = on_every_copy(ground, listed_groups(ground, listed, partition, in));
    return;
  }
  const auto groups = make_groups(ground, partition, in);
  if (groups.ok())
    entry.groups = on_every_copy(ground, groups.value());
  else
    errors.insert(errors.end(), groups.errors().begin(), groups.errors().end());
}

Entry make_entry(const Ground& ground, const v1::Instrument& values, std::uint32_t index,
                 std::int32_t first_day, Errors& errors) {
  Entry entry;
  entry.kind = find_instrument_kind(values.kind());
  entry.values = values;
  entry.list_index = index;
  read_dates(values, first_day, entry);
  read_scope(ground, values.scope(), entry);
  if (values.kind() == "rcc")
    read_groups(ground, values.rcc().groups(), values.rcc().partition(), entry, errors);
  if (values.kind() == "framework")
    read_groups(ground, values.framework().groups(), values.framework().partition(), entry, errors);
  return entry;
}

// A group needs a body when it has two members or more and does or costs something.
bool needs_bodies(const Entry& entry) {
  const v1::Rcc& rcc = entry.values.rcc();
  const bool pools = !rcc.functions().empty() && !rcc.settings().empty();
  return pools || pounds(rcc.setup_cost()) != 0 || pounds(rcc.running_cost()) != 0;
}

void add_council_bodies(const Ground& ground, InstrumentPlan& plan) {
  plan.bodies.resize(plan.councils);
  plan.body_identity.resize(plan.councils);
  for (std::size_t copy = 0; copy < ground.places.size(); ++copy)
    for (std::uint32_t i = 0; i < ground.size(); ++i) {
      const std::uint32_t c = ground.places[copy][i];
      const std::string more = copy == 0 ? "" : "#" + std::to_string(copy + 1);
      plan.bodies[c].name = ground.names[i] + more;
      plan.bodies[c].members = {c};
      plan.body_identity[c] = ground.codes[i] + more;
    }
}

void add_rcc_bodies(Entry& entry, InstrumentPlan& plan) {
  for (const CouncilGroup& group : entry.groups) {
    if (group.members.size() < 2 || !needs_bodies(entry)) {
      entry.bodies.push_back(kNobody);
      continue;
    }
    entry.bodies.push_back(static_cast<std::uint32_t>(plan.bodies.size()));
    BodyRule body;
    body.name = entry.name() + "/" + group.name;
    body.members = group.members;
    body.instrument = entry.list_index;
    body.first_day = entry.base_day;
    plan.bodies.push_back(std::move(body));
    plan.body_identity.push_back(entry.name() + "/" + group.identity);
  }
}

}  // namespace

double Today::years_since(std::int32_t base_day, std::int32_t end_day) const {
  const std::int32_t at = day >= end_day ? end_day : std::max(step_day, base_day);
  return at <= base_day ? 0 : static_cast<double>(at - base_day) / 365.25;
}

std::uint64_t rule_identity(const std::string& instrument, const std::string& group) {
  Hasher hasher;
  hasher.string(instrument);
  hasher.string(group);
  return hasher.digest();
}

InstrumentPlan make_instrument_plan(const Ground& ground, const v1::Scenario& values, std::int32_t first_day,
                                    Errors* errors, std::vector<std::string>* error_paths) {
  InstrumentPlan plan;
  plan.councils = ground.councils;
  plan.first_day = first_day;
  plan.block_friction_per_week = values.blocks().term_risk();
  fill_defaults(plan.framework_defaults);
  for (int i = 0; i < values.instruments_size(); ++i) {
    const v1::Instrument& instrument = values.instruments(i);
    if (!instrument.enabled() || find_instrument_kind(instrument.kind()) == nullptr) continue;
    Errors found;
    plan.entries.push_back(make_entry(ground, instrument, static_cast<std::uint32_t>(i), first_day, found));
    if (found.empty()) continue;
    if (errors == nullptr) throw std::runtime_error("instrument " + instrument.name() + ": " + text(found));
    for (Error& error : found) {
      errors->push_back(std::move(error));
      error_paths->push_back("instruments[" + instrument.name() + "].partition.method");
    }
  }
  std::sort(plan.entries.begin(), plan.entries.end(),
            [](const Entry& a, const Entry& b) { return a.name() < b.name(); });
  add_council_bodies(ground, plan);
  for (Entry& entry : plan.entries)
    if (entry.kind->bodies_first) add_rcc_bodies(entry, plan);
  return plan;
}

InstrumentPlan make_instrument_plan(const Setup& setup) {
  return make_instrument_plan(make_ground(setup), setup.v(), setup.first_day);
}

}  // namespace carepool
