// Framework: agreed terms and a price list without a commitment to buy.
//
// Each group is one framework. Members whose RCC does `framework` have left for the RCC's own. A consortium
// has no leverage: fees are bid at the start of a term at a discount on the spot ask. Merge: side by side; a
// council may use several.
#include "base/money.hpp"
#include "instruments/list.hpp"

namespace carepool {

FrameworkRule framework_rule(const InstrumentPlan& plan, const std::string& instrument,
                             const CouncilGroup& group, const v1::Framework& terms) {
  FrameworkRule rule;
  rule.name = instrument + "/" + group.name;
  rule.members = group.members;
  rule.is_member.assign(plan.councils, 0);
  for (const std::uint32_t c : group.members) rule.is_member[c] = 1;
  rule.discount = terms.discount();
  rule.uplift_per_year = terms.uplift();
  rule.term_years = terms.term_years();
  rule.start_membership = terms.start_membership();
  rule.tender_pence_per_year = pounds(terms.tender_cost_group());
  rule.identity = rule_identity(instrument, group.identity);
  return rule;
}

void apply_framework(const Entry& entry, const Today& today, Rules& rules) {
  const auto& negotiates = rules.body_of[static_cast<std::size_t>(Function::framework)];
  for (const CouncilGroup& group : entry.groups) {
    CouncilGroup staying = group;
    std::erase_if(staying.members, [&](std::uint32_t c) { return negotiates[c] != c; });
    if (!staying.members.empty())
      rules.frameworks.push_back(framework_rule(today.plan, entry.name(), staying, entry.values.framework()));
  }
}

}  // namespace carepool
