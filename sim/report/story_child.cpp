// A child's story: what was planned, how a place was searched for, what was offered and chosen, and how each placement ended.
#include <algorithm>
#include <utility>

#include "report/format.hpp"
#include "report/story.hpp"

namespace carepool::report {
namespace {

std::string age_text(std::int32_t days) {
  const int years = static_cast<int>(days / 365.25);
  if (years < 1) return "aged under one";
  return "aged " + std::to_string(years);
}

std::string tier_text(const v1::TraceOffer& o, const std::string& home) {
  const std::string away = miles_text(o.miles10()) + " away";
  switch (o.tier()) {
    case v1::OWN_HOME: return home + ", the council's own, " + away;
    case v1::BLOCK_BED: return home + " at " + week_text(o.fee()) + (o.resold() ? ", another council's empty block bed, " : ", a bed already bought in a block contract, ") + away;
    case v1::FRAMEWORK_PRICE: return home + " at " + week_text(o.fee()) + ", its framework price, " + away;
    default: return home + " at " + week_text(o.fee()) + ", spot, " + away;
  }
}

std::string contract_text(v1::TraceContract contract, const std::string& framework, const std::string& body) {
  switch (contract) {
    case v1::FRAMEWORK: return framework.empty() ? "on framework terms" : "on the terms of " + framework_text(framework);
    case v1::BLOCK: return body.empty() ? "in a block bed" : "in a block bed of " + body_text(body);
    case v1::IN_HOUSE: return "in the council's own provision";
    default: return body.empty() ? "on a spot contract" : "in an empty block bed of " + body_text(body) + ", on a spot contract";
  }
}

}  // namespace

void ChildTeller::hear(const v1::TraceRecord& r, const Words& words) {
  if (r.has_child_here() && r.child_here().child() == number) return here(r, words);
  if (r.has_carer_search() && r.carer_search().child() == number) return carers(r);
  if (r.has_home_search() && r.home_search().child() == number) return search(r, words);
  if (r.has_placement_started() && r.placement_started().child() == number) return started(r, words);
  if (r.has_placement_ended() && r.placement_ended().child() == number) return ended(r);
  if (r.has_fee_changed() && r.fee_changed().child() == number) return fee_changed(r);
  if (r.has_child_left() && r.child_left().child() == number) return left(r);
  if (!r.has_plan_changed() || r.plan_changed().child() != number) return;
  const v1::PlanChanged& p = r.plan_changed();
  std::string text = p.reconsidered() ? "Needs and plan were looked at again: " : "The plan was renewed: ";
  if (p.need() != p.need_before()) text += "needs are now " + need_text(p.need()) + ", not " + need_text(p.need_before());
  if (p.need() != p.need_before() && p.plan() != p.plan_before()) text += "; ";
  if (p.plan() != p.plan_before()) text += "the plan is now " + setting_text(p.plan()) + " in place of " + setting_text(p.plan_before());
  say(r, text + ".");
}

std::string ChildTeller::place(const v1::PlacementStarted& p, const Words& words) const {
  std::string text;
  if (p.home() != 0) {
    text = index.home(p.home()) + " in " + index.council(index.homes[p.home() - 1].area);
    if (p.provider() != 0 && p.sector() != v1::COUNCIL) text += ", of " + index.provider(p.provider());
  } else if (p.setting() == v1::FOSTERING) {
    text = p.sector() == v1::COUNCIL ? "a foster family of the council's own" : "a foster family of an agency";
  } else {
    text = setting_text(p.setting());
  }
  if (p.setting() == v1::RESIDENTIAL || p.setting() == v1::SUPPORTED) text += ", " + contract_text(p.contract(), word(words, p.framework()), word(words, p.block_body()));
  if (p.fee() > 0 && p.contract() != v1::IN_HOUSE) text += ", at " + week_text(p.fee());
  if (p.add_ons() > 0) text += " and add-ons of " + week_text(p.add_ons());
  if (p.setting() != v1::CRISIS) text += ", " + miles_text(p.miles10()) + " from home" + (p.in_area() ? " and in the council's own area" : "");
  return text;
}

void ChildTeller::here(const v1::TraceRecord& r, const Words& words) {
  const v1::ChildHere& c = r.child_here();
  council_ = index.council(c.council());
  title = "Child " + index.children[number - 1].id + ", looked after by " + council_;
  std::string text;
  if (c.at_the_start()) {
    text = "As the run begins, has been looked after by " + council_ + " since " + day_text(c.entry_day()) + " and is " + age_text(r.day() - c.birth_day());
    if (c.moves() > 0) text += ", after " + count_text(c.moves(), "move", "moves");
    text += ". ";
  } else {
    text = "Came into the care of " + council_ + ", " + age_text(r.day() - c.birth_day());
    if (c.unaccompanied()) text += ", seeking asylum alone";
    if (c.with_sibling()) text += ", together with a sibling";
    text += ". ";
  }
  text += "Needs: " + need_text(c.need()) + "; planned: " + setting_text(c.plan()) + ".";
  if (c.has_placement()) {
    text += " Lives in " + place(c.placement(), words) + ", since " + day_text(c.placement().start_day()) + ".";
    in_crisis_ = c.placement().setting() == v1::CRISIS;
  } else if (c.at_the_start()) {
    text += " Is waiting for a place.";
  }
  say(r, text);
}

void ChildTeller::carers(const v1::TraceRecord& r) {
  const v1::CarerSearch& c = r.carer_search();
  std::string text = "No foster family was found today: ";
  const std::uint32_t all = c.vacancies_own() + c.vacancies_others();
  if (all == 0) text += "neither the council's own carers nor agencies within reach had a free place";
  else
    text += "none of the " + count_text(c.vacancies_own(), "free place", "free places") + " with the council's own carers and " +
            count_text(c.vacancies_others(), "free place", "free places") + " with agencies within reach suited";
  say(r, text + (c.to_homes() ? ". For want of a carer, children's homes were asked instead." : ". The search among carers goes on."));
}

std::string ChildTeller::offers(const v1::HomeSearch& s) const {
  constexpr int kNamed = 4;
  if (s.offers() == 0) return s.suitable() == 0 || s.free() == 0 ? "No offer." : "No offer: ";
  std::vector<std::string> named;
  for (int i = 0; i < std::min(kNamed, s.best_size()); ++i) named.push_back(tier_text(s.best(i), index.home(s.best(i).home())));
  std::string text = s.offers() == 1 ? "One offered a place: " : format_number(s.offers()) + " offered a place" + (s.offers() > kNamed ? "; the first four in the council's order: " : ", in the council's order: ");
  for (std::size_t i = 0; i < named.size(); ++i) text += (i > 0 ? "; " : "") + named[i];
  return text + ".";
}

std::string ChildTeller::why_not(const v1::TraceDeclined& d, std::uint32_t waited) const {
  const std::string who = index.home(d.home()) + ", " + miles_text(d.miles10()) + " away, ";
  const std::string there = d.residents() == 1 ? "the child who lives there" : "the " + format_number(d.residents()) + " children who live there";
  switch (d.why()) {
    case v1::BEDS_IN_BLOCKS: return who + "had free beds only in block contracts of others";
    case v1::ASK_TOO_HIGH:
      return who + "asked " + week_text(d.fee()) + ", more than the " + pounds_text(d.needed()) + " that the council pays " + (waited == 0 ? "on the first day" : "after " + count_text(waited, "day", "days"));
    case v1::CHILDREN_THERE:
      if (d.fee() == 0) return who + (d.residents() == 0 ? "did not think itself a good match for the child" : "did not think the child and " + there + " a good match");
      return who + "said no for the sake of " + there + ": it would have taken " + week_text(d.needed()) + ", and the best fee it could hope for was " + pounds_text(d.fee());
    default: return who + "would rather keep its bed for another child: for this one it would have taken " + week_text(d.needed()) + ", and the best fee it could hope for was " + pounds_text(d.fee());
  }
}

// Why homes with a free bed made no offer; after "No offer: " or as a sentence of its own.
std::string ChildTeller::declined(const v1::HomeSearch& s) const {
  constexpr int kNamed = 3;
  if (s.declined_size() == 0) return "";
  const int named = std::min(kNamed, s.declined_size());
  std::string text;
  for (int i = 0; i < named; ++i) text += (i > 0 ? "; " : "") + why_not(s.declined(i), s.waited_days());
  const std::uint32_t silent = s.free() > s.offers() ? s.free() - s.offers() : 0;
  if (silent > static_cast<std::uint32_t>(named)) text += "; and " + count_text(silent - static_cast<std::uint32_t>(named), "other, further away, made no offer", "others, further away, made no offer");
  return (s.offers() > 0 ? " " + capital(text) : text) + ".";
}

std::string ChildTeller::choice(const v1::HomeSearch& s) const {
  if (s.chosen() == 0) return s.offers() == 0 ? "" : s.offers() == 1 ? " But it took another child that day." : " But all of them took other children that day.";
  const v1::TraceOffer& o = s.best(static_cast<int>(s.chosen()) - 1);
  std::string text = " " + capital(index.home(o.home()));
  if (s.with_sibling()) text += " was chosen because it had a bed for the sibling, too.";
  else if (s.rank() > 1) text += " was the council's choice number " + std::to_string(s.rank()) + ": those before it took other children that day.";
  else if (s.offers() > 1) text += " was chosen: best for the council once fee, distance, rating and match were weighed together.";
  else text = " The council accepted.";
  if (s.fee_by() == v1::BARGAINED)
    text += " With one offer only, the fee was bargained over, between the " + pounds_text(s.least()) + " below which the home would rather have waited for another child and the " +
            pounds_text(s.alternative()) + " that going without would have cost the council, the risk of a crisis included: " + week_text(s.agreed()) + ".";
  else if (s.fee_by() == v1::WINNERS_ASK) text += " With several offers, the home is paid what it asked.";
  if (s.cap() > 0) text += " A cap held the core fee at " + week_text(s.cap()) + ".";
  return text;
}

void ChildTeller::search(const v1::TraceRecord& r, const Words& words) {
  const v1::HomeSearch& s = r.home_search();
  std::string text = council_;
  if (const std::string& body = word(words, s.searched_by()); !body.empty()) text += ", together with the other members of " + body_text(body) + ",";
  if (!s.first_day()) text += " looked again, within " + miles_text(s.miles10()) + " after " + count_text(s.waited_days(), "day", "days");
  else if (s.far()) text += " looked for a children's home as far as " + miles_text(s.miles10()) + " away at once, as " + share_text(header.far_share()) + " of searches do (a specialist home, an emergency, or away on purpose)";
  else text += " looked for a children's home within " + miles_text(s.miles10()) + " first, because it was a local search" + (std::exchange(told_how_, true) ? std::string() : ", which widens by " + format_number(header.local_miles_per_day(), header.local_miles_per_day() < 1 ? 1 : 0) + " miles a day");
  if (s.in_crisis_placement()) text += ", from the crisis placement";
  text += ". Of " + count_text(s.within(), "open home", "open homes") + " there that take such needs, the council knew " + format_number(s.known()) + "; " + format_number(s.suitable()) +
          (s.suitable() == 1 ? " suited" : " could suit") + " the child and " + format_number(s.free()) + " of these had a free bed. ";
  if (s.first_day() && s.hard_to_place()) text += "The child was hard to place: few homes say yes. ";
  if (s.first_day() && s.want_of_foster()) text += "A foster family was what the plan asked for. ";
  say(r, s.offers() == 0 ? text + offers(s) + declined(s) : text + offers(s) + choice(s) + declined(s));
}

void ChildTeller::started(const v1::TraceRecord& r, const Words& words) {
  const v1::PlacementStarted& p = r.placement_started();
  ++placements_;
  if (p.setting() == v1::CRISIS) {
    ++crisis_;
    in_crisis_ = true;
    return say(r, "No place had been found after " + count_text(p.waited_days(), "day", "days") + " (the limit is " + format_number(header.days_before_crisis()) + "): an unregistered crisis placement began, at " + week_text(p.fee()) + ". The search goes on.");
  }
  std::string text = p.setting() == v1::ADOPTION ? "Moved in with " : "Moved to ";
  text += place(p, words);
  waited_ += in_crisis_ ? 0 : static_cast<std::int32_t>(p.waited_days());
  if (p.waited_days() > 0) text += in_crisis_ ? ", " + count_text(p.waited_days(), "day", "days") + " after the search began" : ", after waiting " + count_text(p.waited_days(), "day", "days");
  in_crisis_ = false;
  say(r, text + ".");
}

void ChildTeller::ended(const v1::TraceRecord& r) {
  const v1::PlacementEnded& p = r.placement_ended();
  if (p.setting() == v1::CRISIS) crisis_days_ += static_cast<std::int32_t>(p.days());
  if (p.reason() == v1::BREAKDOWN) ++breakdowns_;
  const std::string whose = p.home() != 0 ? "The placement in " + index.home(p.home()) : p.setting() == v1::CRISIS ? "The crisis placement" : "The placement (" + setting_text(p.setting()) + ")";
  const std::string lasted = " after " + count_text(p.days(), "day", "days");
  switch (p.reason()) {
    case v1::LEFT_CARE: return;  // the next sentence says so
    case v1::PLAN_ENDED: return say(r, whose + " ended as planned" + lasted + ".");
    case v1::BREAKDOWN: return say(r, whose + " broke down" + lasted + ".");
    case v1::HOME_CLOSED: return say(r, whose + " ended" + lasted + " because the home closed.");
    case v1::STEP_DOWN: return say(r, whose + " ended" + lasted + ": a foster family, as planned at first, had been found.");
    case v1::FOUND_PLACE: return say(r, whose + " ended" + lasted + ": a place had been found.");
    case v1::NEED_CHANGED: return say(r, whose + " ended" + lasted + " because needs or plan had changed.");
    default: return say(r, whose + " ended" + lasted + ".");
  }
}

void ChildTeller::fee_changed(const v1::TraceRecord& r) {
  const v1::FeeChanged& f = r.fee_changed();
  std::string text = "A cap reached the fee of this placement: " + week_text(f.fee()) + " in place of " + week_text(f.before());
  if (f.add_ons() > 0) text += ", with add-ons of " + week_text(f.add_ons());
  say(r, text + ".");
}

void ChildTeller::left(const v1::TraceRecord& r) {
  const v1::ChildLeft& c = r.child_left();
  left_ = true;
  const int years = static_cast<int>(c.days() / 365.25);
  const std::string stay = years > 0 ? count_text(static_cast<std::uint64_t>(years), "year", "years") : count_text(c.days(), "day", "days");
  say(r, std::string(c.at_eighteen() ? "Turned eighteen and left care" : "Left care") + ", after " + stay + " and " + count_text(c.moves(), "move", "moves") + " in all.");
}

void ChildTeller::end(std::int32_t last_day) {
  std::vector<std::string> parts{count_text(placements_, "placement", "placements") + " began during the run"};
  if (breakdowns_ > 0) parts.push_back(count_text(breakdowns_, "placement", "placements") + " broke down");
  if (waited_ > 0) parts.push_back(count_text(static_cast<std::uint64_t>(waited_), "day", "days") + " went in waiting");
  if (crisis_ > 0) parts.push_back(count_text(crisis_, "crisis placement", "crisis placements") + (crisis_days_ > 0 ? " of " + count_text(static_cast<std::uint64_t>(crisis_days_), "day", "days") + " together" : ""));
  summary = join_and(parts) + "." + (left_ ? "" : " Still in care on " + day_text(last_day) + ", the last day recorded.");
}

}  // namespace carepool::report
