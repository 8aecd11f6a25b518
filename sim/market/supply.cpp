#include "market/supply.hpp"

#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "base/rows_equal.hpp"
#include "behaviours/list.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "market/contracts.hpp"
#include "market/memberships.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"
#include "world/homes.hpp"
#include "world/streams.hpp"
#include "world/supply_draw.hpp"

namespace carepool {
namespace {

constexpr std::uint32_t kCouncilSlots = 1U << 20;  // slots of councils' own new homes, apart from entrants'
constexpr std::uint32_t kBeforeTheStart = 1U << 15;  // of these, homes whose building began before the first day, and what replaces them
std::uint64_t key_of_new(const Setup& s, std::uint32_t area, std::uint32_t year, std::uint32_t slot) {
  return home_key(area, year, slot) | (static_cast<std::uint64_t>(s.places[area].copy) << 63);
}

// Weekly costs per usable bed of a small group's new home in an area, before variable cost.
double entrant_cost_per_bed(const Setup& s, const World& w, std::uint32_t area, double places) {
  const auto& c = s.v().costs();
  const double usable = std::max(1.0, places * c.staffed_share());
  const double staff = (c.home_fixed() + c.staffed_place() * usable) * w.councils.earnings_factor[area] * w.signals.staff_factor[area] * w.rules.real_cost_factor;
  const double house = w.councils.house_price[area] * c.property_factor() * c.property_yield() / 52.1775 * (0.6 + 0.1 * places);
  return (staff + house + c.overhead_place() * places) / usable;
}

// [areas] Share of vacancies that will be left when the homes under way have opened: the filling of a bed slows in proportion.
std::vector<double> pipeline_factors(const Setup& s, const World& w) {
  std::vector<double> open(s.councils(), 5.0), coming(s.councils(), 0.0);
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.sector[h] == Sector::council) continue;
    if (w.homes.status[h] == HomeStatus::open) open[w.homes.area[h]] += w.homes.staffed[h];
    if (w.homes.status[h] == HomeStatus::registering) coming[w.homes.area[h]] += w.homes.planned_staffed[h];
  }
  for (std::size_t a = 0; a < open.size(); ++a) open[a] /= open[a] + coming[a];
  return open;
}

// An entrant sees every cap in force where it would open, for the needs that it would serve.
double expected_fee_under_caps(const World& w, std::uint32_t area, BedClass k, double fee) {
  double lowest = 0, served = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    if (!serves(k, static_cast<Need>(n))) continue;
    const double cap = cap_per_week(w, area, Setting::residential, static_cast<Need>(n), Contract::spot, Sector::private_, false, nullptr);
    lowest += std::min(fee, cap);
    served += 1;
  }
  return served > 0 ? lowest / served : fee;
}

std::uint32_t model_year(const Setup& s, std::int32_t day) {  // 1 is the first year of the run, 0 the year before it
  const std::int32_t years = (day - s.first_day + 365 * 100) / 365 - 100;
  return static_cast<std::uint32_t>(std::max(0, years + 1));
}

struct Founder {
  std::uint32_t area, slot, year;
  BedClass bed_class;
};

// Registered places of a new home: those of a home of its sector today, scaled to the stated mean.
int size_of_new_home(const Setup& s, const World& w, Sector sector, double u, double round_u) {
  std::vector<std::uint16_t> sizes;
  double sum = 0;
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.sector[h] != sector || w.homes.short_break[h] != 0 || w.homes.opened_day[h] > s.first_day) continue;
    if (w.homes.status[h] == HomeStatus::registering) continue;
    sizes.push_back(w.homes.registered[h]);
    sum += w.homes.registered[h];
  }
  if (sizes.empty()) return 3;
  const double mean = sum / static_cast<double>(sizes.size());
  const double scale = sector == Sector::private_ ? s.v().supply().new_home_places() / mean : 1.0;
  const double places = scale * sizes[std::min(sizes.size() - 1, static_cast<std::size_t>(u * static_cast<double>(sizes.size())))];
  return std::max(1, static_cast<int>(std::floor(places + round_u)));
}

// The group of a home of the same sector in the region, picked evenly over homes, so that larger groups open more.
std::uint32_t group_for_expansion(const Setup& s, const World& w, std::uint32_t area, Sector sector, double u) {
  std::vector<std::uint32_t> groups;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open && w.homes.sector[h] == sector && s.places[w.homes.area[h]].region == s.places[area].region &&
        w.providers.active[w.homes.provider[h]] != 0 && w.providers.in_breach[w.homes.provider[h]] == 0)
      groups.push_back(w.homes.provider[h]);
  if (groups.empty()) return kNobody;
  return groups[std::min(groups.size() - 1, static_cast<std::size_t>(u * static_cast<double>(groups.size())))];
}

// What an entrant there expected of a bed.
void tell_entrant(const World& w, std::uint32_t h, double chance, bool founder) {
  const std::uint32_t area = w.homes.area[h];
  const std::size_t i = static_cast<std::size_t>(area) * kBedClasses + static_cast<std::size_t>(w.homes.bed_class[h]);
  const double fee = expected_fee_under_caps(w, area, w.homes.bed_class[h], w.signals.expected_surplus[i] + w.signals.expected_variable[i]);
  tell::home_planned(w, h, {fee, w.signals.expected_occupancy[i] * w.signals.pipeline[area], w.signals.area_margin[i], chance, founder, false});
}

// Traits of a would-be founder, from the key alone.
void open_entrant(const Setup& s, World& w, const Founder& e, std::int32_t decided, double chance) {
  const std::uint64_t key = key_of_new(s, e.area, e.year + 1, e.slot);
  Rng rng(s.seed, streams::entrant_traits, key);
  const auto& p = s.v().supply();
  HomeSeed x;
  x.key = key;
  x.area = e.area;
  x.bed_class = e.bed_class;
  x.sector = rng.uniform() < w.signals.voluntary_entry_share ? Sector::voluntary : Sector::private_;
  x.at = scatter(s.places[e.area].at, s.places[e.area].radius_km, [&rng] { return rng.uniform(); });
  const double size_u = rng.uniform(), join_u = rng.uniform(), group_u = rng.uniform(), round_u = rng.uniform();
  x.registered = size_of_new_home(s, w, x.sector, size_u, round_u);
  std::uint32_t provider = kNobody;
  if (join_u < p.expansion_share()) provider = group_for_expansion(s, w, e.area, x.sector, group_u);
  const bool founder = provider == kNobody;
  if (founder) provider = add_provider(w, combine_keys(key, 77), x.sector, kNobody, s.places[e.area].region, false, 0);
  if (w.trace && founder) tell::provider_founded(w, provider);
  x.provider = provider;
  const std::uint32_t h = add_home(s, w, x);
  price_home(s, w, h, w.providers.homes_open[provider] + 1);
  w.homes.status[h] = HomeStatus::registering;
  w.homes.status_day[h] = decided + static_cast<std::int32_t>(p.build_days());
  if (w.trace) tell_entrant(w, h, chance, founder);
}

}  // namespace

double entrant_margin(const Setup& s, const World& w, std::uint32_t area, BedClass k) {
  const std::size_t i = static_cast<std::size_t>(area) * kBedClasses + static_cast<std::size_t>(k);
  const double occupancy = w.signals.expected_occupancy[i] * w.signals.pipeline[area];
  if (occupancy <= 0) return 0;
  const double places = s.v().supply().new_home_places();
  const double own = entrant_cost_per_bed(s, w, area, places);
  const double usual = entrant_cost_per_bed(s, w, area, 3.6);
  // Fees carry part of what small homes cost more (pass_through); the entrant bears the rest.
  const double borne = usual + (1.0 - s.v().supply().pass_through()) * (own - usual);
  const double fee = w.signals.expected_surplus[i] + w.signals.expected_variable[i];
  const double income = occupancy * expected_fee_under_caps(w, area, k, fee);
  return std::clamp((income - occupancy * w.signals.expected_variable[i] - borne) / std::max(1.0, income), -2.0, 0.8);
}

void solve_entry(const Setup& s, World& w) {
  const auto& p = s.v().supply();
  std::array<double, kSectors> leaving{};
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open && w.homes.short_break[h] == 0) leaving[static_cast<std::size_t>(w.homes.sector[h])] += s.closure[static_cast<std::size_t>(w.homes.sector[h])];
  const double independent = leaving[1] + leaving[2];
  w.signals.voluntary_entry_share = independent > 0 ? leaving[2] / independent : 0.0;
  for (std::uint32_t a = 0; a < s.councils(); ++a) w.signals.pipeline[a] = 1;
  for (std::uint32_t a = 0; a < s.councils(); ++a)
    for (std::size_t k = 0; k < kBedClasses; ++k) {
      double closing = 0;
      for (std::size_t h = 0; h < w.homes.size(); ++h)
        if (w.homes.area[h] == a && static_cast<std::size_t>(w.homes.bed_class[h]) == k && w.homes.sector[h] != Sector::council && w.homes.short_break[h] == 0 && w.homes.status[h] == HomeStatus::open)
          closing += s.closure[static_cast<std::size_t>(w.homes.sector[h])];
      const std::size_t i = a * kBedClasses + k;
      w.signals.entry_slots[i] = closing * p.entry_slots_ratio();
      const double margin = entrant_margin(s, w, a, static_cast<BedClass>(k));
      w.signals.area_margin[i] = margin;
      w.signals.entry_appeal[i] = det::logit(1.0 / p.entry_slots_ratio()) - p.entry_slope() * (margin - p.required_return());
    }
}

void entries_of_month(const Setup& s, World& w, std::int32_t first_of_month) {
  const auto& p = s.v().supply();
  const std::uint32_t year = model_year(s, first_of_month);
  const auto month = static_cast<std::uint32_t>(ymd(Date{first_of_month}).month - 1);
  const std::vector<double> factors = pipeline_factors(s, w);
  for (std::uint32_t a = 0; a < s.councils(); ++a) w.signals.pipeline[a] = factors[a] / w.signals.pipeline_start[a];
  // Founders not bound to an area look everywhere: their slots are spread by where entry pays best.
  double best = 0, sum = 0;
  for (std::size_t i = 0; i < w.signals.area_margin.size(); ++i) {
    w.signals.area_margin[i] = entrant_margin(s, w, static_cast<std::uint32_t>(i / kBedClasses), static_cast<BedClass>(i % kBedClasses));
    const double gain = w.signals.entry_slots[i] * det::exp(std::clamp(p.entry_slope() * (w.signals.area_margin[i] - w.signals.margin_start[i]), -4.0, 4.0));
    best += gain;
    sum += w.signals.entry_slots[i];
  }
  for (std::uint32_t a = 0; a < s.councils(); ++a)
    for (std::size_t k = 0; k < kBedClasses; ++k) {
      const std::size_t i = a * kBedClasses + k;
      if (w.signals.entry_slots[i] <= 0) continue;
      const double pull = det::exp(std::clamp(p.entry_slope() * (w.signals.area_margin[i] - w.signals.margin_start[i]), -4.0, 4.0));
      const double roaming = best > 0 ? w.signals.entry_slots[i] * pull / best * sum : w.signals.entry_slots[i];
      const double slots = p.founder_local_share() * w.signals.entry_slots[i] + (1.0 - p.founder_local_share()) * roaming;
      const auto count = static_cast<std::uint32_t>(slots) + 1;
      for (std::uint32_t j = 0; j < count; ++j) {
        const std::uint32_t slot = static_cast<std::uint32_t>(k) * 4096U + j;
        Rng rng(s.seed, streams::entrant, home_key(a, year, slot));
        if (static_cast<std::uint32_t>(rng.uniform() * 12.0) != month) continue;
        if (j + 1 == count && rng.uniform() >= slots - std::floor(slots)) continue;
        const double chance = entry_chance(s, w.signals.entry_appeal[i], w.signals.area_margin[i]);
        if (rng.uniform() < chance) open_entrant(s, w, Founder{a, slot, year, static_cast<BedClass>(k)}, first_of_month, chance);
      }
    }
  grow_memberships(w);  // for the groups that were founded
}

void fill_pipeline(const Setup& s, World& w) {
  for (std::size_t i = 0; i < w.signals.area_margin.size(); ++i) w.signals.margin_start[i] = w.signals.area_margin[i];
  for (std::uint32_t a = 0; a < s.councils(); ++a) w.signals.pipeline_start[a] = 1;
  const auto build = static_cast<std::int32_t>(s.v().supply().build_days());
  Date month = add_months(Date{s.first_day}, -1 - build / 28);
  for (; month.days < s.first_day; month = add_months(month, 1)) {
    const Ymd x = ymd(month);
    const Date first = from_ymd(x.year, x.month, 1);
    if (first.days + build < s.first_day) continue;
    const std::vector<double> factors = pipeline_factors(s, w);
    std::copy(factors.begin(), factors.end(), w.signals.pipeline_start.begin());
    entries_of_month(s, w, first.days);
  }
  const std::vector<double> factors = pipeline_factors(s, w);
  std::copy(factors.begin(), factors.end(), w.signals.pipeline_start.begin());
}

void council_home_like(const Setup& s, World& w, std::uint32_t like, bool before_the_start, std::int32_t opens) {
  const auto slot = static_cast<std::uint32_t>(w.homes.key[like] & 0xFFFFU) ^ (before_the_start ? kBeforeTheStart : 0U);
  HomeSeed x;
  x.area = w.homes.area[like];
  x.key = key_of_new(s, x.area, before_the_start ? 1U : model_year(s, w.day) + 1, kCouncilSlots + slot);
  x.sector = Sector::council;
  x.provider = w.homes.provider[like];
  x.registered = w.homes.registered[like];
  x.bed_class = w.homes.bed_class[like];
  Rng rng(s.seed, streams::entrant_traits, x.key);
  x.at = scatter(s.places[x.area].at, s.places[x.area].radius_km, [&rng] { return rng.uniform(); });
  const std::uint32_t h = add_home(s, w, x);
  price_home(s, w, h, 1);
  w.homes.status[h] = HomeStatus::registering;
  w.homes.status_day[h] = opens;
  if (w.trace) tell::home_planned(w, h, {.replaces = true});
}

void replace_council_home(const Setup& s, World& w, std::uint32_t closed) {
  const auto& p = s.v().supply();
  if (draw_uniform(s.seed, streams::entrant, combine_keys(w.homes.key[closed], 5), 0) >= p.council_build_per_year()) return;
  council_home_like(s, w, closed, false, w.day + static_cast<std::int32_t>(p.build_days()));
}

std::uint32_t nearby_group(const Setup& s, const World& w, std::uint32_t home, double u) {
  std::vector<std::uint32_t> groups;
  const std::uint32_t region = s.places[w.homes.area[home]].region;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const std::uint32_t g = w.homes.provider[h];
    if (h != home && w.homes.status[h] == HomeStatus::open && w.homes.sector[h] == w.homes.sector[home] && s.places[w.homes.area[h]].region == region &&
        g != w.homes.provider[home] && w.providers.active[g] != 0 && w.providers.in_breach[g] == 0)
      groups.push_back(g);
  }
  if (groups.empty()) return kNobody;
  return groups[std::min(groups.size() - 1, static_cast<std::size_t>(u * static_cast<double>(groups.size())))];
}

void transfer_home(const Setup& s, World& w, std::uint32_t h, std::uint32_t buyer) {
  for (const std::uint32_t r : rows_equal(w.placements.home, h)) {
    if (w.placements.account[r].child == kNobody) continue;
    change_fee(s, w, r, w.placements.account[r].fee_pence_per_week, w.placements.account[r].add_ons_pence_per_week);
    w.placements.account[r].provider = buyer;
  }
  if (w.trace) tell::home_sold(w, h, w.homes.provider[h], buyer);
  w.homes.provider[h] = buyer;
  price_home(s, w, h, w.providers.homes_open[buyer] + 1);
}

void end_block(const Setup& s, const StepContext& step, World& w, std::uint32_t b) {
  settle_block(s, w, b, w.day);
  const std::uint32_t h = w.blocks.home[b];
  if (w.trace) tell::block_ended(w, b, w.blocks.used[b]);
  for (const std::uint32_t r : rows_equal(w.placements.home, h)) {
    if (w.placements.terms[r].block != b) continue;
    settle_placement(s, w, r, w.day);
    w.placements.terms[r].block = kNobody;
    w.placements.account[r].contract = Contract::spot;
    --w.homes.block_used[h];
  }
  w.homes.block_beds[h] = static_cast<std::uint16_t>(w.homes.block_beds[h] - w.blocks.beds[b]);
  w.blocks.live[b] = 0;
  w.blocks.used[b] = w.blocks.resold[b] = 0;
  index_blocks(w, step.ws, h);
}

}  // namespace carepool
