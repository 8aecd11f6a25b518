// A provider group's story: frameworks, homes, purchases and, if it comes to that, failure.
#include <cmath>
#include <utility>

#include "report/format.hpp"
#include "report/story.hpp"

namespace carepool::report {
namespace {

// "its list price, £4,900 on average, stood 3 % under what spot terms would have brought, £5,050"
std::string prices_text(const v1::FrameworkChoice& c) {
  if (c.spot_price() <= 0) return "there was nothing to compare";
  const std::string gap = share_text(std::abs(c.gain())) + (c.gain() < 0 ? " under" : " over");
  return "its list price, " + pounds_text(c.list_price()) + " a week on average, stood " + gap + " what spot terms would bring, " + pounds_text(c.spot_price());
}

}  // namespace

void ProviderTeller::hear(const v1::TraceRecord& r, const Words& words) {
  if (r.has_provider_here() && r.provider_here().provider() == number) return here(r, words);
  if (r.has_framework_choice() && r.framework_choice().provider() == number) return choice(r, words);
  if (r.has_framework_bid() && r.framework_bid().provider() == number) return bid(r, words);
  if (r.has_provider_failed() && r.provider_failed().provider() == number) return failed(r);
  if (r.has_loan_agreed() && r.loan_agreed().provider() == number) return loan(r);
  if (r.has_covenant_judged() && r.covenant_judged().provider() == number) return covenant(r);
  if (r.has_cash_swept() && r.cash_swept().provider() == number) swept_ += r.cash_swept().paid();
  if (r.has_provider_left() && r.provider_left().provider() == number) {
    const v1::ProviderLeft& p = r.provider_left();
    left_market_ = true;
    return say(r, "Left the market: it holds no home any more, and builds none." + (p.paid() > 0 ? " " + sum_text(p.paid()) + " of debt was paid from cash." : std::string()) +
                      (p.written_off() > 0 ? " Lenders lost " + sum_text(p.written_off()) + "." : ""));
  }
  if (r.has_group_year() && r.group_year().provider() == number) return year(r);
  if (r.has_groups_merged()) return merged(r, words);
  home(r);
}

void ProviderTeller::here(const v1::TraceRecord& r, const Words& words) {
  const v1::ProviderHere& p = r.provider_here();
  const std::string who = index.provider(number);
  title = capital(who);
  if (p.council() == 0 && p.region() < index.regions.size()) title += " (" + index.regions[p.region()] + ")";
  if (!p.at_the_start()) return say(r, "Founded, with one home to open.");
  std::string text = "As the run begins: " + who;
  if (p.investor_owned()) text += ", owned by investment firms";
  if (p.council() == 0) text += ", with " + sum_text(p.cash()) + " in cash and " + (p.debt() > 0 ? sum_text(p.debt()) + " of debt" : "no debt");
  if (p.debt() > 0) text += " at " + share_text(p.rate()) + (p.due_day() != 0 ? " a year, which falls due on " + day_text(p.due_day()) : " a year");
  if (p.in_breach()) text += ", in breach of its lenders' covenant";
  std::vector<std::string> on;
  for (const std::uint32_t f : p.frameworks()) on.push_back(framework_text(word(words, f)));
  if (p.kind() == 0 && p.council() == 0) text += on.empty() ? "; on no framework" : "; on " + join_and(on);
  say(r, text + ".");
}

void ProviderTeller::choice(const v1::TraceRecord& r, const Words& words) {
  const v1::FrameworkChoice& c = r.framework_choice();
  const std::string name = framework_text(word(words, c.framework()));
  if (c.choice() == v1::OUT_OF_REACH) return say(r, "Is off " + name + ": it has no open home there any more.");
  if (c.choice() == v1::FRAMEWORK_ENDED) return say(r, capital(name) + " came to an end.");
  if (c.choice() == v1::FRAMEWORK_BEGAN) {
    ++joined_;
    return say(r, "Joined " + name + " on its first day.");
  }
  std::string text;
  switch (c.choice()) {
    case v1::JOINED: ++joined_; text = "Joined " + name; break;
    case v1::LEFT: ++left_; text = "Left " + name; break;
    case v1::STAYED_ON: ++stayed_; text = "Stayed on " + name; break;
    default: text = "Stayed off " + name; break;
  }
  const bool was_on = c.choice() == v1::LEFT || c.choice() == v1::STAYED_ON;
  text += ": " + prices_text(c) + "; " + share_text(c.others()) + " of the groups in reach were on it";
  if (c.burden() > 0) text += ", and tendering costs " + format_value(c.burden(), "share") + " of its fees a year";
  text += ". At that, " + share_text(c.chance()) + (was_on ? " of members leave in a year." : " of those outside join.");
  say(r, text);
}

void ProviderTeller::bid(const v1::TraceRecord& r, const Words& words) {
  const v1::FrameworkBid& b = r.framework_bid();
  std::string text = "Bid anew for " + framework_text(word(words, b.framework())) + " as its term ended: " + week_text(b.price()) + " on average, before " + pounds_text(b.before()) + ".";
  if (std::abs(b.talks() - 1) > 0.001) text += " Joint talks made the price " + share_text(std::abs(b.talks() - 1)) + (b.talks() < 1 ? " lower" : " higher") + " than members would have got one by one.";
  say(r, text);
}

void ProviderTeller::failed(const v1::TraceRecord& r) {
  const v1::ProviderFailed& f = r.provider_failed();
  failed_ = true;
  const std::string homes = capital(count_text(f.homes(), "home passes to another group or closes", "homes pass to other groups or close")) + ".";
  if (f.not_renewed())
    return say(r, "Failed: its debt of " + sum_text(f.debt()) + " fell due. On earnings of " + sum_text(f.earned()) + " a year lenders would lend " + (f.lent() > 0 ? sum_text(f.lent()) + " again" : "nothing again") + ", and " +
                      (f.cash() > 0 ? sum_text(f.cash()) + " in cash did not make up for the rest. " : "there was no cash to make up for the rest. ") + homes);
  say(r, "Failed: it was " + sum_text(-f.cash()) + " short of cash, beyond the " + sum_text(-f.limit()) + " that its lenders bear, with " + sum_text(f.debt()) + " of debt. " + homes);
}

void ProviderTeller::loan(const v1::TraceRecord& r) {
  const v1::LoanAgreed& x = r.loan_agreed();
  const std::string terms = " at " + share_text(x.rate()) + " a year until " + day_text(x.due_day()) + ", on earnings of " + sum_text(x.earned()) + " a year";
  if (x.before() == 0) return say(r, "Borrowed " + sum_text(x.debt()) + terms + ".");
  std::string text = "Its debt of " + sum_text(x.before()) + " fell due. ";
  if (x.debt() == 0) return say(r, text + "It was paid back from cash; nothing was borrowed anew.");
  text += "Lenders lent " + (x.debt() == x.before() ? "the same" : sum_text(x.debt())) + " anew" + terms;
  if (x.debt() < x.before()) text += "; the rest was paid from cash";
  if (x.debt() > x.before()) text += "; what was borrowed on top went into cash";
  say(r, text + ".");
}

std::string ProviderTeller::swept() {
  const std::int64_t paid = std::exchange(swept_, 0);
  return paid > 0 ? " In breach, it repaid " + sum_text(paid) + " from its cash." : "";
}

void ProviderTeller::covenant(const v1::TraceRecord& r) {
  const v1::CovenantJudged& x = r.covenant_judged();
  if (!x.in_breach()) return say(r, "Keeps its lenders' covenant again: earnings of " + sum_text(x.earned()) + " a year against interest of " + sum_text(x.interest()) + "." + swept());
  say(r, "Broke its lenders' covenant: earnings of " + sum_text(x.earned()) + " a year are less than " + format_number(x.cover(), 1) + " times the interest of " + sum_text(x.interest()) +
             ". Until that is mended it opens and buys no homes, cash beyond a reserve goes to lenders, and its homes save on staff.");
}

void ProviderTeller::merged(const v1::TraceRecord& r, const Words& words) {
  const v1::GroupsMerged& m = r.groups_merged();
  for (std::uint32_t& owner : owner_)
    if (owner == m.provider()) owner = m.into();
  const std::string homes = count_text(m.homes(), "home", "homes"), debt = m.debt() > 0 ? sum_text(m.debt()) + " of debt" : "no debt";
  if (m.provider() == number) {
    merged_ = true;
    return say(r, "Was taken over whole by " + index.provider(m.into()) + ", with " + homes + " and " + debt + "." + swept());
  }
  if (m.into() != number) return;
  bought_ += m.homes();
  std::vector<std::string> on;
  for (const std::uint32_t f : m.frameworks()) on.push_back(framework_text(word(words, f)));
  say(r, "Took over " + index.provider(m.provider()) + " whole, with " + homes + " and " + debt + "." + (on.empty() ? "" : " It is now on " + join_and(on) + ", too."));
}

void ProviderTeller::year(const v1::TraceRecord& r) {
  const v1::GroupYear& y = r.group_year();
  std::string text = "Accounts of the year: fees " + sum_text(y.fees()) + ", costs " + sum_text(y.costs());
  if (y.interest() > 0) text += ", interest " + sum_text(y.interest());
  const std::int64_t left = y.fees() - y.costs() - y.interest();
  if (y.fees() > 0) text += left < 0 ? "; " + share_text(-static_cast<double>(left) / static_cast<double>(y.fees())) + " short" : "; " + share_text(static_cast<double>(left) / static_cast<double>(y.fees())) + " of fees left";
  text += ". " + capital(count_text(y.homes(), "home", "homes"));
  if (index.providers[number - 1].council == 0) text += ", " + sum_text(y.cash()) + " in cash, " + (y.debt() > 0 ? sum_text(y.debt()) + " of debt" : "no debt");
  say(r, text + "." + swept());
}

// One sentence for all, by area.
void ProviderTeller::homes_at_the_start() {
  if (held_.empty()) return;
  std::string text = "Holds " + count_text(held_.size(), "home", "homes") + ": ";
  for (std::size_t i = 0; i < held_.size(); ++i) {
    const bool same = i > 0 && held_[i].first == held_[i - 1].first;
    text += (i == 0 ? "" : same ? ", " : "; ") + (same ? "" : "in " + index.council(held_[i].first) + " ") + held_[i].second;
  }
  const v1::TraceRecord record = std::move(last_held_);
  held_.clear();
  say(record, text + ".");
}

void ProviderTeller::home(const v1::TraceRecord& r) {
  if (!r.has_home_here() || !r.home_here().at_the_start()) homes_at_the_start();
  if (r.has_home_here()) {
    const v1::HomeHere& h = r.home_here();
    if (owner_.size() < h.home()) owner_.resize(h.home(), 0);
    owner_[h.home() - 1] = h.provider();
    if (h.provider() != number) return;
    const std::string what = index.home(h.home()) + " in " + index.council(h.area()) + ", " + count_text(h.registered(), "place", "places");
    if (h.at_the_start()) {
      held_.emplace_back(h.area(), index.homes[h.home() - 1].id + (h.status() == v1::REGISTERING ? " (not open yet)" : h.status() == v1::CLOSING ? " (under notice)" : ""));
      last_held_ = r;
      return;
    }
    return say(r, "Decided to open " + what + (h.replaces() ? ", in place of one that closed." : ": it expected to keep " + share_text(h.expected_margin()) + " of fees there (the required return is " + share_text(header.required_return()) + ")."));
  }
  if (r.has_home_opened() && mine(r.home_opened().home())) {
    ++opened_;
    say(r, "Opened " + index.home(r.home_opened().home()) + ".");
  } else if (r.has_closure_decided() && mine(r.closure_decided().home())) {
    const v1::ClosureDecided& c = r.closure_decided();
    if (c.never_opens()) return say(r, "Gave up " + index.home(c.home()) + ", which had not opened yet.");
    say(r, "Gave notice for " + index.home(c.home()) + ": " + (c.why() == v1::BY_SHOCK ? "a shock of the scenario" : c.why() == v1::GROUP_FAILED ? "no other group takes it over" : c.margin() < 0 ? "costs were " + share_text(-c.margin()) + " above fees" : share_text(c.margin()) + " of the year's fees were left") + ", grade " + grade_text(c.grade()) + ".");
  } else if (r.has_home_closed() && mine(r.home_closed().home())) {
    ++closed_;
    say(r, "Closed " + index.home(r.home_closed().home()) + "; " + (r.home_closed().residents() == 0 ? "nobody lived there any more." : count_text(r.home_closed().residents(), "child", "children") + " had to move."));
  } else if (r.has_home_sold()) {
    const v1::HomeSold& x = r.home_sold();
    if (owner_.size() < x.home()) owner_.resize(x.home(), 0);
    owner_[x.home() - 1] = x.to();
    if (x.to() == number) {
      ++bought_;
      say(r, (x.failure() ? "Took over " : "Bought ") + index.home(x.home()) + " from " + index.provider(x.from()) + (x.failure() ? ", which had failed." : "."));
    } else if (x.from() == number) {
      ++sold_;
      say(r, (x.failure() ? "Lost " : "Sold ") + index.home(x.home()) + " to " + index.provider(x.to()) + ".");
    }
  }
}

void ProviderTeller::end(std::int32_t last_day) {
  homes_at_the_start();
  std::vector<std::string> parts;
  const auto add = [&parts](std::uint32_t n, const char* what) {
    if (n > 0) parts.push_back(count_text(n, what, what));
  };
  add(opened_, "opened");
  add(closed_, "closed");
  add(bought_, "bought");
  add(sold_, "sold or lost");
  summary = "Homes during the run: " + (parts.empty() ? std::string("no change") : join_and(parts)) + ".";
  if (joined_ + left_ + stayed_ > 0) summary += " Frameworks: joined " + count_text(joined_, "time", "times") + ", left " + count_text(left_, "time", "times") + ", stayed on " + count_text(stayed_, "time", "times") + ".";
  summary += failed_ ? " Failed." : merged_ ? " Taken over whole by another group." : left_market_ ? " Left the market." : " Recorded to " + day_text(last_day) + ".";
}

}  // namespace carepool::report
