// Talks between a commissioner and a provider group about a framework or block price.
//
// Both sides compare with what they would do without the other. The seller would fill its beds from the rest of the local flow: its
// reservation is var + ω(λ(1 − σ)), so a large buyer lowers it. The buyer would do without the group's homes: fewer homes to choose from and, when
// the buyer is so large that the others cannot fill what it leaves, its own children crowd the homes that remain. Either effect may win: a
// larger buyer does not pay less by construction.
#include <algorithm>

#include "behaviours/list.hpp"

namespace carepool {
namespace {

// ω of a bed whose fills a week are `lambda`, all at the mean surplus: ω = λπ/(μ + δ + λ).
double worth_at(const Talks& t, double lambda) { return lambda * t.surplus / (t.leaving_rate + t.discount_rate + lambda); }

// Occupancy that the buyer meets when the seller's beds are closed to it: others refill those beds first, as far as their own flow goes.
double occupancy_without(const Talks& t) {
  const double demand = t.occupancy;                      // per usable bed
  const double others = (1.0 - t.buyer_share) * demand;
  const double refilled = std::min(others, t.seller_share * demand);
  return std::min(0.995, (demand - refilled) / std::max(0.05, 1.0 - t.seller_share));
}

double buyer_alternative(const Talks& t) {
  const double fewer_homes = t.wait_harm * t.seller_share / std::max(0.05, 1.0 - t.seller_share);
  const double crowding = t.price_slope * 100.0 * std::max(0.0, occupancy_without(t) - t.occupancy);
  return t.mean_fee + fewer_homes + crowding;
}

}  // namespace

double talks_fee(const Talks& t) {
  const double reservation = t.variable + worth_at(t, t.fills_per_bed_week * (1.0 - std::min(0.95, t.buyer_share)));
  const double alternative = std::max(reservation, buyer_alternative(t));
  return reservation + t.bargaining * (alternative - reservation);
}

}  // namespace carepool
