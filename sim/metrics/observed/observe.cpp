#include "metrics/observed/observe.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "metrics/stock.hpp"

namespace carepool {
namespace {

using Value = std::optional<double>;

class Rows {
 public:
  Rows(const Setup& s, const World& w, const std::vector<MetricRow>& rows) : setup_(s), world_(w) {
    for (const MetricRow& row : rows) values_[{row.metric, row.group}] = row.value;
  }
  Value get(std::string_view metric, MetricGroup group = {}) const {
    const std::uint32_t index = metric_index(metric);
    if (index == kNobody) return std::nullopt;
    const auto found = values_.find({static_cast<std::uint16_t>(index), group});
    return found == values_.end() ? Value() : found->second;
  }
  const Setup& setup() const { return setup_; }
  const World& world() const { return world_; }

 private:
  const Setup& setup_;
  const World& world_;
  std::map<std::pair<std::uint16_t, MetricGroup>, double> values_;
};

template <class E>
MetricGroup of(Dim dim, E index) {
  return {dim, static_cast<std::uint16_t>(index), Dim::none, 0};
}

Value over(Value above, Value below) { return above && below && *below > 0 ? Value(*above / *below) : Value(); }
Value sum(Value a, Value b) { return a && b ? Value(*a + *b) : Value(); }

Value in_setting(const Rows& r, Setting s) { return r.get("children_in_care", of(Dim::setting, s)); }
Value in_foster(const Rows& r) { return sum(in_setting(r, Setting::fostering), in_setting(r, Setting::kinship)); }

// Ofsted's lists: homes of one year that are absent from the next / homes of the first year.
Value closed_share(const Rows& r, MetricGroup group) {
  const Value closed = r.get("homes_closed", group), opened = r.get("homes_opened", group), now = r.get("homes_open", group);
  if (!closed || !opened || !now) return std::nullopt;
  return over(closed, *now + *closed - *opened);
}

// Ofsted's occupancy: children in homes / all registered places of mainstream homes, short-break places in the base.
Value occupancy_with_short_breaks(const Rows& r) { return over(in_setting(r, Setting::residential), r.get("places_registered")); }

// Accounts of companies: salaries and direct care / turnover, since the world began.
Value staff_cost_share(const Rows& r) {
  const Providers& g = r.world().providers;
  double staff = 0, revenue = 0;
  for (std::size_t i = 0; i < g.size(); ++i) {
    if (!metrics::is_independent_home_group(r.world(), i)) continue;
    staff += static_cast<double>(g.cum_staff[i] + g.cum_variable[i]);
    revenue += static_cast<double>(g.cum_revenue[i]);
  }
  return over(staff, revenue);
}

Value top20_homes(const Rows& r) {
  std::vector<double> homes(r.world().providers.size(), 0.0);
  double all = 0;
  for (std::size_t h = 0; h < r.world().homes.size(); ++h) {
    if (!metrics::is_running(r.world().homes.status[h])) continue;
    all += 1;
    if (r.world().homes.sector[h] != Sector::council) homes[r.world().homes.provider[h]] += 1;
  }
  std::sort(homes.rbegin(), homes.rend());
  double top = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(20, homes.size()); ++i) top += homes[i];
  return over(top, all);
}

Value foster_filled(const Rows& r, bool own) {
  const Pools& p = r.world().pools;
  double filled = 0, approved = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p.setting[i] != Setting::fostering || (p.sector[i] == Sector::council) != own) continue;
    filled += p.filled[i];
    approved += p.approved[i];
  }
  return over(filled, approved);
}

// What each source did that no row of the summary does in the same way.
struct Operator {
  std::string_view target;
  Value (*value)(const Rows&);
};

constexpr Operator kOperators[] = {
    {"in_homes", [](const Rows& r) { return sum(in_setting(r, Setting::residential), in_setting(r, Setting::secure)); }},
    {"fostering_share", [](const Rows& r) { return over(in_foster(r), r.get("children_in_care")); }},
    {"kinship_share", [](const Rows& r) { return over(in_setting(r, Setting::kinship), in_foster(r)); }},
    {"uasc", [](const Rows& r) { return r.get("uasc_children"); }},
    {"placements_started_foster",
     [](const Rows& r) {
       return sum(r.get("placements_started", of(Dim::setting, Setting::fostering)), r.get("placements_started", of(Dim::setting, Setting::kinship)));
     }},
    {"closure_all", [](const Rows& r) { return closed_share(r, {}); }},
    {"closure_private", [](const Rows& r) { return closed_share(r, of(Dim::sector, Sector::private_)); }},
    {"closure_council", [](const Rows& r) { return closed_share(r, of(Dim::sector, Sector::council)); }},
    {"closure_voluntary", [](const Rows& r) { return closed_share(r, of(Dim::sector, Sector::voluntary)); }},
    {"occupancy_registered", occupancy_with_short_breaks},
    {"occupancy_reported", [](const Rows& r) { return r.get("occupancy_reported"); }},
    {"margin_large_2022", [](const Rows& r) { return r.get("ebitda_margin", of(Dim::size, GroupSize::large)); }},
    {"staff_cost_share", staff_cost_share},
    {"crisis_2024", [](const Rows& r) { return in_setting(r, Setting::crisis); }},
    {"crisis_2025", [](const Rows& r) { return in_setting(r, Setting::crisis); }},
    {"crisis_stay", [](const Rows& r) { return r.get("crisis_spell_days_mean"); }},
    {"top20_share", top20_homes},
    {"foster_filled_own", [](const Rows& r) { return foster_filled(r, true); }},
    {"foster_filled_agency", [](const Rows& r) { return foster_filled(r, false); }},
};

// ---- Targets that a row of the summary measures as it stands ----------------------------------------------------------------------------

std::optional<std::uint16_t> index_of(const Setup& s, const World& w, Dim dim, std::string_view value) {
  std::size_t n = 0;
  switch (dim) {
    case Dim::region: n = s.region_names.size(); break;
    case Dim::sector: n = kSectors; break;
    case Dim::setting: n = kSettings; break;
    case Dim::need: n = kNeeds; break;
    case Dim::contract: n = kContracts; break;
    case Dim::size: n = kGroupSizes; break;
    default: break;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (group_value(s, w, dim, static_cast<std::uint16_t>(i)) == value) return static_cast<std::uint16_t>(i);
  return std::nullopt;
}

// These are of homes by definition, so that "setting=residential" adds nothing to another group.
bool is_of_homes(std::string_view metric) {
  for (const std::string_view x : {"unit_cost_weekly_mean", "operating_margin", "contract_share", "fee_weekly_mean_stock", "fee_weekly_mean_starts"})
    if (metric == x) return true;
  return false;
}

// "setting=residential, region=London"; nothing when a part is unknown or too many are left.
std::optional<MetricGroup> group_of(const Rows& r, const TargetRow& target) {
  std::vector<std::pair<Dim, std::uint16_t>> parts;
  for (const std::string_view piece : split(target.group, ',')) {
    const std::string part(trim(piece));
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return std::nullopt;
    std::size_t dim = 1;
    while (dim < kDims && kDimNames[dim] != part.substr(0, equals)) ++dim;
    if (dim == kDims) return std::nullopt;
    const auto index = index_of(r.setup(), r.world(), static_cast<Dim>(dim), part.substr(equals + 1));
    if (!index) return std::nullopt;
    parts.emplace_back(static_cast<Dim>(dim), *index);
  }
  if (parts.size() > 1 && is_of_homes(target.metric))
    std::erase(parts, std::pair(Dim::setting, static_cast<std::uint16_t>(Setting::residential)));
  if (parts.empty()) return MetricGroup{};
  if (parts.size() > 1) return std::nullopt;
  return MetricGroup{parts[0].first, parts[0].second, Dim::none, 0};
}

Value as_it_stands(const Rows& r, const TargetRow& target) {
  if (const auto group = group_of(r, target)) {
    const Value value = r.get(target.metric, *group);
    const bool starts_of_homes = target.metric == "fee_weekly_mean_starts" && *group == of(Dim::setting, Setting::residential);
    return value || !starts_of_homes ? value : r.get(target.metric);
  }
  return std::nullopt;
}

Value observed(const Rows& r, const TargetRow& target) {
  for (const Operator& x : kOperators)
    if (x.target == target.id) return x.value(r);
  return as_it_stands(r, target);
}

}  // namespace

std::vector<Observed> observe(const Setup& s, const World& w, const std::vector<MetricRow>& summary) {
  const Rows rows(s, w, summary);
  std::vector<Observed> out;
  if (s.v().world().copies_apart_km() > 0) return out;  // two Englands
  const bool one_region = !s.v().world().only_region().empty();
  for (const TargetRow& target : s.tables().targets) {
    if (one_region && target.group.find("region=") == std::string::npos) continue;  // published for all England
    const Value model = observed(rows, target);
    if (!model || !std::isfinite(*model)) continue;
    const double factor = target.price_year.empty() ? 1.0 : s.tables().price_factor(target.price_year).value_or(1.0);
    out.push_back({target.id, target.value * factor, *model, target.unit, target.source, target.as_at});
  }
  return out;
}

}  // namespace carepool
