// Talks of a joint body with a provider group, about framework and block prices (the rule itself: behaviours/commissioner.cpp).
#include "market/joint_talks.hpp"

#include <algorithm>

#include "behaviours/list.hpp"

namespace carepool {

JointTalks::JointTalks(const Setup& s, const World& w, std::uint32_t body, const std::vector<std::uint32_t>& members, const std::vector<std::uint8_t>& is_member)
    : s_(s), w_(w), members_(members.size()), is_member_(is_member) {
  if (body == kNobody || body < s.councils() || members.size() < 2) return;
  strength_ = w.rules.bodies[body].leverage;
  if (strength_ <= 0) return;
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (is_member[w.homes.area[h]] == 0 || w.homes.sector[h] == Sector::council || w.homes.status[h] != HomeStatus::open) continue;
    beds_ += w.homes.staffed[h];
    used_ += w.homes.residents[h];
  }
  for (std::size_t r = 0; r < w.placements.size(); ++r) {
    if (w.placements.account[r].child == kNobody || w.placements.home[r] == kNobody) continue;
    if (is_member[w.homes.area[w.placements.home[r]]] == 0) continue;
    load_ += 1;
    if (is_member[w.placements.account[r].payer] != 0) members_load_ += 1;
  }
}

double JointTalks::factor(const std::vector<std::uint32_t>& homes, std::uint32_t about) const {
  if (strength_ <= 0 || beds_ <= 0 || load_ <= 0) return 1;
  double own_beds = 0;
  for (const std::uint32_t h : homes)
    if (is_member_[w_.homes.area[h]] != 0) own_beds += w_.homes.staffed[h];
  const std::size_t i = static_cast<std::size_t>(w_.homes.area[about]) * kBedClasses + static_cast<std::size_t>(w_.homes.bed_class[about]);
  const double occupancy = std::clamp(w_.signals.expected_occupancy[i], 0.05, 0.98);
  const double mu = 7.0 / (s_.care.plans[static_cast<std::size_t>(Setting::residential)].mean_days * 0.8);
  Talks t{};
  t.variable = w_.signals.expected_variable[i];
  t.surplus = w_.signals.expected_surplus[i];
  t.leaving_rate = mu;
  t.fills_per_bed_week = mu * occupancy / (1.0 - occupancy);
  t.discount_rate = s_.v().prices().discount_per_year() / 52.1775;
  t.seller_share = std::min(0.9, own_beds / beds_);
  t.occupancy = std::clamp(used_ / beds_, 0.05, 0.99);
  t.mean_fee = t.variable + t.surplus;
  t.wait_harm = s_.v().prices().wait_harm();
  t.bargaining = s_.v().prices().bargaining();
  const double kappa = t.occupancy / (1.0 - t.occupancy);
  const double s1 = 0.7;  // share of single-offer placements in the closed form; assumption
  const double m = 1.0 / s_.v().prices().alpha();
  const auto omega_at = [&](double k) {
    const double gap = std::max(0.0, t.mean_fee - t.variable);
    return k * ((1 - s1) * m + s1 * t.bargaining * gap) / (1 + k * s1 * t.bargaining);
  };
  const double up = std::min(0.99, t.occupancy + 0.01);
  t.price_slope = std::max(0.0, omega_at(up / (1 - up)) - omega_at(kappa));
  const double joint = std::min(0.95, members_load_ / load_);
  t.buyer_share = joint / static_cast<double>(members_);
  const double alone = talks_fee(t);
  t.buyer_share = joint;
  const double together = talks_fee(t);
  return alone > 0 ? 1.0 + strength_ * (together / alone - 1.0) : 1.0;
}

HomesOfGroups homes_of_groups(const World& w) {
  HomesOfGroups out(w.providers.size());
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.sector[h] == Sector::council || w.homes.short_break[h] != 0 || w.homes.status[h] != HomeStatus::open) continue;
    auto& homes = out[w.homes.provider[h]];
    if (homes.empty()) homes.reserve(std::max<std::size_t>(1, w.providers.homes_open[w.homes.provider[h]]));
    homes.push_back(h);
  }
  return out;
}

}  // namespace carepool
