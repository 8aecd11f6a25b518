// A home's story: who opened it and why, what it asked, how it was inspected, who came and went, and how it ended.
#include <algorithm>
#include <cmath>
#include <utility>

#include "report/format.hpp"
#include "report/story.hpp"

namespace carepool::report {
namespace {

constexpr double kWorthASentence = 0.05;  // of an ask, since the last revision that was told

// Share of usable bed-days that were not empty.
std::string filled_text(std::uint64_t empty, std::uint64_t usable) {
  return usable == 0 ? "none" : share_text(1.0 - static_cast<double>(std::min(empty, usable)) / static_cast<double>(usable));
}

std::string places_text(std::uint64_t n) { return count_text(n, "place", "places"); }

std::string asks_text(const std::vector<v1::TraceNeed>& serves, const std::vector<std::int64_t>& asks) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(serves.size(), asks.size()); ++i) parts.push_back(pounds_text(asks[i]) + " (" + need_text(serves[i]) + ")");
  return join_and(parts);
}

}  // namespace

void HomeTeller::hear(const v1::TraceRecord& r, const Words& words) {
  switch (r.what_case()) {
    case v1::TraceRecord::kHomeHere:
      if (r.home_here().home() == number) here(r);
      break;
    case v1::TraceRecord::kHomeOpened:
      if (r.home_opened().home() != number) break;
      staffed_ = r.home_opened().staffed();
      say(r, "Opened, with staff for " + format_number(r.home_opened().staffed()) + " of its " + places_text(r.home_opened().registered()) + ".");
      break;
    case v1::TraceRecord::kHomeStaffing:
      if (r.home_staffing().home() == number) staffing(r);
      break;
    case v1::TraceRecord::kHomeInspected: {
      const v1::HomeInspected& x = r.home_inspected();
      if (x.home() != number) break;
      const bool same = x.before() == x.grade();
      say(r, "Inspected: " + std::string(same ? "again " : "") + grade_text(x.grade()) + (same ? "." : ", before " + grade_text(x.before()) + "."));
      break;
    }
    case v1::TraceRecord::kAsksRevised:
      if (r.asks_revised().home() == number) asks(r);
      break;
    case v1::TraceRecord::kBlockLet:
    case v1::TraceRecord::kBlockEnded: block(r, words); break;
    case v1::TraceRecord::kClosureDecided:
      if (r.closure_decided().home() == number) closure(r);
      break;
    case v1::TraceRecord::kHomeClosed:
      if (r.home_closed().home() != number) break;
      closed_ = r.day();
      say(r, "Closed. " + (r.home_closed().residents() == 0 ? "Nobody lived there any more." : count_text(r.home_closed().residents(), "child", "children") + " had to move."));
      break;
    case v1::TraceRecord::kHomeSold:
      if (r.home_sold().home() == number) sold(r);
      break;
    case v1::TraceRecord::kHomeReviewed:
      if (r.home_reviewed().home() == number) reviewed(r);
      break;
    case v1::TraceRecord::kCovenantJudged:
    case v1::TraceRecord::kGroupsMerged: owner(r); break;
    default: guest(r, words);
  }
}

void HomeTeller::here(const v1::TraceRecord& r) {
  const v1::HomeHere& h = r.home_here();
  owner_ = h.provider();
  council_ = h.sector() == v1::COUNCIL;
  staffed_ = h.staffed();
  serves_.clear();
  for (const int need : h.serves()) serves_.push_back(static_cast<v1::TraceNeed>(need));
  const std::string area = index.council(h.area());
  title = "Home " + index.homes[number - 1].id + " in " + area;
  const std::string who = index.provider(h.provider());
  const std::string what = places_text(h.registered()) + " for children whose needs are " + needs_text(serves_);
  if (h.at_the_start()) {
    std::string text = "As the run begins: a home of " + who + " in " + area + ", with " + what + ". ";
    if (h.status() == v1::REGISTERING) return say(r, text + "Not open yet: it is due to open on " + day_text(h.status_day()) + ".");
    text += "It has staff for " + format_number(h.staffed()) + ", " + (h.residents() == 0 ? "nobody lives" : count_text(h.residents(), "child lives", "children live")) + " there, and its grade is " + grade_text(h.grade()) + ".";
    if (h.status() == v1::CLOSING) text += " It is under notice and will close on " + day_text(h.status_day()) + ".";
    if (h.short_break()) text += " A short-break home: it stands apart from the market.";
    return say(r, text);
  }
  if (h.replaces()) return say(r, "The council decided to build it in place of one that closed: " + what + ", to open on " + day_text(h.status_day()) + ".");
  std::string text = (h.founder() ? "A founder decided to open it, as " + who + ": " : "Opened as an expansion of " + who + ": ") + what + ", due on " + day_text(h.status_day()) + ". ";
  text += "What was expected of a bed there: fees of " + week_text(h.expected_fee()) + ", filled " + share_text(h.expected_occupancy()) + " of the time once the homes under way have opened, and " +
          share_text(h.expected_margin()) + " of fees left (the required return is " + share_text(header.required_return()) + "). At that, " + share_text(h.chance()) + " of would-be entrants open.";
  say(r, text);
}

void HomeTeller::staffing(const v1::TraceRecord& r) {
  const v1::HomeStaffing& x = r.home_staffing();
  if (x.staffed() > 0) {
    staffed_ = x.staffed();
    return say(r, "Filled its posts: staff for " + places_text(x.staffed()) + " now.");
  }
  std::vector<std::string> why;
  if (x.lost() > 0) why.push_back("the fees it gets fall short of what it asks");
  if (x.saved() > 0) why.push_back("its group is in breach of a covenant and saves");
  std::string text = std::string(x.staffing() < x.before() ? "Thinned" : "Restored") + " its staffing to " + share_text(x.staffing()) + " of what was planned, from " + share_text(x.before());
  say(r, text + (why.empty() ? ": nothing forces it to save any more." : ": " + join_and(why) + "."));
}

void HomeTeller::asks(const v1::TraceRecord& r) {
  const v1::AsksRevised& x = r.asks_revised();
  ++revisions_;
  empty_days_ += x.vacant_days();
  empty_since_said_ += x.vacant_days();
  days_since_said_ += x.days();
  usable_ += std::uint64_t{staffed_} * x.days();
  usable_since_said_ += std::uint64_t{staffed_} * x.days();
  const std::vector<std::int64_t> now(x.asks().begin(), x.asks().end());
  if (asks_said_.empty()) {
    asks_said_.assign(x.before().begin(), x.before().end());
    bed_said_ = x.bed_before();
  }
  bool moved = revisions_ == 1;
  for (std::size_t i = 0; i < std::min(now.size(), asks_said_.size()); ++i)
    moved = moved || std::abs(static_cast<double>(now[i] - asks_said_[i])) > kWorthASentence * static_cast<double>(std::max<std::int64_t>(1, asks_said_[i]));
  if (!moved) return;
  std::string text = "Asks " + asks_text(serves_, now) + " a week";
  if (now != asks_said_) text += ", before " + asks_text(serves_, asks_said_);
  text += ". An empty bed of this kind is thought to be worth " + week_text(x.bed());
  if (bed_said_ != x.bed()) text += std::string(x.bed() > bed_said_ ? ", up from " : ", down from ") + pounds_text(bed_said_);
  text += ": in this market such beds are expected to be filled " + share_text(x.filled()) + " of the time. ";
  text += "Here they were filled " + filled_text(empty_since_said_, usable_since_said_) + " of the last " + count_text(days_since_said_, "day", "days") + ".";
  usable_since_said_ = 0;
  asks_said_ = now;
  bed_said_ = x.bed();
  empty_since_said_ = days_since_said_ = 0;
  say(r, text);
}

void HomeTeller::block(const v1::TraceRecord& r, const Words& words) {
  if (r.has_block_ended()) {
    const v1::BlockEnded& b = r.block_ended();
    if (b.home() == number) say(r, "A block contract with " + body_text(word(words, b.body())) + " ended" + (b.residents() > 0 ? "; the child in its bed stays, on spot terms at the same fee." : "."));
    return;
  }
  const v1::BlockLet& b = r.block_let();
  if (b.home() != number) return;
  std::string text = body_text(word(words, b.body())) + " bought a bed in a block contract until " + day_text(b.end_day()) + ", at " + week_text(b.price()) + "; " + share_text(b.guarantee()) + " of that is paid when it is empty.";
  if (std::abs(b.talks() - 1) > 0.001) text += " Joint talks made the price " + share_text(std::abs(b.talks() - 1)) + (b.talks() < 1 ? " lower" : " higher") + " than one council alone would have got.";
  say(r, text);
}

void HomeTeller::closure(const v1::TraceRecord& r) {
  const v1::ClosureDecided& c = r.closure_decided();
  if (c.never_opens()) {
    closed_ = r.day();
    never_opened_ = true;
    return say(r, "Its group failed before it had opened: it never will.");
  }
  const std::string when = c.closes() <= r.day() ? "at once" : "on " + day_text(c.closes());
  if (c.why() == v1::BY_SHOCK) return say(r, "Struck by the closures that the scenario sets: it will close " + when + ".");
  if (c.why() == v1::GROUP_FAILED) return say(r, "Its group failed and no other took it over: it will close " + when + ".");
  std::string text = "At its yearly review its owner decided to close it, " + when + ". Over the year " +
                     (c.margin() < 0 ? "costs were " + share_text(-c.margin()) + " above fees" : share_text(c.margin()) + " of fees were left") + ", and its grade was " + grade_text(c.grade()) +
                     "; among homes so placed " + share_text(c.chance()) + " a year close.";
  say(r, text);
}

void HomeTeller::sold(const v1::TraceRecord& r) {
  const v1::HomeSold& x = r.home_sold();
  owner_ = x.to();
  say(r, x.failure() ? "Its group, " + index.provider(x.from()) + ", failed; " + index.provider(x.to()) + " took the home over, with the children in it."
                     : "Sold by " + index.provider(x.from()) + " to " + index.provider(x.to()) + ", which holds other homes in the region. The children stay.");
}

void HomeTeller::reviewed(const v1::TraceRecord& r) {
  const v1::HomeReviewed& x = r.home_reviewed();
  const bool first = usable_before_review_ == 0;
  const std::uint64_t usable = usable_ - std::exchange(usable_before_review_, usable_), empty = empty_days_ - std::exchange(empty_before_review_, empty_days_);
  if (x.young()) return say(r, "Yearly review: in its first year it is not judged, and stays open.");
  const std::string left = council_ ? "" : (x.margin() < 0 ? "costs were " + share_text(-x.margin()) + " above fees over the year; " : share_text(x.margin()) + " of the year's fees were left; ");
  say(r, "Yearly review: " + (usable > 0 ? "usable beds were filled " + filled_text(empty, usable) + " of the time" + (first ? "; " : " since the last; ") : "") + left + "stays open. Among homes so placed " + share_text(x.chance()) + " close in a year.");
}

// What happens to the group that holds it.
void HomeTeller::owner(const v1::TraceRecord& r) {
  if (closed_ != 0 || owner_ == 0) return;
  if (r.has_groups_merged()) {
    const v1::GroupsMerged& m = r.groups_merged();
    if (m.provider() != owner_) return;
    owner_ = m.into();
    return say(r, "Its group, " + index.provider(m.provider()) + ", was taken over whole by " + index.provider(m.into()) + ". The children stay.");
  }
  const v1::CovenantJudged& c = r.covenant_judged();
  if (c.provider() != owner_) return;
  say(r, c.in_breach() ? "Its group, " + index.provider(owner_) + ", came into breach of its lenders' covenant: until that is mended it opens and buys no homes, and saves on staff."
                       : "Its group keeps its lenders' covenant again.");
}

void HomeTeller::guest(const v1::TraceRecord& r, const Words& words) {
  if (r.has_placement_started() && r.placement_started().home() == number) {
    const v1::PlacementStarted& p = r.placement_started();
    ++children_;
    std::string text = "Child " + index.children[p.child() - 1].id + " of " + index.council(index.children[p.child() - 1].council) + " moved in";
    if (p.contract() != v1::IN_HOUSE) text += ", at " + week_text(p.fee() + p.add_ons());
    if (p.contract() == v1::FRAMEWORK) text += " on the terms of " + framework_text(word(words, p.framework()));
    if (p.contract() == v1::BLOCK) text += " in a block bed";
    if (p.contract() == v1::SPOT) text += " on a spot contract";
    say(r, text + ", " + miles_text(p.miles10()) + " from home.");
  } else if (r.has_placement_ended() && r.placement_ended().home() == number) {
    const v1::PlacementEnded& p = r.placement_ended();
    const std::string why = p.reason() == v1::BREAKDOWN ? "the placement broke down" : p.reason() == v1::HOME_CLOSED ? "the home closed" : p.reason() == v1::LEFT_CARE ? "left care" : p.reason() == v1::STEP_DOWN ? "a foster family was found" : p.reason() == v1::NEED_CHANGED ? "needs or plan had changed" : "as planned";
    say(r, "Child " + index.children[p.child() - 1].id + " moved out after " + count_text(p.days(), "day", "days") + ": " + why + ".");
  } else if (r.has_fee_changed() && r.fee_changed().home() == number) {
    say(r, "A cap cut the fee for child " + index.children[r.fee_changed().child() - 1].id + " to " + week_text(r.fee_changed().fee()) + ", from " + week_text(r.fee_changed().before()) + ".");
  }
}

void HomeTeller::end(std::int32_t last_day) {
  summary = count_text(children_, "child", "children") + " moved in during the run.";
  if (revisions_ > 0) summary += " Asks were revised " + count_text(revisions_, "time", "times") + ", told here when one had moved by more than 5 %; usable beds were filled " + filled_text(empty_days_, usable_) + " of the time.";
  summary += closed_ != 0 ? (never_opened_ ? " Given up on " : " Closed on ") + day_text(closed_) + "." : " Not closed on " + day_text(last_day) + ", the last day recorded.";
}

}  // namespace carepool::report
