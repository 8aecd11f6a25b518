// Closure shock: a share of the homes in scope closes on one day, the first day of the entry (of the run,
// when none is given).
//
// Which homes is drawn by home. Merge: side by side; a home closes once.
#include <cmath>

#include "instruments/list.hpp"

namespace carepool {

void apply_closure_shock(const Entry& entry, const Today&, Rules& rules) {
  const v1::ClosureShock& shock = entry.values.closure_shock();
  ClosureRule rule;
  rule.share = shock.share();
  rule.day = entry.base_day;
  rule.notice_days = static_cast<std::int32_t>(std::floor(shock.notice_days() + 0.5));
  rule.identity = rule_identity(entry.name(), "");
  rule.councils = entry.councils;
  rule.sectors = entry.sectors;
  rules.closures.push_back(std::move(rule));
}

}  // namespace carepool
