// What provider groups write into the trace.
#include <utility>

#include "market/tell.hpp"

namespace carepool::tell {
namespace {

AccountsTold accounts_now(const World& w, std::uint32_t g) {
  const Providers& p = w.providers;
  return {p.cum_revenue[g], p.cum_staff[g] + p.cum_variable[g] + p.cum_property[g] + p.cum_overhead[g], p.cum_interest[g]};
}

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
    out.set_rate(w.providers.loan_rate[g]);
    if (w.providers.due_day[g] != kNever) out.set_due_day(w.providers.due_day[g]);
    out.set_in_breach(w.providers.in_breach[g] != 0);
    w.trace->accounts.push_back(accounts_now(w, g));
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
  out.set_list_price(pounds(x.spot * (1.0 + x.gain)));
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

namespace {

v1::ProviderFailed& tell_failed(const World& w, std::uint32_t g) {
  v1::ProviderFailed& out = *w.trace->add(w.day).mutable_provider_failed();
  out.set_provider(number(g));
  out.set_cash(w.providers.cash[g]);
  out.set_debt(w.providers.debt[g]);
  out.set_homes(w.providers.homes_open[g]);
  return out;
}

}  // namespace

void provider_failed(const World& w, std::uint32_t g, Pence limit) { tell_failed(w, g).set_limit(limit); }

void loan_not_renewed(const World& w, std::uint32_t g, Pence lent, Pence earned) {
  v1::ProviderFailed& out = tell_failed(w, g);
  out.set_not_renewed(true);
  out.set_lent(lent);
  out.set_earned(earned);
}

void loan_agreed(const World& w, std::uint32_t g, Pence before, Pence earned) {
  v1::LoanAgreed& out = *w.trace->add(w.day).mutable_loan_agreed();
  out.set_provider(number(g));
  out.set_before(before);
  out.set_debt(w.providers.debt[g]);
  out.set_rate(w.providers.loan_rate[g]);
  out.set_due_day(w.providers.due_day[g]);
  out.set_earned(earned);
}

void covenant_judged(const World& w, std::uint32_t g, Pence earned, double cover) {
  v1::CovenantJudged& out = *w.trace->add(w.day).mutable_covenant_judged();
  out.set_provider(number(g));
  out.set_in_breach(w.providers.in_breach[g] != 0);
  out.set_earned(earned);
  out.set_interest(pounds(w.providers.year_interest[g]));
  out.set_cover(cover);
}

void cash_swept(const World& w, std::uint32_t g, Pence paid) {
  if (paid <= 0) return;
  v1::CashSwept& out = *w.trace->add(w.day).mutable_cash_swept();
  out.set_provider(number(g));
  out.set_paid(paid);
  out.set_debt(w.providers.debt[g]);
}

void provider_left(const World& w, std::uint32_t g, Pence paid) {
  v1::ProviderLeft& out = *w.trace->add(w.day).mutable_provider_left();
  out.set_provider(number(g));
  out.set_paid(paid);
  out.set_written_off(w.providers.debt[g] - paid);
}

void groups_merged(const World& w, const Merger& m) {
  v1::GroupsMerged& out = *w.trace->add(w.day).mutable_groups_merged();
  out.set_provider(number(m.group));
  out.set_into(number(m.buyer));
  out.set_homes(static_cast<std::uint32_t>(m.homes));
  out.set_debt(m.debt);
  for (const std::uint32_t f : m.frameworks) out.add_frameworks(name_of(w, f));
}

void group_years(const World& w) {
  auto& told = w.trace->accounts;
  told.resize(w.providers.size());
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    const AccountsTold now = accounts_now(w, g), before = std::exchange(told[g], now);
    if (now.fees == before.fees && now.costs == before.costs) continue;
    v1::GroupYear& out = *w.trace->add(w.day).mutable_group_year();
    out.set_provider(number(g));
    out.set_fees(now.fees - before.fees);
    out.set_costs(now.costs - before.costs);
    out.set_interest(now.interest - before.interest);
    out.set_cash(w.providers.cash[g]);
    out.set_debt(w.providers.debt[g]);
    out.set_homes(w.providers.homes_open[g]);
  }
}

}  // namespace carepool::tell
