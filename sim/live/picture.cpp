#include "live/picture.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/metric.hpp"
#include "metrics/row.hpp"
#include "metrics/stock.hpp"

namespace carepool::live {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <class E>
std::size_t at(E e) {
  return static_cast<std::size_t>(e);
}

double sum(const metrics::PerCouncil& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
double ratio(double above, double below) { return below > 0 ? above / below : kNone; }

struct DailyCount {
  const char *id, *label, *unit, *family, *definition;
  double (*value)(const World&, const metrics::Stock&);
};

double in_sectors(const std::array<metrics::PerCouncil, kSectors>& of) { return sum(of[0]) + sum(of[1]) + sum(of[2]); }

double mean_fee(const metrics::Stock& x) {
  double pounds = 0;
  for (const metrics::HomeFee& fee : x.fees) pounds += fee.pounds;
  return ratio(pounds, static_cast<double>(x.fees.size()));
}

double mean_distance(const metrics::Stock& x) {
  double miles = 0;
  for (const metrics::HomeDistance& d : x.home_distances) miles += d.miles;
  return ratio(miles, static_cast<double>(x.home_distances.size()));
}

double children_now(const World& w) {
  return static_cast<double>(std::accumulate(w.councils.children.begin(), w.councils.children.end(), std::int64_t{0}));
}

double contract_share(const metrics::Stock& x, Contract contract) { return ratio(sum(x.contracts[at(contract)]), static_cast<double>(x.fees.size())); }

constexpr DailyCount kDaily[] = {
    {"today_children", "Children looked after", "children", "today", "Children looked after at the end of the day.", [](const World& w, const metrics::Stock&) { return children_now(w); }},
    {"today_in_homes", "Children in homes", "children", "today", "Children who live in a children's home.", [](const World&, const metrics::Stock& x) { return sum(x.in_homes); }},
    {"today_waiting", "Children waiting", "children", "today", "Children without a placement at the end of the day.", [](const World&, const metrics::Stock& x) { return sum(x.waiting); }},
    {"today_crisis", "Children in crisis placements", "children", "today", "Children in an unregistered placement.", [](const World&, const metrics::Stock& x) { return sum(x.placed[at(Setting::crisis)]); }},
    {"today_fee_mean", "Mean weekly fee, homes", "£/week", "today", "Mean fee, core and add-ons, of the independent home placements in force.", [](const World&, const metrics::Stock& x) { return mean_fee(x); }},
    {"today_distance", "Mean distance from home", "miles", "today", "Mean distance from home of children in homes.", [](const World&, const metrics::Stock& x) { return mean_distance(x); }},
    {"today_outside", "Placed outside the council's area, homes", "share", "today", "Children in homes outside their council's area over all in homes.", [](const World&, const metrics::Stock& x) { return ratio(sum(x.outside[at(Setting::residential)]), sum(x.in_homes)); }},
    {"today_beyond_20", "Beyond 20 miles, homes", "share", "today", "Children in homes more than 20 miles from home over all in homes.", [](const World&, const metrics::Stock& x) { return ratio(sum(x.beyond_20[at(Setting::residential)]), sum(x.in_homes)); }},
    {"today_homes", "Children's homes open", "homes", "today", "Homes that are registered and staffed.", [](const World&, const metrics::Stock& x) { return in_sectors(x.homes); }},
    {"today_places", "Registered places", "places", "today", "Registered places of homes that are open.", [](const World&, const metrics::Stock& x) { return in_sectors(x.registered); }},
    {"today_occupancy", "Occupancy", "share", "today", "Residents over usable places.", [](const World&, const metrics::Stock& x) { return ratio(in_sectors(x.residents), in_sectors(x.usable)); }},
    {"today_framework_share", "Bought through frameworks", "share", "today", "Independent home placements on framework terms over all of them.", [](const World&, const metrics::Stock& x) { return contract_share(x, Contract::framework); }},
    {"today_block_share", "In block beds", "share", "today", "Independent home placements in block beds over all of them.", [](const World&, const metrics::Stock& x) { return contract_share(x, Contract::block); }},
};

enum Measure : std::size_t { kChildren, kInHomes, kWaiting, kCrisis, kOutside, kBeyond, kDistance, kFee, kPlaces, kOccupancy, kImported, kMeasures };

struct CouncilSums {
  double miles = 0, homes_n = 0, pounds = 0, fees_n = 0;
};

std::vector<float> council_rows(const World& w, const metrics::Stock& x) {
  const std::size_t n = w.councils.size();
  std::vector<CouncilSums> sums(n);
  for (const metrics::HomeDistance& d : x.home_distances) {
    sums[d.council].miles += d.miles;
    sums[d.council].homes_n += 1;
  }
  for (const metrics::HomeFee& fee : x.fees) {
    sums[fee.council].pounds += fee.pounds;
    sums[fee.council].fees_n += 1;
  }
  std::vector<float> out(n * kMeasures);
  for (std::size_t c = 0; c < n; ++c) {
    const double homes = x.in_homes[c], usable = x.usable[0][c] + x.usable[1][c] + x.usable[2][c];
    const double residents = x.residents[0][c] + x.residents[1][c] + x.residents[2][c];
    const double values[kMeasures] = {static_cast<double>(w.councils.children[c]), homes, x.waiting[c], x.placed[at(Setting::crisis)][c],
                                      ratio(x.outside[at(Setting::residential)][c], homes), ratio(x.beyond_20[at(Setting::residential)][c], homes),
                                      ratio(sums[c].miles, sums[c].homes_n), ratio(sums[c].pounds, sums[c].fees_n), usable, ratio(residents, usable), x.imported[c]};
    for (std::size_t m = 0; m < kMeasures; ++m) out[c * kMeasures + m] = static_cast<float>(values[m]);
  }
  return out;
}

std::vector<std::uint16_t> flow_matrix(const World& w) {
  const std::size_t n = w.councils.size();
  std::vector<std::uint16_t> out(n * n, 0);
  const Placements& p = w.placements;
  for (std::size_t r = 0; r < p.size(); ++r)
    if (p.account[r].child != kNobody && p.home[r] != kNobody) ++out[p.account[r].payer * n + w.homes.area[p.home[r]]];
  return out;
}

std::vector<ProviderRow> provider_rows(const World& w) {
  struct Sums {
    std::uint32_t homes = 0, places = 0, residents = 0;
    double revenue = 0, cost = 0;
  };
  std::vector<Sums> sums(w.providers.size());
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (!metrics::is_running(w.homes.status[h])) continue;
    Sums& s = sums[w.homes.provider[h]];
    ++s.homes;
    s.places += w.homes.registered[h];
    s.residents += w.homes.residents[h];
    s.revenue += w.homes.year_revenue[h];
    s.cost += w.homes.year_cost[h];
  }
  std::vector<ProviderRow> out;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    if (!metrics::is_independent_home_group(w, g) || sums[g].homes == 0) continue;
    ProviderRow row;
    row.key = w.providers.key[g];
    row.sector = static_cast<std::uint32_t>(w.providers.sector[g]);
    row.region = w.providers.region[g];
    row.homes = sums[g].homes;
    row.places = sums[g].places;
    row.margin = static_cast<float>(ratio(sums[g].revenue - sums[g].cost, sums[g].revenue));
    row.occupancy = static_cast<float>(ratio(sums[g].residents, sums[g].places));
    row.investor = w.providers.investor[g] != 0;
    out.push_back(row);
  }
  return out;
}

v1::LiveMeasure measure(const char* id, const char* label, const char* unit, const char* definition) {
  v1::LiveMeasure out;
  out.set_id(id);
  out.set_label(label);
  out.set_unit(unit);
  out.set_definition(definition);
  return out;
}

SeriesList make_series_list() {
  SeriesList out;
  const auto add = [&out](const std::string& id, const std::string& label, const std::string& unit, const std::string& family, const std::string& definition, bool daily) {
    v1::LiveSeries series;
    series.set_id(id);
    series.set_label(label);
    series.set_unit(unit);
    series.set_family(family);
    series.set_definition(definition);
    series.set_daily(daily);
    out.series.push_back(std::move(series));
  };
  for (const DailyCount& count : kDaily) add(count.id, count.label, count.unit, count.family, count.definition, true);
  out.daily = out.series.size();
  for (const MetricDoc& doc : metric_dictionary()) {
    out.place_of_metric.push_back(static_cast<int>(out.series.size()));
    add(doc.id, doc.label, doc.unit, doc.family, doc.definition, false);
  }
  return out;
}

}  // namespace

const SeriesList& series_list() {
  static const SeriesList list = make_series_list();
  return list;
}

const std::vector<v1::LiveMeasure>& council_measures() {
  static const std::vector<v1::LiveMeasure> list = {
      measure("children", "Children looked after", "children", "Children looked after by the council."),
      measure("in_homes", "Children in homes", "children", "The council's children who live in a children's home, wherever it stands."),
      measure("waiting", "Children waiting", "children", "The council's children without a placement."),
      measure("crisis", "In crisis placements", "children", "The council's children in an unregistered placement."),
      measure("outside", "Homes outside the area", "share", "The council's children in homes outside its area over all of its children in homes."),
      measure("beyond_20", "Homes beyond 20 miles", "share", "The council's children in homes more than 20 miles from home over all of its children in homes."),
      measure("distance", "Mean distance from home", "miles", "Mean distance from home of the council's children in homes."),
      measure("fee", "Mean weekly fee, homes", "£/week", "Mean fee, core and add-ons, of the council's independent home placements."),
      measure("places", "Usable places here", "places", "Staffed places of homes that stand in the council's area."),
      measure("occupancy", "Occupancy here", "share", "Residents over usable places of homes that stand in the council's area."),
      measure("imported", "Children from elsewhere here", "children", "Children of other councils in homes that stand in the council's area."),
  };
  return list;
}

std::vector<double> national_values(const std::vector<MetricRow>& rows) {
  const SeriesList& list = series_list();
  std::vector<double> out(list.series.size() - list.daily, kNone);
  for (const MetricRow& row : rows)
    if (row.group == MetricGroup{}) out[static_cast<std::size_t>(list.place_of_metric[row.metric]) - list.daily] = row.value;
  return out;
}

Picture take_picture(const SteppedRun& run, bool with_providers) {
  const World& w = run.market().world();
  const metrics::Stock stock = metrics::count_stock(run.market().setup(), w);
  Picture out;
  out.day = w.day;
  out.done = run.market().done();
  for (const DailyCount& count : kDaily) out.daily.push_back(count.value(w, stock));
  if (w.councils.size() <= kMostCouncils) {
    out.councils = council_rows(w, stock);
    out.flows = flow_matrix(w);
  }
  out.with_providers = with_providers;
  if (with_providers) out.providers = provider_rows(w);
  return out;
}

namespace {

v1::LiveEvent::Kind how_it_went(const World& w, std::size_t group) {
  if (w.providers.failed_day[group] == w.day - 1) return v1::LiveEvent::GROUP_FAILED;
  return w.providers.merged_day[group] == w.day - 1 ? v1::LiveEvent::GROUP_MERGED : v1::LiveEvent::GROUP_LEFT;
}

}  // namespace

void EventWatch::begin(const World& w) {
  status_ = w.homes.status;
  group_active_ = w.providers.active;
}

void EventWatch::look(const World& w, std::vector<v1::LiveEvent>& out) {
  const auto add = [&](v1::LiveEvent::Kind kind, std::size_t group, std::size_t area, std::uint32_t places) {
    v1::LiveEvent event;
    event.set_day(w.day - 1);
    event.set_kind(kind);
    event.set_key(w.providers.key[group]);
    event.set_council(static_cast<std::uint32_t>(area));
    event.set_places(places);
    event.set_sector(static_cast<std::uint32_t>(w.providers.sector[group]));
    out.push_back(std::move(event));
  };
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    const HomeStatus before = h < status_.size() ? status_[h] : HomeStatus::absent, now = w.homes.status[h];
    if (before == now) continue;
    if (now == HomeStatus::open && before != HomeStatus::in_transfer) add(v1::LiveEvent::HOME_OPENED, w.homes.provider[h], w.homes.area[h], w.homes.registered[h]);
    if (now == HomeStatus::closed) add(v1::LiveEvent::HOME_CLOSED, w.homes.provider[h], w.homes.area[h], w.homes.registered[h]);
  }
  for (std::size_t g = 0; g < w.providers.size(); ++g) {
    if (!metrics::is_independent_home_group(w, g)) continue;
    const bool before = g < group_active_.size() && group_active_[g] != 0, now = w.providers.active[g] != 0;
    if (before && !now) add(how_it_went(w, g), g, 0, 0);
    if (!before && now) add(v1::LiveEvent::GROUP_ENTERED, g, 0, 0);
  }
  status_ = w.homes.status;
  group_active_ = w.providers.active;
}

}  // namespace carepool::live
