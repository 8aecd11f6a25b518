// What provider groups write into the trace.
#include "market/tell.hpp"

namespace carepool::tell {
namespace {

// The framework's name as a word, remembered for the day on which there is no such rule any more.
std::uint32_t name_of(const World& w, std::size_t framework) {
  const FrameworkRule& rule = w.rules.frameworks[framework];
  return w.trace->frameworks[rule.identity] = w.trace->word(rule.name);
}

v1::ProviderHere& tell_provider(const World& w, std::uint32_t g) {
  v1::ProviderHere& out = *w.trace->add(w.day).mutable_provider_here();
  out.set_provider(number(g));
  out.set_key(w.providers.key[g]);
  out.set_sector(static_cast<v1::TraceSector>(w.providers.sector[g]));
  out.set_region(w.providers.region[g]);
  out.set_council(number(w.providers.council[g]));
  out.set_investor_owned(w.providers.investor[g] != 0);
  out.set_kind(w.providers.kind[g]);
  return out;
}

}  // namespace

void start_groups(const Setup&, const World& w) {
  const Memberships& m = w.memberships;
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    v1::ProviderHere& out = tell_provider(w, g);
    out.set_at_the_start(true);
    out.set_cash(w.providers.cash[g]);
    out.set_debt(w.providers.debt[g]);
    for (std::size_t f = 0; f < m.framework.size(); ++f)
      if (g < m.groups && m.member[f * m.groups + g] != 0) out.add_frameworks(name_of(w, f));
  }
}

void provider_founded(const World& w, std::uint32_t g) { tell_provider(w, g); }

void framework_choice(const World& w, std::uint32_t f, std::uint32_t g, v1::TraceChoice choice, const FrameworkFigures& x) {
  v1::FrameworkChoice& out = *w.trace->add(w.day).mutable_framework_choice();
  out.set_provider(number(g));
  out.set_framework(name_of(w, f));
  out.set_choice(choice);
  out.set_gain(x.gain);
  out.set_others(x.others);
  out.set_burden(x.burden);
  out.set_chance(x.chance);
  out.set_list_price(pounds(x.list));
  out.set_spot_price(pounds(x.spot));
}

void framework_ended(const World& w, std::uint64_t identity, std::uint32_t g) {
  const auto known = w.trace->frameworks.find(identity);
  if (known == w.trace->frameworks.end()) return;
  v1::FrameworkChoice& out = *w.trace->add(w.day).mutable_framework_choice();
  out.set_provider(number(g));
  out.set_framework(known->second);
  out.set_choice(v1::FRAMEWORK_ENDED);
}

double mean_price(const std::array<float, kNeeds>& price) {
  double sum = 0, count = 0;
  for (const float x : price) {
    sum += static_cast<double>(x);
    count += x > 0 ? 1 : 0;
  }
  return count > 0 ? sum / count : 0;
}

void framework_bid(const World& w, std::uint32_t f, std::uint32_t g, double before, double talks) {
  v1::FrameworkBid& out = *w.trace->add(w.day).mutable_framework_bid();
  out.set_provider(number(g));
  out.set_framework(name_of(w, f));
  out.set_before(pounds(before));
  out.set_price(pounds(mean_price(w.memberships.fee_per_week[f * w.memberships.groups + g])));
  out.set_talks(talks);
}

void provider_failed(const World& w, std::uint32_t g, Pence limit) {
  v1::ProviderFailed& out = *w.trace->add(w.day).mutable_provider_failed();
  out.set_provider(number(g));
  out.set_cash(w.providers.cash[g]);
  out.set_limit(limit);
  out.set_debt(w.providers.debt[g]);
  out.set_homes(w.providers.homes_open[g]);
}

}  // namespace carepool::tell
