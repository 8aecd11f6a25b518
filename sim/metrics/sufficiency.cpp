#include "metrics/sufficiency.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "sufficiency";
constexpr std::string_view kGroups = "region, rcc, council, setting, need";
constexpr Setting kNeedsPlacement[] = {Setting::fostering, Setting::kinship, Setting::residential, Setting::supported, Setting::secure, Setting::crisis};

constexpr std::size_t kHomes = static_cast<std::size_t>(Setting::residential);
constexpr MetricGroup kOfHomes{Dim::setting, static_cast<std::uint16_t>(kHomes), Dim::none, 0};

bool has_row_of_its_own(Setting s) { return s != Setting::residential && s != Setting::crisis; }

// From nights by the first link that fails.
Passed passed_of(Passed failed_at) {
  for (std::size_t k = kLinks - 1; k-- > 0;) failed_at[k] = plus(std::move(failed_at[k]), failed_at[k + 1]);
  return failed_at;
}

Passed add(Passed a, const Passed& b) {
  for (std::size_t k = 0; k < kLinks; ++k) a[k] = plus(std::move(a[k]), b[k]);
  return a;
}

Passed none(const Frame& f) {
  Passed x;
  for (PerCouncil& c : x) c.assign(f.region.size(), 0.0);
  return x;
}

// Nights that passed the links up to `last` / nights that passed those before `first`.
void share_passed(const Frame& f, Out& o, std::size_t first, std::size_t last) {
  const Chains& c = *f.chains;
  add_ratios(f, o, c.everyone[last + 1], c.everyone[first]);
  add_ratios(f, o, c.homes[last + 1], c.homes[first], 1, kOfHomes);
  for (const Setting s : kNeedsPlacement) {
    const auto i = static_cast<std::size_t>(s);
    if (has_row_of_its_own(s)) add_total_ratio(o, c.settings[i][last + 1], c.settings[i][first], 1, Dim::setting, i);
  }
  for (std::size_t n = 0; n < kNeeds; ++n) add_total_ratio(o, c.needs[n][last + 1], c.needs[n][first], 1, Dim::need, n);
}

template <Link link>
void one_link(const Frame& f, Out& o) {
  share_passed(f, o, static_cast<std::size_t>(link), static_cast<std::size_t>(link));
}

void in_area(const Frame& f, Out& o) {
  const Chains& c = *f.chains;
  PerCouncil near(f.region.size(), 0.0);
  for (const Setting s : kNeedsPlacement) {
    const auto i = static_cast<std::size_t>(s);
    const PerCouncil x = flow(f, &Totals::nights_in_area, kSettings, i, 1);
    if (has_row_of_its_own(s)) add_total_ratio(o, x, c.settings[i][0], 1, Dim::setting, i);
    near = plus(std::move(near), x);
  }
  add_ratios(f, o, near, c.everyone[0]);
  add_ratios(f, o, flow(f, &Totals::home_nights_in_area, kNeeds, 0, kNeeds), c.homes[0], 1, kOfHomes);
  for (std::size_t n = 0; n < kNeeds; ++n) add_total_ratio(o, flow(f, &Totals::home_nights_in_area, kNeeds, n, 1), c.needs[n][0], 1, Dim::need, n);
}

constexpr Metric kMetrics[] = {
    {"sufficiency_rate_20mi", "share", "Nights in sufficient care, within 20 miles", kFamily, Over::share,
     "Nights in a placement that is lawful, of a setting that suits the child, that serves its need, with siblings where planned together, and in the "
     "council's area or within 20 miles / nights of children who need a placement (fostering, kinship, homes, supported, secure, crisis, waiting). "
     "setting=residential and need: of children who need a home (in homes, in crisis placements, or waiting for a home); other settings: nights in them.",
     kGroups, [](const Frame& f, Out& o) { share_passed(f, o, 0, kLinks - 2); }},
    {"sufficiency_rate_in_area", "share", "Nights in sufficient care, in the council's area", kFamily, Over::share,
     "As sufficiency_rate_20mi, with every sufficient night in the council's own area.", kGroups, in_area},
    {"sufficiency_placed_share", "share", "Link: placed", kFamily, Over::share, "Nights in any placement, not waiting / nights of children who need a placement.",
     kGroups, one_link<Link::not_placed>},
    {"sufficiency_lawful_share", "share", "Link: lawful", kFamily, Over::share, "Of the nights in a placement, the share not in a crisis placement.", kGroups,
     one_link<Link::unlawful>},
    {"sufficiency_setting_share", "share", "Link: right setting", kFamily, Over::share,
     "Of the nights in lawful placements, the share in a setting that suits the child's plan.", kGroups, one_link<Link::wrong_setting>},
    {"sufficiency_need_share", "share", "Link: need served", kFamily, Over::share,
     "Of the nights that pass the links before, the share in a home that serves the child's need.", kGroups, one_link<Link::need_not_served>},
    {"sufficiency_siblings_share", "share", "Link: siblings together", kFamily, Over::share,
     "Of the nights that pass the links before, the share with the sibling whom the plan keeps together, or without one.", kGroups,
     one_link<Link::siblings_apart>},
    {"sufficiency_near_share", "share", "Link: near", kFamily, Over::share,
     "Of the nights that pass the links before, the share in the council's area or within 20 miles. The product of the six links is the rate.", kGroups,
     one_link<Link::far>},
};

}  // namespace

std::span<const Metric> sufficiency_metrics() { return kMetrics; }

std::shared_ptr<const Chains> make_chains(const Frame& f) {
  auto out = std::make_shared<Chains>();
  Passed everyone = none(f), homes = none(f);
  everyone[0] = flow(f, &Totals::nights_waiting);
  for (const Setting s : kNeedsPlacement) {
    Passed nights;
    for (std::size_t k = 0; k < kLinks; ++k) nights[k] = nights_of(f, s, static_cast<Link>(k));
    everyone = add(std::move(everyone), nights);
    out->settings[static_cast<std::size_t>(s)] = passed_of(std::move(nights));
  }
  for (std::size_t n = 0; n < kNeeds; ++n) {
    Passed nights;
    for (std::size_t k = 0; k < kLinks; ++k) nights[k] = flow(f, &Totals::home_nights, kNeeds * kLinks, n * kLinks + k, 1);
    homes = add(std::move(homes), nights);
    out->needs[n] = passed_of(std::move(nights));
  }
  out->everyone = passed_of(std::move(everyone));
  out->homes = passed_of(std::move(homes));
  return out;
}

}  // namespace carepool::metrics
