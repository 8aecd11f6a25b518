#include "metrics/mark.hpp"

namespace carepool::metrics {
namespace {

void sum_blocks(const Setup& s, const World& w, Mark& m) {
  for (auto* x : {&m.block_paid, &m.block_bed_days, &m.block_used_days}) x->assign(s.councils(), 0.0);
  for (std::size_t b = 0; b < w.blocks.size(); ++b) {
    const std::size_t lead = w.blocks.lead[b];
    m.block_paid[lead] += static_cast<double>(w.blocks.cum_paid[b]) / 100.0;
    m.block_bed_days[lead] += w.blocks.cum_bed_days[b];
    m.block_used_days[lead] += w.blocks.cum_used_days[b];
  }
}

void note_members(const World& w, Mark& m) {
  m.on_framework.assign(w.providers.size(), 0);
  for (std::size_t f = 0; f < w.memberships.framework.size(); ++f)
    for (std::size_t g = 0; g < w.memberships.groups; ++g)
      if (w.memberships.member[f * w.memberships.groups + g] != 0) m.on_framework[g] = 1;
  m.frameworks = w.memberships.framework;
}

}  // namespace

Mark take_mark(const Setup& s, const World& w) {
  Mark m;
  m.day = w.day;
  m.totals = w.totals;
  const Providers& g = w.providers;
  m.groups.reserve(g.size());
  for (std::size_t i = 0; i < g.size(); ++i)
    m.groups.push_back({g.cum_revenue[i], g.cum_staff[i], g.cum_variable[i], g.cum_property[i], g.cum_overhead[i], g.cum_interest[i]});
  sum_blocks(s, w, m);
  note_members(w, m);
  return m;
}

double paid_in_all(const Totals& t) {
  Pence sum = 0;
  for (const Pence x : t.paid) sum += x;
  return static_cast<double>(sum) / 100.0;
}

}  // namespace carepool::metrics
