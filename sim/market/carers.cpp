// Foster carers and supported accommodation: places come and go as flows; fees follow the worth of a vacant place.
#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "market/phases.hpp"

namespace carepool {
namespace {

// Mark-up of a pool: with all fills at the same surplus, ω = λ/((μ + δ)α), so the fee is var + (1/α)(1 + λ/(μ + δ)); the fills per vacant
// place-week are what leaves: λ = μ·filled/vacant.
double pool_fee(double variable, double alpha, double filled, double vacant, double mu, double delta) {
  const double ratio = std::clamp(filled / std::max(1.0, vacant), 0.2, 30.0);
  return variable + (1.0 + ratio * mu / (mu + delta)) / alpha;
}

}  // namespace

void carers(const Setup& s, const StepContext& step, World& w) {
  if (ymd(Date{w.day}).day != 1 || w.pools.size() == 0) return;
  const auto& f = s.v().fostering();
  const auto& u = s.v().supported();
  const double delta = s.v().prices().discount_per_year() / 52.1775;
  Pools& pools = w.pools;
  // Fees look at each region's vacancies, since a single area's pool is small.
  const std::size_t regions = s.region_names.size();
  std::vector<double> filled(regions * 2, 0.0), vacant(regions * 2, 0.0);
  for (std::size_t p = 0; p < pools.size(); ++p) {
    if (pools.sector[p] == Sector::council) continue;
    const std::size_t i = s.places[pools.area[p]].region * 2 + (pools.setting[p] == Setting::supported ? 1 : 0);
    filled[i] += pools.filled[p];
    vacant[i] += std::max(0, pools.usable(p) - pools.filled[p]);
  }
  for (std::size_t p = 0; p < pools.size(); ++p) {
    const bool foster = pools.setting[p] == Setting::fostering;
    if (step.live) {
      if (foster) pools.approved[p] += (pools.target[p] - f.leave_per_year() * pools.approved[p]) / 12.0;
      else {
        const double wanted = pools.filled[p] / std::max(0.05, 1.0 - u.vacant());
        pools.approved[p] += u.adjust_per_year() / 12.0 * (wanted - pools.approved[p]);
      }
    }
    if (pools.sector[p] == Sector::council) {
      pools.fee_per_week[p] = f.own_week();
      continue;
    }
    const auto setting = static_cast<std::size_t>(pools.setting[p]);
    const double mu = 7.0 / s.care.plans[setting].mean_days;
    const std::size_t i = s.places[pools.area[p]].region * 2 + (foster ? 0 : 1);
    const double variable = (foster ? f.agency_variable_week() + f.overhead_week() : u.variable_week()) * w.rules.real_cost_factor;
    pools.fee_per_week[p] = pool_fee(variable, foster ? f.agency_alpha() : u.alpha(), filled[i], vacant[i], mu, delta);
  }
}

}  // namespace carepool
