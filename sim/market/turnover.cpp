#include "market/turnover.hpp"

#include <algorithm>

#include "engine/random.hpp"
#include "market/phases.hpp"
#include "market/supply.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

std::int32_t notice_of(const Setup& s) { return std::max(1, static_cast<std::int32_t>(s.v().supply().closure_notice_days())); }

// The home that closed makes way for the one that the row stands for from now on: empty, with no accounts yet.
void make_way(const Setup& s, const StepContext& step, World& w, std::uint32_t h) {
  open_home(s, step, w, h);
  w.homes.year_revenue[h] = w.homes.year_cost[h] = 0;
  w.homes.staffing[h] = 1;
}

}  // namespace

void turn_over(const Setup& s, const StepContext& step, World& w) {
  const std::int32_t notice = notice_of(s);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const std::int32_t opens = w.homes.opened_day[h];
    if (opens < w.day || opens - notice > w.day) continue;
    if (w.homes.status[h] == HomeStatus::open) announce_closure(s, step, w, h, opens - w.day);
    if (w.homes.status[h] == HomeStatus::closed) make_way(s, step, w, h);
  }
}

void give_notice(const Setup& s, World& w) {
  const std::int32_t notice = notice_of(s);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.status[h] != HomeStatus::open) continue;
    const std::int32_t ago = 1 + (s.first_day - 1 - anniversary_of(w, h)) % 365;  // days since the last yearly review
    if (ago > notice || !decides_to_close(s, w, h, s.first_day - ago)) continue;
    w.homes.status[h] = HomeStatus::closing;
    w.homes.status_day[h] = s.first_day - ago + notice;
  }
}

void fill_council_pipeline(const Setup& s, World& w) {
  const auto& p = s.v().supply();
  const double chance = s.closure[static_cast<std::size_t>(Sector::council)] * p.build_days() / 365.0 * p.council_build_per_year();
  const auto homes = static_cast<std::uint32_t>(w.homes.size());
  for (std::uint32_t h = 0; h < homes; ++h) {
    if (w.homes.sector[h] != Sector::council || w.homes.short_break[h] != 0 || w.homes.status[h] != HomeStatus::open) continue;
    Rng rng(s.seed, streams::entrant, combine_keys(w.homes.key[h], 6));
    if (rng.uniform() < chance) council_home_like(s, w, h, true, s.first_day + 1 + static_cast<std::int32_t>(rng.uniform() * p.build_days()));
  }
}

void solve_takeovers(const Setup& s, World& w) {
  const auto& p = s.v().supply();
  group_sizes(w);
  double singles = 0, closing = 0;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.status[h] != HomeStatus::open || w.homes.sector[h] == Sector::council || w.homes.short_break[h] != 0) continue;
    closing += s.closure[static_cast<std::size_t>(w.homes.sector[h])];
    singles += w.providers.homes_open[w.homes.provider[h]] == 1 ? 1 : 0;
  }
  const double founded = closing * (1.0 - p.expansion_share());
  w.signals.takeover_per_year = singles > 0 ? std::min(1.0, p.takeover_ratio() * founded / singles) : 0.0;
}

void takeovers(const Setup& s, const StepContext& step, World& w) {
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const std::uint32_t g = w.homes.provider[h];
    if (w.homes.status[h] != HomeStatus::open || w.homes.sector[h] == Sector::council || w.homes.short_break[h] != 0) continue;
    if (w.providers.homes_open[g] != 1 || w.providers.active[g] == 0) continue;
    Rng rng(s.seed, streams::takeover, w.homes.key[h], static_cast<std::uint32_t>(w.day));
    if (rng.uniform() >= w.signals.takeover_per_year / 12.0) continue;
    const std::uint32_t buyer = nearby_group(s, w, h, rng.uniform());
    if (buyer == kNobody) continue;
    transfer_home(s, w, h, buyer);
    --w.providers.homes_open[g];
    ++w.providers.homes_open[buyer];
    index_home(s, w, step.ws, h);
  }
}

}  // namespace carepool
