// A provider group's story: frameworks, homes, purchases and, if it comes to that, failure.
#include <cmath>

#include "report/format.hpp"
#include "report/story.hpp"

namespace carepool::report {
namespace {

const std::string& word(const Words& words, std::uint32_t number) { return words[number < words.size() ? number : 0]; }

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
  home(r);
}

void ProviderTeller::here(const v1::TraceRecord& r, const Words& words) {
  const v1::ProviderHere& p = r.provider_here();
  const std::string who = index.provider(number);
  title = static_cast<char>(who.front() - 'a' + 'A') + who.substr(1);
  if (p.council() == 0 && p.region() < index.regions.size()) title += " (" + index.regions[p.region()] + ")";
  if (!p.at_the_start()) return say(r, "Founded, with one home to open.");
  std::string text = "As the run begins: " + who;
  if (p.investor_owned()) text += ", owned by investment firms";
  if (p.council() == 0) text += ", with " + pounds_text(p.cash()) + " in cash and " + (p.debt() > 0 ? pounds_text(p.debt()) + " of debt" : "no debt");
  std::vector<std::string> on;
  for (const std::uint32_t f : p.frameworks()) on.push_back(word(words, f));
  if (p.kind() == 0 && p.council() == 0) text += on.empty() ? "; on no framework" : "; on " + count_text(on.size(), "framework", "frameworks") + ": " + join_and(on);
  say(r, text + ".");
}

void ProviderTeller::choice(const v1::TraceRecord& r, const Words& words) {
  const v1::FrameworkChoice& c = r.framework_choice();
  const std::string name = "the framework " + word(words, c.framework());
  if (c.choice() == v1::OUT_OF_REACH) return say(r, "Is off " + name + ": it has no open home there any more.");
  if (c.choice() == v1::FRAMEWORK_ENDED) return say(r, "The framework " + word(words, c.framework()) + " came to an end.");
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
  std::string text = "Bid anew for the framework " + word(words, b.framework()) + " as its term ended: " + week_text(b.price()) + " on average, before " + pounds_text(b.before()) + ".";
  if (std::abs(b.talks() - 1) > 0.001) text += " Joint talks made the price " + share_text(std::abs(b.talks() - 1)) + (b.talks() < 1 ? " lower" : " higher") + " than members would have got one by one.";
  say(r, text);
}

void ProviderTeller::failed(const v1::TraceRecord& r) {
  const v1::ProviderFailed& f = r.provider_failed();
  failed_ = true;
  say(r, "Failed: it was " + pounds_text(-f.cash()) + " short of cash, beyond the " + pounds_text(-f.limit()) + " that its lenders bear, with " + pounds_text(f.debt()) + " of debt. " + count_text(f.homes(), "home passes", "homes pass") + " to others or close.");
}

void ProviderTeller::home(const v1::TraceRecord& r) {
  if (r.has_home_here()) {
    const v1::HomeHere& h = r.home_here();
    if (owner_.size() < h.home()) owner_.resize(h.home(), 0);
    owner_[h.home() - 1] = h.provider();
    if (h.provider() != number) return;
    const std::string what = index.home(h.home()) + " in " + index.council(h.area()) + ", " + count_text(h.registered(), "place", "places");
    if (h.at_the_start()) return say(r, "Holds " + what + (h.status() == v1::REGISTERING ? ", not open yet." : h.status() == v1::CLOSING ? ", under notice." : "."));
    return say(r, "Decided to open " + what + (h.replaces() ? ", in place of one that closed." : ": it expected to keep " + share_text(h.expected_margin()) + " of fees there (the required return is " + share_text(header.required_return()) + ")."));
  }
  if (r.has_home_opened() && mine(r.home_opened().home())) {
    ++opened_;
    say(r, "Opened " + index.home(r.home_opened().home()) + ".");
  } else if (r.has_closure_decided() && mine(r.closure_decided().home())) {
    const v1::ClosureDecided& c = r.closure_decided();
    say(r, "Gave notice for " + index.home(c.home()) + ": " + (c.why() == v1::BY_SHOCK ? "a shock of the scenario" : c.margin() < 0 ? "costs were " + share_text(-c.margin()) + " above fees" : share_text(c.margin()) + " of fees were left") + ", grade " + grade_text(c.grade()) + ".");
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
  summary += failed_ ? "" : " Recorded to " + day_text(last_day) + ".";
}

}  // namespace carepool::report
