#include "metrics/metric.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace carepool::metrics {
namespace {

PerCouncil by_group(const PerCouncil& values, const std::vector<std::uint32_t>& group_of, std::size_t groups) {
  PerCouncil out(groups, 0.0);
  for (std::size_t c = 0; c < values.size(); ++c)
    if (group_of[c] != kNobody) out[group_of[c]] += values[c];
  return out;
}

std::vector<std::uint8_t> present(const std::vector<std::uint32_t>& group_of, std::size_t groups) {
  std::vector<std::uint8_t> out(groups, 0);
  for (const std::uint32_t g : group_of)
    if (g != kNobody) out[g] = 1;
  return out;
}

MetricGroup with(MetricGroup also, Dim dim, std::size_t index) {
  if (also.dim == Dim::none) return {dim, static_cast<std::uint16_t>(index), Dim::none, 0};
  return {dim, static_cast<std::uint16_t>(index), also.dim, also.index};
}

// Calls add(group, above, below) for every group that the frame asks for.
template <class Add>
void over_groups(const Frame& f, const PerCouncil& above, const PerCouncil& below, MetricGroup also, Add add) {
  add(also, total(above), total(below));
  const auto level = [&](Dim dim, const std::vector<std::uint32_t>& group_of, std::size_t groups) {
    const PerCouncil a = by_group(above, group_of, groups), b = by_group(below, group_of, groups);
    const auto there = present(group_of, groups);
    for (std::size_t g = 0; g < groups; ++g)
      if (there[g] != 0) add(with(also, dim, g), a[g], b[g]);
  };
  level(Dim::region, f.region, f.regions);
  level(Dim::rcc, f.rcc, f.bodies);
  if (!f.by_council) return;
  for (std::size_t c = 0; c < above.size(); ++c) add(with(also, Dim::council, c), above[c], below.empty() ? 0.0 : below[c]);
}

std::size_t rank_of(std::size_t values, double p) {
  return static_cast<std::size_t>(std::max(1.0, std::ceil(p * static_cast<double>(values) - 1e-9))) - 1;
}

std::int64_t grown(const Column<std::int64_t>& now, const Column<std::int64_t>& then, std::size_t i) {
  return now[i] - (i < then.size() ? then[i] : 0);
}

}  // namespace

void add_sums(const Frame& f, Out& out, const PerCouncil& values, double factor, MetricGroup also) {
  const PerCouncil none(values.size(), 0.0);
  over_groups(f, values, none, also, [&](MetricGroup g, double a, double) { out.add(a * factor, g); });
}

void add_ratios(const Frame& f, Out& out, const PerCouncil& above, const PerCouncil& below, double factor, MetricGroup also) {
  over_groups(f, above, below, also, [&](MetricGroup g, double a, double b) {
    if (b > 0) out.add(a / b * factor, g);
  });
}

void add_total(Out& out, const PerCouncil& values, double factor, Dim dim, std::size_t index) { out.add(total(values) * factor, dim, index); }

void add_total_ratio(Out& out, const PerCouncil& above, const PerCouncil& below, double factor, Dim dim, std::size_t index) {
  const double b = total(below);
  if (b > 0) out.add(total(above) / b * factor, dim, index);
}

double total(const PerCouncil& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum;
}

PerCouncil plus(PerCouncil a, const PerCouncil& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

PerCouncil minus(PerCouncil a, const PerCouncil& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

PerCouncil flow(const Frame& f, Column<std::int64_t> Totals::*counter, std::size_t cells, std::size_t first, std::size_t count) {
  const auto& now = f.to.totals.*counter;
  const auto& then = f.from.totals.*counter;
  PerCouncil out(f.region.size(), 0.0);
  for (std::size_t c = 0; c < out.size(); ++c) {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < count; ++k) sum += grown(now, then, c * cells + first + k);
    out[c] = static_cast<double>(sum);
  }
  return out;
}

PerCouncil paid(const Frame& f, std::initializer_list<Pay> kinds) {
  PerCouncil out(f.region.size(), 0.0);
  for (std::size_t c = 0; c < out.size(); ++c) {
    Pence sum = 0;
    for (const Pay k : kinds) sum += grown(f.to.totals.paid, f.from.totals.paid, c * kPays + static_cast<std::size_t>(k));
    out[c] = static_cast<double>(sum) / 100.0;
  }
  return out;
}

PerCouncil nights_in(const Frame& f, Setting s) { return flow(f, &Totals::nights, kSettings * kLinks, static_cast<std::size_t>(s) * kLinks, kLinks); }

PerCouncil nights_of(const Frame& f, Setting s, Link link) {
  return flow(f, &Totals::nights, kSettings * kLinks, static_cast<std::size_t>(s) * kLinks + static_cast<std::size_t>(link), 1);
}

PerCouncil nights_in_care(const Frame& f) {
  return plus(flow(f, &Totals::nights, kSettings * kLinks, 0, kSettings * kLinks), flow(f, &Totals::nights_waiting));
}

double quantile(std::vector<double>& values, double p) {
  const auto it = values.begin() + static_cast<std::ptrdiff_t>(rank_of(values.size(), p));
  std::nth_element(values.begin(), it, values.end());
  return *it;
}

double quantile_of_sorted(const std::vector<double>& values, double p) { return values[rank_of(values.size(), p)]; }

// Counted first, so that each list asks once for its memory: lists that grow leave pieces of every size behind, month after month.
void sort_fees_by_group(Frame& f) {
  const auto lists = [&f](Dim dim) -> std::vector<std::vector<double>>& { return f.fees[static_cast<std::size_t>(dim)]; };
  lists(Dim::none).resize(1);
  lists(Dim::council).resize(f.by_council ? f.region.size() : 0);
  lists(Dim::region).resize(f.regions);
  lists(Dim::rcc).resize(f.bodies);
  lists(Dim::sector).resize(kSectors);
  lists(Dim::need).resize(kNeeds);
  lists(Dim::contract).resize(kContracts);
  lists(Dim::size).resize(kGroupSizes);
  const auto each = [&f](const HomeFee& x, const auto& to) {
    to(Dim::none, std::size_t{0});
    if (f.by_council) to(Dim::council, std::size_t{x.council});
    to(Dim::region, std::size_t{f.region[x.council]});
    if (f.rcc[x.council] != kNobody) to(Dim::rcc, std::size_t{f.rcc[x.council]});
    to(Dim::sector, static_cast<std::size_t>(x.sector));
    to(Dim::need, static_cast<std::size_t>(x.need));
    to(Dim::contract, static_cast<std::size_t>(x.contract));
    to(Dim::size, static_cast<std::size_t>(x.size));
  };
  std::array<std::vector<std::size_t>, kDims> count{};
  for (std::size_t d = 0; d < kDims; ++d) count[d].resize(f.fees[d].size());
  for (const HomeFee& x : f.stock.fees) each(x, [&count](Dim dim, std::size_t i) { ++count[static_cast<std::size_t>(dim)][i]; });
  for (std::size_t d = 0; d < kDims; ++d)
    for (std::size_t i = 0; i < count[d].size(); ++i) f.fees[d][i].reserve(count[d][i]);
  for (const HomeFee& x : f.stock.fees) each(x, [&](Dim dim, std::size_t i) { lists(dim)[i].push_back(x.pounds); });
}

}  // namespace carepool::metrics
