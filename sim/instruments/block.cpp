// Block: beds bought for years, used or not.
//
// The blocks of a council are let by whoever lets blocks for it today: itself or its RCC, which then lets for
// all its members and obeys its limit to distance. Merge: side by side; beds are counted for each buyer and
// identity.
#include <algorithm>

#include "instruments/list.hpp"

namespace carepool {
namespace {

// The RCC lets only for its members together. check_instruments has refused a scope that covers a part of
// them.
std::uint32_t buyer_for(std::uint32_t council, const Entry& entry, const Rules& rules) {
  const std::uint32_t body = rules.body_of[static_cast<std::size_t>(Function::block)][council];
  const auto& members = rules.bodies[body].members;
  return std::all_of(members.begin(), members.end(), [&](std::uint32_t c) { return entry.councils[c] != 0; })
             ? body
             : council;
}

BlockRule block_rule(const Entry& entry, const Today& today, const Rules& rules, std::uint32_t buyer) {
  const v1::Block& block = entry.values.block();
  BlockRule rule;
  rule.body = buyer;
  rule.identity = rule_identity(entry.name(), today.plan.body_identity[buyer]);
  rule.family = rule_identity(entry.name(), "");
  rule.moe = block.mode() == "moe";
  rule.share = rule.moe ? 0 : block.share();
  rule.price_ratio = block.price_ratio();
  rule.guarantee = block.guarantee();
  rule.term_years = block.term_years();
  rule.acceptance = block.acceptance();
  rule.catchment_miles = block.catchment_miles();
  rule.distance_limit_miles = rules.bodies[buyer].distance_limit_miles;
  rule.friction_per_week = today.plan.block_friction_per_week;
  rule.resale = block.resale();
  rule.resale_price_ratio = block.resale_price_ratio();
  rule.needs = entry.needs;
  return rule;
}

}  // namespace

void apply_block(const Entry& entry, const Today& today, Rules& rules) {
  std::vector<std::uint32_t> buyers;
  for (std::uint32_t c = 0; c < entry.councils.size(); ++c)
    if (entry.councils[c]) buyers.push_back(buyer_for(c, entry, rules));
  std::sort(buyers.begin(), buyers.end());
  buyers.erase(std::unique(buyers.begin(), buyers.end()), buyers.end());
  for (const std::uint32_t buyer : buyers) rules.blocks.push_back(block_rule(entry, today, rules, buyer));
}

}  // namespace carepool
