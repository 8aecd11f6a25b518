#include "world/care_law.hpp"

#include <algorithm>
#include <cmath>

#include "engine/det_math.hpp"
#include "engine/distributions.hpp"

namespace carepool {
namespace {

constexpr double kDaysPerYear = 365.25;
constexpr std::size_t kRestSteps = 512;
constexpr std::int32_t kAdult = kBandStartDays[kBands];

// Ages at entry. Half of the infants enter within weeks of birth; at 16 and 17 entries thin out towards adulthood. Unaccompanied children
// enter between 15½ and 17.9 years. Assumptions, with the stays fitted to the published ages of starts and stock.
struct EntryAges {
  std::int32_t first, last;
  double crowding;
};
constexpr std::array<EntryAges, kEntryClasses> kEntryAges{
    EntryAges{0, 365, 4}, {365, 1826, 1}, {1826, 3652, 1}, {3652, 5844, 1}, {5844, 6564, 1.5}, {5661, 6538, 1}};

// Where children of each age live, for the settings other than homes: shares of a setting's children by band. Only the start of a raking to
// the published stocks by setting and by age. Assumptions: supported accommodation from 16, placed for adoption below ten.
constexpr std::array<std::array<double, kBands>, kPlannedSettings> kAgesOfSetting{{
    {0.05, 0.15, 0.22, 0.41, 0.17},  // fostering
    {0.05, 0.17, 0.23, 0.38, 0.17},  // kinship
    {0, 0, 0, 0, 0},                 // residential: demand.age_share_homes
    {0, 0, 0, 0, 1},                 // supported
    {0, 0, 0, 0.60, 0.40},           // secure
    {0.05, 0.20, 0.24, 0.36, 0.15},  // with parents
    {0.12, 0.70, 0.18, 0, 0},        // adoption
    {0.12, 0.05, 0.05, 0.23, 0.55},  // other
}};
// Where unaccompanied children live, under 16 and from 16. Assumption.
constexpr std::array<SettingMix, 2> kUasc{{{0.84, 0.04, 0.04, 0, 0, 0, 0, 0.08}, {0.36, 0.03, 0.01, 0.50, 0, 0, 0, 0.10}}};

std::array<double, kEntryClasses> by_class(const v1::ByBand& b) {
  return {b.under_1(), b.from_1(), b.from_5(), b.from_10(), b.from_16(), b.uasc()};
}
SettingMix by_setting(const v1::BySetting& s) {
  return {s.fostering(), s.kinship(), s.residential(), s.supported(), s.secure(), s.with_parents(), s.adoption(), s.other()};
}
std::array<double, kNeeds> by_need(const v1::ByNeed& n) { return {n.standard(), n.moderate(), n.complex(), n.acute()}; }

template <class Array>
double sum(const Array& a) {
  double s = 0;
  for (const double x : a) s += x;
  return s;
}
template <class Array>
void normalise(Array& a) {
  const double s = sum(a);
  if (s > 0) {
    for (double& x : a) x /= s;
  } else {
    a.fill(0);
    a[0] = 1;
  }
}

double crowd(double u, double crowding) { return crowding == 1 ? u : det::pow(u, crowding); }

// P(age at entry = first + i).
double age_share(const StayLaw& law, std::int32_t i) {
  const double a = i, n = law.ages;
  if (law.crowding == 1) return 1 / n;
  return det::pow((a + 1) / n, 1 / law.crowding) - det::pow(a / n, 1 / law.crowding);
}

// Days in [from, to) of a stay ⌈Exp(mean)⌉, counted from entry.
double geometric_days_within(double mean, std::int32_t from, std::int32_t to) {
  if (to <= from) return 0;
  return (det::exp(-from / mean) - det::exp(-to / mean)) / -det::expm1(-1 / mean);
}

// Adds what one age at entry, of this share, contributes.
void add_entry_age(StayLaw& law, std::int32_t age, double share) {
  const double medium_share = 1 - law.short_share - law.long_share;
  for (std::size_t b = 0; b < kBands; ++b) {
    const std::int32_t from = std::max(0, kBandStartDays[b] - age), to = std::max(0, kBandStartDays[b + 1] - age);
    law.days_in_band[b] += share * (law.short_share * geometric_days_within(law.short_days, from, to) +
                                    medium_share * geometric_days_within(law.medium_days, from, to) + law.long_share * (to - from));
  }
  const double left = kAdult - age - 1;
  law.to_18_share += share * (law.long_share + law.short_share * det::exp(-left / law.short_days) +
                              medium_share * det::exp(-left / law.medium_days));
}

StayLaw make_stay_law(const v1::Demand& d, std::size_t c) {
  StayLaw law;
  law.first_age = kEntryAges[c].first;
  law.ages = kEntryAges[c].last - kEntryAges[c].first;
  law.crowding = kEntryAges[c].crowding;
  law.short_share = by_class(d.stay_short_share())[c];
  law.long_share = std::min(by_class(d.stay_long_share())[c], 1 - law.short_share);
  law.short_days = d.stay_short_days();
  law.medium_days = d.stay_medium_days();
  law.stock_by_age.reserve(static_cast<std::size_t>(law.ages));
  for (std::int32_t i = 0; i < law.ages; ++i) {
    add_entry_age(law, law.first_age + i, age_share(law, i));
    law.stock_by_age.push_back(sum(law.days_in_band));
  }
  law.mean_days = law.stock_by_age.back();
  return law;
}

PlanLaw make_plan_law(double shape, double scale) {
  PlanLaw law;
  law.shape = shape;
  law.scale_days = scale;
  law.rest_cdf.reserve(kLongestPlanDays);
  double total = 0;
  for (std::int32_t day = 0; day < kLongestPlanDays; ++day) {
    total += day == 0 ? 1 : det::exp(-det::pow(day / scale, shape));
    law.rest_cdf.push_back(total);
  }
  law.mean_days = total;
  for (double& x : law.rest_cdf) x /= total;
  for (std::size_t k = 0; k < kRestSteps; ++k) {
    const auto at = std::upper_bound(law.rest_cdf.begin(), law.rest_cdf.end(), static_cast<double>(k) / kRestSteps);
    law.rest_from.push_back(static_cast<std::uint32_t>(at - law.rest_cdf.begin()));
  }
  law.rest_from.push_back(kLongestPlanDays);
  return law;
}

// Entries by class whose stationary stock has these ages: solved from the youngest band upwards, since nobody grows younger. Where
// that would need entries below zero, the nearest ones (Richardson–Lucy) that keep the total.
std::array<double, kBands> entries_for(const std::array<double, kBands>& stock, const std::array<StayLaw, kEntryClasses>& stays,
                                       const std::array<double, kEntryClasses>& guess) {
  std::array<double, kBands> rate{};
  bool possible = true;
  for (std::size_t b = 0; b < kBands; ++b) {
    double rest = stock[b];
    for (std::size_t c = 0; c < b; ++c) rest -= rate[c] * stays[c].days_in_band[b];
    rate[b] = rest / stays[b].days_in_band[b];
    possible = possible && rate[b] >= 0;
  }
  if (possible) return rate;
  const double total = sum(stock);
  for (std::size_t c = 0; c < kBands; ++c) rate[c] = std::max(guess[c], 1e-6) * total;
  for (int round = 0; round < 3000; ++round) {
    std::array<double, kBands> ratio{}, next{};
    for (std::size_t b = 0; b < kBands; ++b) {
      double fitted = 0;
      for (std::size_t c = 0; c <= b; ++c) fitted += rate[c] * stays[c].days_in_band[b];
      ratio[b] = fitted > 0 ? stock[b] / fitted : 0;
    }
    for (std::size_t c = 0; c < kBands; ++c) {
      for (std::size_t b = c; b < kBands; ++b) next[c] += stays[c].days_in_band[b] * ratio[b];
      rate[c] *= next[c] / stays[c].mean_days;
    }
  }
  return rate;
}

// A council's entries and the ages of its stationary stock. The unaccompanied and the total are exact.
void solve_ages(CouncilCare& c, const CouncilRow& row, const CareLaw& law, const std::array<double, kEntryClasses>& guess) {
  c.stock = std::floor(row.children_looked_after + 0.5);
  c.uasc_stock = std::min(c.stock, std::floor(row.uasc + 0.5));
  const StayLaw& uasc = law.stays[kUascClass];
  c.entries_per_day[kUascClass] = c.uasc_stock / uasc.mean_days;
  std::array<double, kBands> rest{};
  for (std::size_t b = 0; b < kBands; ++b)
    rest[b] = std::max(0.0, row.ages[b] - c.entries_per_day[kUascClass] * uasc.days_in_band[b]);
  const double scale = sum(rest) > 0 ? (c.stock - c.uasc_stock) / sum(rest) : 0;
  for (double& x : rest) x *= scale;
  const auto rate = entries_for(rest, law.stays, guess);
  for (std::size_t k = 0; k < kBands; ++k) {
    c.entries_per_day[k] = rate[k];
    for (std::size_t b = k; b < kBands; ++b) c.group_stock[b] += rate[k] * law.stays[k].days_in_band[b];
  }
  c.group_stock[kBands + 1] = c.entries_per_day[kUascClass] * uasc.days_in_band[kBands - 1];
  c.group_stock[kBands] = c.uasc_stock - c.group_stock[kBands + 1];
}

using Table = std::array<std::array<double, kPlanGroups>, kPlannedSettings>;

// Iterative proportional fitting; ends on the groups, so that the council's children keep their ages whatever the settings ask.
void rake(Table& t, const SettingMix& settings, const std::array<double, kPlanGroups>& groups, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t s = 0; s < kPlannedSettings; ++s) {
      const double have = sum(t[s]);
      if (have > 0) for (double& x : t[s]) x *= settings[s] / have;
    }
    for (std::size_t g = 0; g < kPlanGroups; ++g) {
      double have = 0;
      for (std::size_t s = 0; s < kPlannedSettings; ++s) have += t[s][g];
      if (have > 0) for (std::size_t s = 0; s < kPlannedSettings; ++s) t[s][g] *= groups[g] / have;
    }
  }
}

// Children by planned setting: the published stock, kinship and secure split off by national shares; some of the others, who live in
// unregistered places, are planned for homes (`moved`: their share of the others).
SettingMix planned_stock(const CouncilRow& row, const v1::Demand& d, double moved) {
  const auto at = [&row](StockPlace p) { return row.stock[static_cast<std::size_t>(p)]; };
  const double other = at(StockPlace::other_residential) + at(StockPlace::residential_schools) + at(StockPlace::other);
  const double foster = at(StockPlace::foster), homes = at(StockPlace::childrens_homes);
  return {foster * (1 - d.kinship_share()), foster * d.kinship_share(), homes * (1 - d.secure_share()) + moved * other,
          at(StockPlace::supported), homes * d.secure_share(), at(StockPlace::with_parents), at(StockPlace::adoption), other * (1 - moved)};
}

double share_of_others_moved(const Tables& tables, const v1::Demand& d) {
  double other = 0;
  for (const CouncilRow& row : tables.councils) other += planned_stock(row, d, 0)[static_cast<std::size_t>(Setting::other)];
  return other > 0 ? std::min(1.0, d.unregistered_children() / other) : 0;
}

// National settings by group, raked to the national stocks from the assumed ages of each setting.
Table national_table(const v1::Demand& d, const SettingMix& settings, const std::array<double, kPlanGroups>& groups) {
  const auto homes = by_class(d.age_share_homes());
  const double uasc = groups[kBands] + groups[kBands + 1];
  Table t{};
  for (std::size_t s = 0; s < kPlannedSettings; ++s) {
    const bool residential = static_cast<Setting>(s) == Setting::residential;
    for (std::size_t b = 0; b < kBands; ++b) t[s][b] = settings[s] * (residential ? homes[b] : kAgesOfSetting[s][b]);
    for (std::size_t k = 0; k < 2; ++k) {
      t[s][kBands + k] = groups[kBands + k] * kUasc[k][s];
      if (residential && uasc > 0) t[s][kBands + k] = settings[s] * homes[kUascClass] * groups[kBands + k] / uasc;
    }
  }
  rake(t, settings, groups, 200);
  return t;
}

void solve_mixes(CouncilCare& c, const SettingMix& settings, const Table& national, const SettingMix& national_settings,
                 const std::array<double, kPlanGroups>& national_groups, const std::array<PlanLaw, kPlannedSettings>& plans) {
  Table t{};
  auto groups = c.group_stock;
  for (std::size_t g = 0; g < kPlanGroups; ++g) {
    groups[g] = std::max(groups[g], 1e-6);
    for (std::size_t s = 0; s < kPlannedSettings; ++s) {
      if (national_settings[s] <= 0 || national_groups[g] <= 0) continue;
      t[s][g] = national[s][g] * (std::max(settings[s], 1e-9) / national_settings[s]) * (groups[g] / national_groups[g]);
    }
  }
  rake(t, settings, groups, 60);
  for (std::size_t g = 0; g < kPlanGroups; ++g) {
    for (std::size_t s = 0; s < kPlannedSettings; ++s) c.stock_mix[g][s] = t[s][g];
    normalise(c.stock_mix[g]);
    for (std::size_t s = 0; s < kPlannedSettings; ++s) c.new_mix[g][s] = c.stock_mix[g][s] / plans[s].mean_days;
    normalise(c.new_mix[g]);
  }
}

void count_candidates(CouncilCare& c, double sibling_share) {
  const double uasc = c.entries_per_day[kUascClass];
  c.candidates_per_day = (sum(c.entries_per_day) - uasc) / (1 + sibling_share) + uasc;
}

void solve_england(CareLaw& law, const v1::Demand& d, const Tables& tables, std::span<const std::uint32_t> rows) {
  const auto guess = by_class(d.entry_age_share());
  const double moved = share_of_others_moved(tables, d);
  std::vector<CouncilCare> by_row(tables.councils.size());
  std::vector<SettingMix> settings(tables.councils.size());
  SettingMix national_settings{};
  std::array<double, kPlanGroups> national_groups{};
  for (std::size_t r = 0; r < by_row.size(); ++r) {
    solve_ages(by_row[r], tables.councils[r], law, guess);
    settings[r] = planned_stock(tables.councils[r], d, moved);
    for (std::size_t s = 0; s < kPlannedSettings; ++s) national_settings[s] += settings[r][s];
    for (std::size_t g = 0; g < kPlanGroups; ++g) national_groups[g] += by_row[r].group_stock[g];
  }
  const Table national = national_table(d, national_settings, national_groups);
  for (std::size_t r = 0; r < by_row.size(); ++r) {
    solve_mixes(by_row[r], settings[r], national, national_settings, national_groups, law.plans);
    count_candidates(by_row[r], law.sibling_share);
  }
  for (const std::uint32_t r : rows) law.councils.push_back(by_row[r]);
}

void fill_pools(CareLaw& law, const v1::Scenario& v, std::size_t councils) {
  CouncilCare c;
  c.candidates_per_day = v.demand().entries_per_day() / static_cast<double>(std::max<std::int64_t>(1, v.world().councils_per_pool()));
  c.entries_per_day[static_cast<std::size_t>(Band::from_10)] = c.candidates_per_day;
  for (std::size_t g = 0; g < kPlanGroups; ++g)
    c.stock_mix[g][static_cast<std::size_t>(Setting::residential)] = c.new_mix[g][static_cast<std::size_t>(Setting::residential)] = 1;
  law.councils.assign(councils, c);
  law.pool_mean_stay_days = v.demand().mean_stay_days();
  law.pool_waiting_leave_ratio = v.demand().waiting_leave_ratio();
}

// Chance that a stay of this class ends within `days` of entry.
double ended_within(const StayLaw& law, double days) {
  double share = 0;
  const double medium_share = 1 - law.short_share - law.long_share;
  for (std::int32_t i = 0; i < law.ages; ++i) {
    const double left = kAdult - law.first_age - i;
    const double ended = days >= left ? 1
                                      : -law.short_share * det::expm1(-days / law.short_days) -
                                            medium_share * det::expm1(-days / law.medium_days);
    share += age_share(law, i) * ended;
  }
  return share;
}

}  // namespace

std::int32_t StayLaw::entry_age(double u) const {
  return first_age + std::min(ages - 1, static_cast<std::int32_t>(crowd(u, crowding) * ages));
}

std::int32_t StayLaw::stay(std::int32_t age, StayLuck luck) const {
  const std::int32_t left = kAdult - age;
  if (luck.kind >= 1 - long_share) return left;
  const double days = std::ceil(luck.budget * (luck.kind < short_share ? short_days : medium_days));
  return days < left ? std::max(1, static_cast<std::int32_t>(days)) : left;
}

StockStay draw_stock_stay(const StayLaw& law, double u_age, double u_kind, double u_elapsed, double u_rest) {
  StockStay s;
  const auto at = std::upper_bound(law.stock_by_age.begin(), law.stock_by_age.end(), u_age * law.mean_days);
  s.entry_age = law.first_age + std::min(law.ages - 1, static_cast<std::int32_t>(at - law.stock_by_age.begin()));
  const std::int32_t left = kAdult - s.entry_age;
  const double medium_share = 1 - law.short_share - law.long_share;
  const double w_short = law.short_share * geometric_days_within(law.short_days, 0, left);
  const double w_medium = medium_share * geometric_days_within(law.medium_days, 0, left);
  const double w_long = law.long_share * left;
  const double at_kind = u_kind * (w_short + w_medium + w_long);
  const double fresh = -det::log(1 - u_rest);
  if (at_kind >= w_short + w_medium) {
    s.elapsed = std::min(left - 1, static_cast<std::int32_t>(u_elapsed * left));
    s.luck = {1 - law.long_share * (1 - (at_kind - w_short - w_medium) / std::max(w_long, 1e-300)), fresh};
    s.stay = left;
    return s;
  }
  const bool is_short = at_kind < w_short;
  const double mean = is_short ? law.short_days : law.medium_days;
  // P(elapsed ≥ d) falls by the same factor each day, up to the eighteenth birthday.
  const double y = 1 + u_elapsed * det::expm1(-left / mean);
  s.elapsed = std::min(left - 1, static_cast<std::int32_t>(-mean * det::log(y)));
  s.luck.kind = is_short ? law.short_share * at_kind / w_short : law.short_share + medium_share * (at_kind - w_short) / w_medium;
  s.luck.budget = s.elapsed / mean + fresh;
  s.stay = std::max(s.elapsed + 1, law.stay(s.entry_age, s.luck));
  return s;
}

std::int32_t PlanLaw::length(double u) const {
  const double days = std::ceil(weibull_from(u, shape, scale_days));
  return days < kLongestPlanDays ? std::max(1, static_cast<std::int32_t>(days)) : kLongestPlanDays;
}

std::int32_t PlanLaw::rest(double u) const {
  const auto k = static_cast<std::size_t>(u * kRestSteps);
  std::uint32_t at = rest_from[k];
  for (std::uint32_t i = at; i < rest_from[k + 1]; ++i) at += rest_cdf[i] <= u ? 1U : 0U;  // some ten days, counted without a branch
  return std::min(kLongestPlanDays, static_cast<std::int32_t>(at) + 1);
}

Need CareLaw::need_of(Setting setting, double level) const {
  const auto& cdf = need_cdf[static_cast<std::size_t>(setting)];
  std::size_t n = 0;
  while (n + 1 < kNeeds && level >= cdf[n]) ++n;
  return static_cast<Need>(n);
}

CareLaw make_care_law(const v1::Scenario& values, const Tables& tables, std::span<const std::uint32_t> table_rows) {
  const v1::Demand& d = values.demand();
  CareLaw law;
  law.plan_stays_same = d.plan_stays_same();
  law.status_only_share = d.status_only_share();
  law.need_changes_per_day = d.need_change_per_year() / kDaysPerYear;
  law.pools = values.world().kind() == "pools";
  if (law.pools) {
    for (auto& cdf : law.need_cdf) cdf.fill(1);  // everybody's need is standard
    fill_pools(law, values, table_rows.size());
    return law;
  }
  law.sibling_share = d.sibling_share();
  for (std::size_t c = 0; c < kEntryClasses; ++c) law.stays[c] = make_stay_law(d, c);
  const SettingMix shape = by_setting(d.plan_shape()), scale = by_setting(d.plan_scale_days());
  for (std::size_t s = 0; s < kPlannedSettings; ++s) {
    law.plans[s] = make_plan_law(shape[s], scale[s]);
    const bool homes = static_cast<Setting>(s) == Setting::residential || static_cast<Setting>(s) == Setting::secure;
    auto needs = by_need(homes ? d.need_share_homes() : d.need_share_elsewhere());
    normalise(needs);
    double below = 0;
    for (std::size_t n = 0; n < kNeeds; ++n) law.need_cdf[s][n] = below += needs[n];
  }
  solve_england(law, d, tables, table_rows);
  return law;
}

Setting pick_setting(const SettingMix& mix, double u) {
  std::size_t last = 0;
  for (std::size_t s = 0; s < kPlannedSettings; ++s) {
    if (mix[s] <= 0) continue;
    last = s;
    if (u < mix[s]) break;
    u -= mix[s];
  }
  return static_cast<Setting>(last);
}

Crossing cross_group(const SettingMix& from, const SettingMix& to, Setting now, double u_keep, double u_pick) {
  const auto s = static_cast<std::size_t>(now);
  if (u_keep * from[s] < to[s]) return {true, now};
  SettingMix more{};
  for (std::size_t i = 0; i < kPlannedSettings; ++i) more[i] = std::max(0.0, to[i] - from[i]);
  if (sum(more) <= 0) return {true, now};
  normalise(more);
  return {false, pick_setting(more, u_pick)};
}

CareSummary care_summary(const CareLaw& law) {
  CareSummary out;
  std::array<double, kEntryClasses> rate{};
  for (const CouncilCare& c : law.councils) {
    for (std::size_t k = 0; k < kEntryClasses; ++k) rate[k] += c.entries_per_day[k];
    out.uasc_stock += c.uasc_stock;
    for (std::size_t g = 0; g < kPlanGroups; ++g) {
      out.stock += c.group_stock[g];
      out.stock_by_band[g < kBands ? g : g == kBands ? kBands - 2 : kBands - 1] += c.group_stock[g];
      for (std::size_t s = 0; s < kPlannedSettings; ++s) out.stock_by_setting[s] += c.group_stock[g] * c.stock_mix[g][s];
    }
  }
  const double total = sum(rate);
  if (law.pools || total <= 0) return out;
  constexpr std::array<double, 8> edges{14, 56, 183, 365, 731, 1096, 1826, 3652};
  std::array<double, 9> below{};
  below[8] = 1;
  for (std::size_t k = 0; k < kEntryClasses; ++k) {
    out.starts_share[k] = rate[k] / total;
    out.to_18_share += out.starts_share[k] * law.stays[k].to_18_share;
    for (std::size_t e = 0; e < edges.size(); ++e) below[e] += out.starts_share[k] * ended_within(law.stays[k], edges[e]);
  }
  for (std::size_t e = 0; e < below.size(); ++e) out.stay_share[e] = below[e] - (e > 0 ? below[e - 1] : 0);
  out.starts_per_year = total * kDaysPerYear;
  out.uasc_starts_per_year = rate[kUascClass] * kDaysPerYear;
  out.mean_stay_days = out.stock / total;
  for (std::size_t s = 0; s < kPlannedSettings; ++s) out.plan_ends_per_year += out.stock_by_setting[s] / law.plans[s].mean_days * kDaysPerYear;
  return out;
}

}  // namespace carepool
