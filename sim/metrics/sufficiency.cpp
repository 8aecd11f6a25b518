#include "metrics/sufficiency.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "sufficiency";
constexpr std::string_view kGroups = "region, rcc, council, setting, need";
constexpr Setting kNeedsPlacement[] = {Setting::fostering, Setting::kinship, Setting::residential, Setting::supported, Setting::secure, Setting::crisis};

// Nights by the first link that fails; not_placed: waiting.
using Chain = std::array<PerCouncil, kLinks>;

Chain everyone(const Frame& f) {
  Chain chain;
  for (PerCouncil& x : chain) x.assign(f.region.size(), 0.0);
  chain[0] = flow(f, &Totals::nights_waiting);
  for (const Setting s : kNeedsPlacement)
    for (std::size_t k = 0; k < kLinks; ++k) chain[k] = plus(std::move(chain[k]), nights_of(f, s, static_cast<Link>(k)));
  return chain;
}

Chain of_setting(const Frame& f, Setting s) {
  Chain chain;
  for (std::size_t k = 0; k < kLinks; ++k) chain[k] = nights_of(f, s, static_cast<Link>(k));
  return chain;
}

// Children who need a home: of one need, or of all (need = kNeeds).
Chain of_homes(const Frame& f, std::size_t need) {
  Chain chain;
  for (std::size_t k = 0; k < kLinks; ++k) {
    chain[k].assign(f.region.size(), 0.0);
    for (std::size_t n = 0; n < kNeeds; ++n)
      if (need == kNeeds || need == n) chain[k] = plus(std::move(chain[k]), flow(f, &Totals::home_nights, kNeeds * kLinks, n * kLinks + k, 1));
  }
  return chain;
}

PerCouncil nights_from(const Chain& chain, std::size_t link) {  // that passed every link before this one
  PerCouncil out = chain[link];
  for (std::size_t k = link + 1; k < kLinks; ++k) out = plus(std::move(out), chain[k]);
  return out;
}

constexpr std::size_t kHomes = static_cast<std::size_t>(Setting::residential);
constexpr MetricGroup kOfHomes{Dim::setting, static_cast<std::uint16_t>(kHomes), Dim::none, 0};

// Nights that passed the links up to `last` / nights that passed those before `first`.
void share_passed(const Frame& f, Out& o, std::size_t first, std::size_t last) {
  const Chain all = everyone(f), homes = of_homes(f, kNeeds);
  add_ratios(f, o, nights_from(all, last + 1), nights_from(all, first));
  add_ratios(f, o, nights_from(homes, last + 1), nights_from(homes, first), 1, kOfHomes);
  for (const Setting s : kNeedsPlacement) {
    if (s == Setting::residential || s == Setting::crisis) continue;
    const Chain chain = of_setting(f, s);
    add_total_ratio(o, nights_from(chain, last + 1), nights_from(chain, first), 1, Dim::setting, static_cast<std::size_t>(s));
  }
  for (std::size_t n = 0; n < kNeeds; ++n) {
    const Chain chain = of_homes(f, n);
    add_total_ratio(o, nights_from(chain, last + 1), nights_from(chain, first), 1, Dim::need, n);
  }
}

template <Link link>
void one_link(const Frame& f, Out& o) {
  share_passed(f, o, static_cast<std::size_t>(link), static_cast<std::size_t>(link));
}

void in_area(const Frame& f, Out& o) {
  PerCouncil near(f.region.size(), 0.0);
  for (const Setting s : kNeedsPlacement) near = plus(std::move(near), flow(f, &Totals::nights_in_area, kSettings, static_cast<std::size_t>(s), 1));
  add_ratios(f, o, near, nights_from(everyone(f), 0));
  add_ratios(f, o, flow(f, &Totals::home_nights_in_area, kNeeds, 0, kNeeds), nights_from(of_homes(f, kNeeds), 0), 1, kOfHomes);
  for (const Setting s : kNeedsPlacement) {
    const auto i = static_cast<std::size_t>(s);
    if (s != Setting::residential && s != Setting::crisis)
      add_total_ratio(o, flow(f, &Totals::nights_in_area, kSettings, i, 1), nights_in(f, s), 1, Dim::setting, i);
  }
  for (std::size_t n = 0; n < kNeeds; ++n)
    add_total_ratio(o, flow(f, &Totals::home_nights_in_area, kNeeds, n, 1), nights_from(of_homes(f, n), 0), 1, Dim::need, n);
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

}  // namespace carepool::metrics
