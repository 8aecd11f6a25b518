// Regional care co-operative: councils that do chosen functions together.
//
// Each group with two members or more is a body. For each function and setting it does, Rules::body_of points
// from its members to it. A group of one does nothing and costs nothing. An RCC that does `framework` takes
// its members out of other frameworks and has one of its own, with leverage; one that does `block` lets the
// blocks of its members (see block.cpp).
#include <algorithm>

#include "base/money.hpp"
#include "instruments/list.hpp"

namespace carepool {
namespace {

template <class Names>
bool names_it(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Pooled search comes into use evenly; an RCC without a first day has long been in use.
double ramp(const Entry& entry, const Today& today) {
  const double days = entry.values.rcc().ramp_days();
  if (!entry.has_from || days <= 0) return 1;
  const std::int32_t at = std::max(today.step_day, entry.from);
  return std::min(1.0, static_cast<double>(at - entry.from) / days);
}

void write_body(const Entry& entry, const Today& today, BodyRule& body) {
  const v1::Rcc& rcc = entry.values.rcc();
  body.leverage = rcc.leverage();
  body.distance_limit_miles = rcc.distance_limit_miles();
  body.brokerage_saving = rcc_does(entry, Function::search) ? rcc.brokerage_saving() : 0;
  body.search_ramp = rcc_does(entry, Function::search) ? ramp(entry, today) : 1;
  body.setup_pence = pounds(rcc.setup_cost());
  body.running_pence_per_year = pounds(rcc.running_cost());
}

void point_members(const Entry& entry, std::uint32_t body, const std::vector<std::uint32_t>& members,
                   Rules& rules) {
  const auto point = [&](Setting setting, auto& body_of) {
    if (!rcc_covers(entry, setting)) return;
    for (std::size_t f = 0; f < kFunctions; ++f)
      if (rcc_does(entry, static_cast<Function>(f)))
        for (const std::uint32_t c : members) body_of[f][c] = body;
  };
  point(Setting::residential, rules.body_of);
  point(Setting::fostering, rules.body_of_foster);
  point(Setting::supported, rules.body_of_supported);
}

// The terms of the first framework, by name, that covers one of the group's members today; else the defaults.
const v1::Framework& terms_left(const Today& today, const CouncilGroup& group) {
  for (const Entry& entry : today.plan.entries) {
    if (entry.values.kind() != "framework" || !entry.in_force(today.day)) continue;
    for (const CouncilGroup& consortium : entry.groups)
      for (const std::uint32_t c : group.members)
        if (std::binary_search(consortium.members.begin(), consortium.members.end(), c))
          return entry.values.framework();
  }
  return today.plan.framework_defaults;
}

}  // namespace

bool rcc_does(const Entry& entry, Function function) {
  return names_it(entry.values.rcc().functions(), kFunctionNames[static_cast<std::size_t>(function)]);
}

bool rcc_covers(const Entry& entry, Setting setting) {
  return names_it(entry.values.rcc().settings(), kSettingNames[static_cast<std::size_t>(setting)]);
}

void apply_rcc(const Entry& entry, const Today& today, Rules& rules) {
  for (std::size_t g = 0; g < entry.groups.size(); ++g) {
    if (entry.bodies[g] == kNobody) continue;
    write_body(entry, today, rules.bodies[entry.bodies[g]]);
    point_members(entry, entry.bodies[g], entry.groups[g].members, rules);
  }
}

bool rcc_steps_on(const Entry& entry, std::int32_t day) {
  const double days = entry.values.rcc().ramp_days();
  const bool ramps = entry.has_from && days > 0 && rcc_does(entry, Function::search);
  return ramps && static_cast<double>(day - entry.from) <
                      days + 31;  // the last step is the first month after the ramp
}

void add_rcc_frameworks(const Today& today, Rules& rules) {
  for (const Entry& entry : today.plan.entries) {
    const bool has_one = entry.values.kind() == "rcc" && entry.in_force(today.day) &&
                         rcc_does(entry, Function::framework) && rcc_covers(entry, Setting::residential);
    for (std::size_t g = 0; has_one && g < entry.groups.size(); ++g) {
      if (entry.bodies[g] == kNobody) continue;
      FrameworkRule rule =
          framework_rule(today.plan, entry.name(), entry.groups[g], terms_left(today, entry.groups[g]));
      rule.body = entry.bodies[g];
      rules.frameworks.push_back(std::move(rule));
    }
  }
}

}  // namespace carepool
