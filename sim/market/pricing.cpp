// Pricing: the worth of an empty bed, and the asks that follow. Scarcity enters here and nowhere else.
#include <algorithm>
#include <cmath>

#include "engine/det_math.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"

namespace carepool {
namespace {

constexpr double kLn2 = 0.6931471805599453;
constexpr double kLeastLeap = 1000;        // £/week
constexpr double kNormalOccupancy = 0.79;  // at which a full cost is quoted

struct ClassSums {
  double fills = 0, exposure = 0, excess = 0, surplus = 0, variable = 0;
};

// Leaving rate of occupied beds a week, by class: fills remembered over the weeks that the memory spans, over beds in use.
std::array<double, kBedClasses> leaving_rates(const World& w, double weeks) {
  std::array<double, kBedClasses> used{}, fills{}, rate{};
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.sector[h] != Sector::council && w.homes.status[h] == HomeStatus::open)
      used[static_cast<std::size_t>(w.homes.bed_class[h])] += w.homes.residents[h] - w.homes.block_used[h];
  for (std::size_t i = 0; i < w.worth.fills.size(); ++i) fills[i % kBedClasses] += w.worth.fills[i];
  for (std::size_t k = 0; k < kBedClasses; ++k)
    rate[k] = used[k] > 0 && fills[k] > 0 ? std::clamp(fills[k] / weeks / used[k], 0.002, 1.0) : 1.0 / 50.0;
  return rate;
}

// Weeks of fills that the memory holds: days are remembered and forgotten with them.
double memory_weeks(const World& w) { return std::max(1.0, w.signals.memory_days / 7.0); }

void decay(World& w, double factor) {
  for (auto* column : {&w.worth.fills, &w.worth.exposure, &w.worth.excess, &w.worth.surplus, &w.worth.variable})
    for (double& x : *column) x *= factor;
  w.signals.memory_days *= factor;
}

void revise_worth(const Setup& s, const StepContext& step, World& w) {
  Workspace& ws = step.ws;
  const auto& p = s.v().prices();
  const std::size_t n = s.councils();
  const double delta = p.discount_per_year() / 52.1775;
  const double way = step.live ? p.step() : s.v().start_state().price_step();
  const auto mu = leaving_rates(w, memory_weeks(w));
  for (std::size_t k = 0; k < kBedClasses; ++k) {
    ClassSums all;
    for (std::size_t a = 0; a < n; ++a) {
      const std::size_t i = a * kBedClasses + k;
      all.fills += w.worth.fills[i];
      all.exposure += w.worth.exposure[i];
      all.excess += w.worth.excess[i];
      all.surplus += w.worth.surplus[i];
      all.variable += w.worth.variable[i];
    }
    if (all.fills <= 0 || all.exposure <= 0) continue;
    const double shrink = p.pseudo_fills() / all.fills;
    for (std::size_t a = 0; a < n; ++a) {
      ClassSums near;
      if (s.near != nullptr) {
        for (std::size_t b = 0; b < n; ++b) {
          const double weight = ws.kernel[a * n + b];
          if (weight == 0) continue;
          const std::size_t i = b * kBedClasses + k;
          near.fills += weight * w.worth.fills[i];
          near.exposure += weight * w.worth.exposure[i];
          near.excess += weight * w.worth.excess[i];
          near.surplus += weight * w.worth.surplus[i];
          near.variable += weight * w.worth.variable[i];
        }
      }
      const double fills = near.fills + shrink * all.fills;
      const double exposure = near.exposure + shrink * all.exposure;
      if (fills <= 0 || exposure <= 0) continue;
      const double lambda = fills / exposure;
      const double excess = (near.excess + shrink * all.excess) / fills;
      const std::size_t i = a * kBedClasses + k;
      double found = lambda / (mu[k] + delta) * excess;
      // While levels are being found from little memory, a revision at most doubles the worth of a bed.
      if (!step.live) found = std::min(found, 2 * w.worth.omega[i] + kLeastLeap);
      w.worth.omega[i] += way * (found - w.worth.omega[i]);
      w.signals.expected_occupancy[i] = lambda / (lambda + mu[k]);
      w.signals.expected_surplus[i] = (near.surplus + shrink * all.surplus) / fills;
      w.signals.expected_variable[i] = (near.variable + shrink * all.variable) / fills;
    }
  }
}

}  // namespace

double buyers_alternative(const Setup& s, const World& w, Need need) {
  const auto n = static_cast<std::size_t>(need);
  const auto& p = s.v().prices();
  const double crisis = s.v().costs().crisis_week() + p.crisis_harm();
  const double chance = w.signals.p_crisis[n];
  return (1.0 - chance) * (w.signals.fee_mean[n] + p.wait_harm()) + chance * crisis;
}

double full_cost_per_week(const World& w, std::uint32_t h) {
  const double staff = w.homes.fixed_per_week[h] * w.signals.staff_factor[w.homes.area[h]] * w.rules.real_cost_factor;
  return staff * static_cast<double>(w.homes.staffing[h]) + w.homes.property_per_week[h] + w.homes.overhead_per_week[h];
}

void revise_asks(const Setup& s, World& w) {
  const auto& p = s.v().prices();
  Homes& homes = w.homes;
  for (std::uint32_t h = 0; h < homes.size(); ++h) {
    const std::size_t i = static_cast<std::size_t>(homes.area[h]) * kBedClasses + static_cast<std::size_t>(homes.bed_class[h]);
    homes.omega[h] = std::max(0.0, w.worth.omega[i] + (homes.shifted[h] != 0 ? p.omega_shift() : 0.0));
    const std::uint32_t g = homes.provider[h];
    const double share = std::min(0.9, w.providers.won[g] / (w.providers.contested[g] + p.share_shrink()));
    const double mark_up = 1.0 / (p.alpha() * (1.0 - share));
    const bool counted = homes.status[h] == HomeStatus::open && homes.sector[h] != Sector::council;
    const double per_bed = full_cost_per_week(w, h) / (std::max<double>(1, homes.staffed[h]) * kNormalOccupancy);
    for (std::size_t n = 0; n < kNeeds; ++n) {
      const double variable = homes.variable_per_week[h][n] * w.rules.real_cost_factor;
      const double ask = p.fixed() ? p.fixed_fee() : variable + homes.omega[h] + mark_up;
      homes.ask_per_week[h][n] = std::min(p.ask_max(), ask);
      if (!counted || !serves(homes.bed_class[h], static_cast<Need>(n))) continue;
      ++w.totals.asks;
      if (ask >= p.ask_max() || homes.omega[h] <= 0) ++w.totals.asks_at_bound;
      if (ask > 3 * (per_bed + variable)) ++w.totals.asks_over_3_costs;
    }
  }
}

// In three passes, without a branch: who has a vacancy follows no pattern, and most homes have none.
void observe_vacancies(const Setup&, const StepContext& step, World& w) {
  Homes& homes = w.homes;
  const std::size_t n = homes.size();
  auto& vacant = step.ws.vacant_today;
  auto& with_vacancy = step.ws.with_vacancy;
  vacant.resize(n);
  with_vacancy.resize(n);
  const HomeStatus* status = homes.status.data();
  const Sector* sector = homes.sector.data();
  const std::uint8_t* short_break = homes.short_break.data();
  const std::uint16_t *staffed = homes.staffed.data(), *block_beds = homes.block_beds.data(), *residents = homes.residents.data(),
                      *block_used = homes.block_used.data();
  std::int16_t* out = vacant.data();
  for (std::size_t h = 0; h < n; ++h) {
    const bool counts = (status[h] == HomeStatus::open) & (sector[h] != Sector::council) & (short_break[h] == 0);
    const auto free = static_cast<std::int16_t>(staffed[h] - block_beds[h] - (residents[h] - block_used[h]));
    out[h] = counts && free > 0 ? free : std::int16_t{0};
  }
  std::size_t count = 0;
  for (std::uint32_t h = 0; h < n; ++h) {
    with_vacancy[count] = h;
    count += out[h] != 0 ? 1 : 0;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t h = with_vacancy[i];
    homes.cum_vacant_days[h] += vacant[h];
    w.worth.exposure[static_cast<std::size_t>(homes.area[h]) * kBedClasses + static_cast<std::size_t>(homes.bed_class[h])] += vacant[h] / 7.0;
  }
}

void pricing(const Setup& s, const StepContext& step, World& w) {
  const auto& p = s.v().prices();
  w.signals.memory_days += 1;
  const auto every = static_cast<std::int32_t>(p.update_days());
  const std::int32_t since = w.day - s.prehistory_start;
  if (since % every != every - 1) return;
  // While the homes of an empty world fill up, fills say little of a bed's worth: the first guess stands for a quarter of the pre-history.
  const bool filling = s.v().start_state().solve() && !step.live && since < (s.first_day - s.prehistory_start) / 4;
  if (!p.fixed() && !filling) revise_worth(s, step, w);
  // The first half of the pre-history forgets fast, so that the first guess is soon gone.
  const bool young = !step.live && since < (s.first_day - s.prehistory_start) / 2;
  const double half_life = std::min(filling ? 2.0 : young ? 8.0 : p.memory_weeks(), p.memory_weeks());
  decay(w, det::exp(-kLn2 * every / 7.0 / half_life));
  if (!step.live) step.ws.fee_path.push_back(w.signals.fee_mean);
  const double year_decay = det::exp(-static_cast<double>(every) / 365.25);
  for (std::size_t g = 0; g < w.providers.size(); ++g) {
    w.providers.won[g] *= year_decay;
    w.providers.contested[g] *= year_decay;
  }
  revise_asks(s, w);
  if (w.trace) tell::asks_revised(w);
}

}  // namespace carepool
