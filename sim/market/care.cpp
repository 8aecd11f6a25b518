#include "market/care.hpp"

#include <algorithm>

#include "market/contracts.hpp"
#include "world/child_path.hpp"

namespace carepool {

std::uint32_t new_child_row(World& w) { return take_child_row(w.children); }

void ask_for_placement(const Setup&, World& w, std::uint32_t child) {
  Children& c = w.children;
  if (c.placement[child] == kNobody && c.state[child] != ChildState::waiting) {
    c.state[child] = ChildState::waiting;
    c.waiting_from[child] = w.day;
  }
  const bool listed = c.looking[child] != kNotLooking;
  c.looking[child] = kLooking;
  c.for_want_of_foster[child] = 0;
  c.referral_day[child] = w.day;
  c.first_offers[child] = 0;
  c.near_offers[child] = 0;
  if (!listed) w.open_referrals.push_back(child);
}

void end_placement(const Setup& s, World& w, std::uint32_t child, EndReason reason) {
  const std::uint32_t p = w.children.placement[child];
  if (p == kNobody) return;
  settle_placement(s, w, p, w.day);
  spend_breakdown_budget(w, p, w.day);
  close_placement_row(s, w, p, reason);
  w.children.placement[child] = kNobody;
  ++w.children.stamp[child];
}

void leave_care(const Setup& s, World& w, std::uint32_t child, bool at_eighteen) {
  Children& c = w.children;
  const std::uint32_t council = c.council[child];
  end_placement(s, w, child, EndReason::left_care);
  if (c.state[child] == ChildState::waiting) settle_waiting(s, w, child, w.day);
  if (c.looking[child] != 0) {
    auto& open = w.open_referrals;
    open.erase(std::find(open.begin(), open.end(), child));
  }
  const std::uint32_t sib = c.sibling[child];
  if (sib != kNobody) {
    c.sibling[sib] = kNobody;
    c.sibling_key[sib] = 0;
    refresh_link(s, w, sib);
  }
  ++w.totals.exits[council];
  if (at_eighteen) ++w.totals.exits_at_18[council];
  --w.councils.children[council];
  ++c.stamp[child];
  rest_child_row(c, child);
  c.free_rows.push_back(child);
}

}  // namespace carepool
