#include "world/populate.hpp"

#include <algorithm>
#include <cmath>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "world/homes.hpp"
#include "world/populate_children.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

void size_columns(const Setup& s, World& w) {
  const std::size_t n = s.councils();
  Totals& t = w.totals;
  for (auto* c : {&t.entries, &t.exits, &t.moves, &t.exits_at_18, &t.crisis_starts, &t.displaced, &t.breakdowns, &t.crisis_ended, &t.crisis_days_ended, &t.nights_waiting})
    c->assign(n, 0);
  for (auto* c : {&t.referrals, &t.blocked, &t.single_offer, &t.offers, &t.choice, &t.home_starts, &t.days_waited, &t.out_of_council_starts, &t.beyond_20_starts})
    c->assign(n * kNeeds, 0);
  t.placements_started.assign(n * kSettings, 0);
  t.end_reasons.assign(kSettings * kEndReasons, 0);
  t.nights.assign(n * kSettings * kLinks, 0);
  t.nights_in_area.assign(n * kSettings, 0);
  t.home_nights.assign(n * kNeeds * kLinks, 0);
  t.home_nights_in_area.assign(n * kNeeds, 0);
  const std::size_t cells = s.region_names.size() * kNeeds * kContracts * kSectors * 2;
  t.start_count.assign(cells, 0);
  t.start_fee.assign(cells, 0);
  t.homes_opened.assign(n * kSectors, 0);
  t.homes_closed.assign(n * kSectors, 0);
  t.paid.assign(n * kPays, 0);
  t.received_outside.assign(kPays, 0);

  const std::size_t classes = n * kBedClasses;
  w.worth.omega.assign(classes, s.v().start_state().omega_initial());
  for (auto* c : {&w.worth.exposure, &w.worth.fills, &w.worth.excess, &w.worth.surplus, &w.worth.variable}) c->assign(classes, 0.0);
  Signals& g = w.signals;
  for (auto* c : {&g.expected_occupancy, &g.expected_surplus, &g.expected_variable, &g.entry_appeal, &g.entry_slots, &g.area_margin, &g.margin_start}) c->assign(classes, 0.0);
  for (auto* c : {&g.local_places, &g.local_places_start}) c->assign(n, 0.0);
  for (auto* c : {&g.staff_factor, &g.pipeline, &g.pipeline_start}) c->assign(n, 1.0);
  g.council_home_load.assign(n * kNeeds, 0.0);

  Councils& c = w.councils;
  c.entries_per_day.assign(n, 0.0);
  c.earnings_factor.assign(n, 1.0);
  c.house_price.assign(n, 250000.0);
  c.budget_pence.assign(n, 0);
  c.last_year_pence.assign(n, 0);
  c.paid_mark_pence.assign(n, 0);
  c.threshold_factor.assign(n, 1.0);
  c.early_help_due.assign(n, 0.0);
  c.foster_queue.assign(n, 0);
  c.children.assign(n, 0);
}

void councils(const Setup& s, World& w) {
  for (std::size_t i = 0; i < s.councils(); ++i) {
    const Place& p = s.places[i];
    w.councils.region.push_back(static_cast<std::uint16_t>(p.region));
    w.councils.x_km.push_back(static_cast<float>(p.at.x_km));
    w.councils.y_km.push_back(static_cast<float>(p.at.y_km));
    w.councils.radius_km.push_back(static_cast<float>(p.radius_km));
    w.councils.entries_per_day[i] = s.care.councils[i].candidates_per_day;
    if (p.table_row != kNobody) {
      const CouncilRow& row = s.tables().councils[p.table_row];
      const auto& costs = s.v().costs();
      w.councils.earnings_factor[i] = det::pow(row.median_earnings_gbp_year / costs.earnings_base(), costs.earnings_elasticity());
      w.councils.house_price[i] = row.median_house_price_gbp;
    }
    // The councils' own services are the first groups.
    add_provider(w, p.key, Sector::council, static_cast<std::uint32_t>(i), p.region, false, 0);
  }
}

// A typical surplus, so that the first asks are sane before anything has been observed.
void first_guesses(const Setup& s, World& w) {
  for (std::size_t n = 0; n < kNeeds; ++n) {
    w.signals.fee_mean[n] = s.variable[n] + s.v().start_state().omega_initial() + 1500.0;
    w.signals.fee_weight[n] = 20;
    w.signals.p_crisis[n] = 0.05 + 0.08 * static_cast<double>(n);
  }
  if (s.v().prices().fixed()) w.signals.fee_mean.fill(s.v().prices().fixed_fee());
}

// Asks of the first day, from the first guess of the worth of a bed; pricing revises them.
void first_asks(const Setup& s, World& w) {
  const auto& p = s.v().prices();
  Homes& h = w.homes;
  for (std::size_t i = 0; i < h.size(); ++i) {
    h.omega[i] = std::max(0.0, s.v().start_state().omega_initial() + (h.shifted[i] != 0 ? p.omega_shift() : 0.0));
    for (std::size_t n = 0; n < kNeeds; ++n)
      h.ask_per_week[i][n] = std::min(p.ask_max(), p.fixed() ? p.fixed_fee() : h.variable_per_week[i][n] + h.omega[i] + 1.0 / p.alpha());
  }
}

void open_now(const Setup& s, World& w, std::uint32_t h) {
  w.homes.status[h] = HomeStatus::open;
  constexpr std::int32_t kYear = 365;  // older than a year on the first day, however short the pre-history: a young home is not closed
  w.homes.opened_day[h] = std::min(s.prehistory_start, s.first_day - kYear) - 1;
  w.homes.booked_day[h] = s.prehistory_start;
}

// In a stationary market as many homes open in a year as close. Who opens during the pre-history stands until that day for a home like it that
// closes (market/turnover); who opened in the year before a short pre-history is young from its first day.
void age_of(const Setup& s, World& w, std::uint32_t h) {
  const auto& supply = s.v().supply();
  const double rate = s.closure[static_cast<std::size_t>(w.homes.sector[h])];
  if (supply.frozen() || s.first_day == s.prehistory_start || w.homes.short_break[h] != 0 || rate <= 0) return;
  constexpr double kYear = 365, kHalfMonth = 15;  // posts are reviewed on the first of a month
  const double days = kYear / rate * draw_uniform(s.seed, streams::recent_opening, w.homes.key[h], 0);
  if (days >= std::max(kYear, static_cast<double>(s.first_day - s.prehistory_start))) return;
  w.homes.opened_day[h] = s.first_day - 1 - static_cast<std::int32_t>(days);
  if (w.homes.opened_day[h] < s.prehistory_start && days < supply.fill_up_days() + kHalfMonth)
    w.homes.staffed[h] = static_cast<std::uint16_t>(std::max(1, w.homes.planned_staffed[h] / 2));
}

void england_homes(const Setup& s, World& w, SupplyFit* fit) {
  const SupplyDraw draw = draw_supply(s.tables(), s.seed, {streams::supply_rounding, streams::supply_home, streams::supply_group});
  if (fit != nullptr) *fit = draw.fit;
  // Area rows of each table row, by copy.
  std::vector<std::vector<std::uint32_t>> areas(s.tables().councils.size());
  for (std::uint32_t a = 0; a < s.places.size(); ++a) areas[s.places[a].table_row].push_back(a);
  const std::uint32_t copies = s.v().world().copies_apart_km() > 0 ? 2 : 1;
  const double factor = s.v().supply().places_factor();
  for (std::uint32_t copy = 0; copy < copies; ++copy) {
    std::vector<std::uint32_t> provider_of(draw.groups.size(), kNobody);
    for (std::size_t i = 0; i < draw.homes.size(); ++i) {
      const auto& at = areas[draw.homes.council[i]];
      if (at.size() <= copy) continue;
      const std::uint32_t area = at[copy];
      const auto sector = static_cast<Sector>(draw.homes.sector[i]);
      const std::uint32_t g = draw.homes.group[i];
      if (provider_of[g] == kNobody)
        provider_of[g] = sector == Sector::council ? area
                                                   : add_provider(w, combine_keys(g, 1000 + copy), sector, kNobody, draw.groups.region[g], draw.groups.investor_owned[g] != 0, 0);
      HomeSeed x;
      x.key = draw.homes.key[i] | static_cast<std::uint64_t>(copy) << 63;
      x.provider = sector == Sector::council ? area : provider_of[g];
      x.area = area;
      x.sector = sector;
      x.at = {draw.homes.at[i].x_km + copy * s.v().world().copies_apart_km(), draw.homes.at[i].y_km};
      x.registered = draw.homes.places[i];
      x.short_break = draw.homes.short_break[i] != 0;
      x.bed_class = class_from_key(s, x.key);
      const double u = draw_uniform(s.seed, streams::supply_home, x.key, 900);
      int times = 1;  // places_factor keeps or repeats independent homes
      if (sector != Sector::council) times = static_cast<int>(std::floor(factor + u));
      for (int k = 0; k < times; ++k) {
        HomeSeed y = x;
        if (k > 0) y.key = x.key + (static_cast<std::uint64_t>(k) << 20);
        const std::uint32_t h = add_home(s, w, y);
        open_now(s, w, h);
        age_of(s, w, h);
      }
    }
  }
  std::vector<int> homes_of(w.providers.size(), 0);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) ++homes_of[w.homes.provider[h]];
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) price_home(s, w, h, homes_of[w.homes.provider[h]]);
  for (std::size_t g = 0; g < w.providers.size(); ++g) w.providers.homes_open[g] = static_cast<std::uint16_t>(homes_of[g]);
}

// Foster carers and supported places: the pools of each area in a fixed order: own carers, private and voluntary agencies, supported.
void pools(const Setup& s, World& w) {
  const auto& f = s.v().fostering();
  const std::size_t regions = s.region_names.size();
  std::vector<std::uint32_t> agency(regions * 3);
  for (std::uint32_t r = 0; r < regions; ++r) {
    agency[r * 3] = add_provider(w, combine_keys(r, 501), Sector::private_, kNobody, r, false, 1);
    agency[r * 3 + 1] = add_provider(w, combine_keys(r, 502), Sector::voluntary, kNobody, r, false, 1);
    agency[r * 3 + 2] = add_provider(w, combine_keys(r, 503), Sector::private_, kNobody, r, false, 2);
  }
  constexpr double kVoluntaryAgencies = 0.16;  // share of agencies that are voluntary: Ofsted 31 March 2025, 55 of 339
  const double usable_share = f.own_filled() + f.vacant();
  for (std::uint32_t a = 0; a < s.councils(); ++a) {
    const CouncilCare& care = s.care.councils[a];
    double foster = 0, supported = 0;
    for (std::size_t group = 0; group < kPlanGroups; ++group) {
      foster += care.group_stock[group] * care.stock_mix[group][static_cast<std::size_t>(Setting::fostering)];
      supported += care.group_stock[group] * care.stock_mix[group][static_cast<std::size_t>(Setting::supported)];
    }
    const CouncilRow& row = s.tables().councils[s.places[a].table_row];
    // A council's own share of its foster placements: its filled places where published, else the national share.
    double own = foster * (1.0 - f.agency_share());
    if (row.own_foster_places_filled > 0) own = std::min(0.85 * foster, row.own_foster_places_filled * (1.0 - s.v().demand().kinship_share()));
    const std::uint32_t r = s.places[a].region;
    const auto add = [&](Setting setting, Sector sector, std::uint32_t provider, double children, double available, double vacant_share, double leaving) {
      Pools& p = w.pools;
      p.setting.push_back(setting);
      p.sector.push_back(sector);
      p.area.push_back(static_cast<std::uint16_t>(a));
      p.provider.push_back(provider);
      p.x_km.push_back(static_cast<float>(s.places[a].at.x_km));
      p.y_km.push_back(static_cast<float>(s.places[a].at.y_km));
      const double approved = children / (1.0 - vacant_share) / available;
      p.approved.push_back(approved);
      p.available_share.push_back(available);
      p.filled.push_back(0);
      p.fee_per_week.push_back(setting == Setting::fostering ? (sector == Sector::council ? f.own_week() : f.agency_variable_week() + 200.0) : s.v().supported().variable_week() + 300.0);
      p.fills.push_back(0);
      p.exposure.push_back(0);
      p.target.push_back(leaving * approved);
    };
    const double vacant = f.vacant() / usable_share;
    const double joiners = f.leave_per_year() * f.approvals_ratio();
    add(Setting::fostering, Sector::council, a, own, usable_share, vacant, joiners);
    add(Setting::fostering, Sector::private_, agency[r * 3], (foster - own) * (1.0 - kVoluntaryAgencies), usable_share, vacant, joiners);
    add(Setting::fostering, Sector::voluntary, agency[r * 3 + 1], (foster - own) * kVoluntaryAgencies, usable_share, vacant, joiners);
    add(Setting::supported, Sector::private_, agency[r * 3 + 2], supported, 1.0, s.v().supported().vacant(), 0);
  }
}

// Identical separate pools: homes share a pool's places as evenly as possible, groups share its homes.
void pool_homes(const Setup& s, World& w) {
  const auto& world = s.v().world();
  const auto councils_per_pool = static_cast<std::uint32_t>(world.councils_per_pool());
  for (std::int64_t pool = 0; pool < world.pools(); ++pool) {
    const auto area = static_cast<std::uint32_t>(pool) * councils_per_pool;
    std::vector<std::uint32_t> groups;
    for (std::int64_t g = 0; g < world.groups_per_pool(); ++g)
      groups.push_back(add_provider(w, combine_keys(static_cast<std::uint64_t>(pool), 9000 + static_cast<std::uint64_t>(g)), Sector::private_, kNobody, 0, false, 0));
    const std::int64_t homes = world.homes_per_pool() > 0 ? world.homes_per_pool() : world.places_per_pool();
    std::uint32_t dealt = 0;  // beds, one council after another
    for (std::int64_t k = 0; k < homes; ++k) {
      HomeSeed x;
      x.key = home_key(area, 0, static_cast<std::uint32_t>(k));
      x.provider = groups[static_cast<std::size_t>(k % world.groups_per_pool())];
      x.area = area;
      x.sector = Sector::private_;
      x.at = s.places[area].at;
      x.registered = static_cast<int>(world.places_per_pool() / homes + (k < world.places_per_pool() % homes ? 1 : 0));
      x.bed_class = BedClass::broad;
      const std::uint32_t h = add_home(s, w, x);
      price_home(s, w, h, 1);
      w.homes.staffed[h] = w.homes.planned_staffed[h] = w.homes.registered[h];
      open_now(s, w, h);
      if (!s.v().blocks().reserved()) continue;
      std::vector<int> beds_of(councils_per_pool, 0);
      for (int bed = 0; bed < x.registered; ++bed) ++beds_of[dealt++ % councils_per_pool];
      for (std::uint32_t c = 0; c < councils_per_pool; ++c) {
        Blocks& b = w.blocks;
        const int beds = beds_of[c];
        if (beds == 0) continue;
        b.body.push_back(area + c);
        b.rule.push_back(1);
        b.home.push_back(h);
        b.beds.push_back(static_cast<std::uint16_t>(beds));
        b.used.push_back(0);
        b.resold.push_back(0);
        b.start_day.push_back(s.first_day);
        b.end_day.push_back(kNever);
        b.pence_per_week.push_back(pounds(s.v().prices().fixed_fee()));
        b.resale_pence_per_week.push_back(0);
        b.guarantee.push_back(1);
        b.acceptance.push_back(1);
        b.catchment_miles.push_back(1e9);
        b.live.push_back(1);
        b.settled_day.push_back(s.first_day);
        b.cum_paid.push_back(0);
        b.cum_void.push_back(0);
        b.cum_resold.push_back(0);
        b.cum_bed_days.push_back(0);
        b.cum_used_days.push_back(0);
        b.lead.push_back(static_cast<std::uint16_t>(area + c));
        w.homes.block_beds[h] = static_cast<std::uint16_t>(w.homes.block_beds[h] + beds);
      }
    }
  }
}

}  // namespace

World populate(const Setup& s, SupplyFit* fit) {
  World w;
  w.seed = s.seed;
  w.first_day = s.first_day;
  w.day = s.prehistory_start;
  size_columns(s, w);
  councils(s, w);
  first_guesses(s, w);
  if (s.pools_world) {
    pool_homes(s, w);
  } else {
    england_homes(s, w, fit);
    pools(s, w);
  }
  first_asks(s, w);
  populate_children(s, w);
  return w;
}

}  // namespace carepool
