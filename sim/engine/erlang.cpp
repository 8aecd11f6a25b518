#include "engine/erlang.hpp"

#include <stdexcept>

#include "engine/det_math.hpp"

namespace carepool {
namespace {

constexpr double kMostLoad = 1e7;  // erlangs; England has some 80,000 children in care

void demand_load(double load) {
  if (!(load >= 0.0 && load <= kMostLoad)) throw std::invalid_argument("offered load");
}

// One step of Erlang's recurrence: B(n, a) from B(n − 1, a).
double next_blocking(double blocking, int n, double load) noexcept {
  return load * blocking / (n + load * blocking);
}

}  // namespace

double carried_by_last_place(int places, double load_erlangs) noexcept {
  return load_erlangs * (det::erlang_b(places - 1, load_erlangs) - det::erlang_b(places, load_erlangs));
}

int moe_block_size(double load_erlangs, double price_ratio) {
  demand_load(load_erlangs);
  if (!(price_ratio > 0.0)) throw std::invalid_argument("price ratio");
  double blocking = 1.0;
  for (int q = 1;; ++q) {
    const double next = next_blocking(blocking, q, load_erlangs);
    if (!(load_erlangs * (blocking - next) >= price_ratio)) return q - 1;
    blocking = next;
  }
}

int places_for_blocking(double load_erlangs, double most_blocked) {
  demand_load(load_erlangs);
  if (!(most_blocked > 0.0)) throw std::invalid_argument("share blocked");
  double blocking = load_erlangs > 0.0 ? 1.0 : 0.0;
  int places = 0;
  while (blocking > most_blocked) {
    ++places;
    blocking = next_blocking(blocking, places, load_erlangs);
  }
  return places;
}

}  // namespace carepool
