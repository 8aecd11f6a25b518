#include "market/care.hpp"

#include <algorithm>

#include "market/contracts.hpp"
#include "market/tell.hpp"
#include "world/child_path.hpp"

namespace carepool {

std::uint32_t new_child_row(World& w) { return take_child_row(w.children); }

void ask_for_placement(const Setup&, World& w, std::uint32_t child) {
  Children& c = w.children;
  if (c.care[child].placement == kNobody && c.care[child].state != ChildState::waiting) {
    c.care[child].state = ChildState::waiting;
    c.search[child].waiting_from = w.day;
  }
  const bool listed = c.care[child].looking != kNotLooking;
  c.care[child].looking = kLooking;
  c.care[child].for_want_of_foster = 0;
  c.search[child].referral_day = w.day;
  c.care[child].first_offers = 0;
  c.search[child].near_offers = 0;
  if (!listed) w.open_referrals.push_back(child);
}

void end_placement(const Setup& s, World& w, std::uint32_t child, EndReason reason) {
  const std::uint32_t p = w.children.care[child].placement;
  if (p == kNobody) return;
  settle_placement(s, w, p, w.day);
  spend_breakdown_budget(w, p, w.day);
  if (w.trace) tell::placement_ended(w, child, reason);
  close_placement_row(s, w, p, reason);
  w.children.care[child].placement = kNobody;
  ++w.children.search[child].stamp;
}

void leave_care(const Setup& s, World& w, std::uint32_t child, bool at_eighteen) {
  Children& c = w.children;
  const std::uint32_t council = c.care[child].council;
  end_placement(s, w, child, EndReason::left_care);
  if (c.care[child].state == ChildState::waiting) settle_waiting(s, w, child, w.day);
  if (c.care[child].looking != 0) {
    auto& open = w.open_referrals;
    open.erase(std::find(open.begin(), open.end(), child));
  }
  const std::uint32_t sib = c.care[child].sibling;
  if (sib != kNobody) {
    c.care[sib].sibling = kNobody;
    c.care[sib].sibling_key = 0;
    refresh_link(s, w, sib);
  }
  ++w.totals.exits[council];
  if (at_eighteen) ++w.totals.exits_at_18[council];
  --w.councils.children[council];
  ++c.search[child].stamp;
  if (w.trace) tell::child_left(w, child, at_eighteen);
  rest_child_row(c, child);
  c.free_rows.push_back(child);
}

}  // namespace carepool
