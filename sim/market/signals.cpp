// Signals: today's aggregates, for tomorrow's decisions.
#include <algorithm>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "market/phases.hpp"

namespace carepool {
namespace {

// Local staff cost: usable places within reach against those of the start.
void staff_scarcity(const Setup& s, const StepContext& step, World& w) {
  const std::size_t n = s.councils();
  std::vector<double> places(n, 0.0);
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open) places[w.homes.area[h]] += w.homes.staffed[h];
  const bool start = !step.live;
  for (std::size_t a = 0; a < n; ++a) {
    double sum = 0;
    if (step.ws.kernel.size() == n * n)
      for (std::size_t b = 0; b < n; ++b) sum += step.ws.kernel[a * n + b] * places[b];
    else sum = places[a];
    w.signals.local_places[a] = sum;
    if (start) w.signals.local_places_start[a] = sum;
    const double ratio = w.signals.local_places_start[a] > 0 ? std::clamp(sum / w.signals.local_places_start[a], 0.3, 3.0) : 1.0;
    w.signals.staff_factor[a] = det::pow(ratio, s.v().supply().staff_scarcity());
  }
}

}  // namespace

void signals(const Setup& s, const StepContext& step, World& w) {
  w.homes.residents_yesterday = w.homes.residents;
  index_block_use(w, step.ws);
  if (!s.pools_world && ymd(Date{w.day}).day == 1) staff_scarcity(s, step, w);
}

}  // namespace carepool
