// joint_talks.hpp: what a joint body's flow does to the price that a provider group agrees to.
//
// What for: framework bids and block prices of a co-operative. Who writes and reads it: memberships.cpp, commissioning.cpp.
// The surprising decision: the local market is measured once, when the talks are made; each group's price is then a few sums.
#pragma once

#include <cstdint>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

class JointTalks {
 public:
  // `body`: as in Rules, kNobody for a consortium without leverage; `is_member`: [councils].
  JointTalks(const Setup&, const World&, std::uint32_t body, const std::vector<std::uint32_t>& members, const std::vector<std::uint8_t>& is_member);
  // The price that the joint flow gets from the group with these homes over what one typical member would get alone, for beds like those of
  // the home `about`; 1 for a council by itself.
  double factor(const std::vector<std::uint32_t>& homes, std::uint32_t about) const;

 private:
  const Setup& s_;
  const World& w_;
  std::size_t members_;
  const std::vector<std::uint8_t>& is_member_;
  double strength_ = 0;                                     // 0..1
  double beds_ = 0, used_ = 0, load_ = 0, members_load_ = 0;  // usable beds of independents in the members' areas; residents; of members
};

// [groups] open homes of private and voluntary groups that take placements.
using HomesOfGroups = std::vector<std::vector<std::uint32_t>>;
HomesOfGroups homes_of_groups(const World&);

}  // namespace carepool
