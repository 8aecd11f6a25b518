// Money by council, the map, and where each pound went.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "report/format.hpp"
#include "report/hexmap.hpp"
#include "report/html.hpp"
#include "report/page.hpp"

namespace carepool::report {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The council's value: from the summary, else the last of its line.
double council_value(const Data& data, std::string_view metric, const ReportCouncil& council) {
  const std::string group = data.council_group(metric, council);
  if (const auto value = data.value(metric, group)) return *value;
  const Line& line = data.line(metric, group);
  return line.empty() ? kNone : line.mean.back();
}

double first_council_value(const Data& data, std::string_view metric, const ReportCouncil& council) {
  const Line& line = data.line(metric, data.council_group(metric, council));
  return line.size() < 2 ? kNone : line.mean.front();
}

struct CouncilMoney {
  const ReportCouncil* council = nullptr;
  double spend = kNone;
  double first_spend = kNone;
  double children = kNone;
  double recorded_week = kNone;  // spend_per_child_week, where the run has it
  double per_child_week() const {
    if (std::isfinite(recorded_week)) return recorded_week;
    return children > 0 ? spend / children / (365.25 / 7) : kNone;
  }
};

std::vector<CouncilMoney> money_of(const Data& data) {
  std::vector<CouncilMoney> rows;
  for (const ReportCouncil& council : data.input().councils) {
    CouncilMoney row;
    row.council = &council;
    row.spend = council_value(data, "spend_total", council);
    row.first_spend = first_council_value(data, "spend_total", council);
    row.children = council_value(data, "children_in_care", council);
    row.recorded_week = council_value(data, "spend_per_child_week", council);
    if (std::isfinite(row.spend)) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const CouncilMoney& a, const CouncilMoney& b) { return a.council->name < b.council->name; });
  return rows;
}

std::string value_cell(double value, std::string_view unit) {
  const bool known = std::isfinite(value);
  const std::string sort = known ? fmt::format(" data-sort=\"{:.6g}\"", value) : "";
  return "<td class=\"num\"" + sort + ">" + (known ? escape(format_value(value, unit)) : "—") + "</td>";
}

std::string change_cell(double from, double to) {
  const bool known = std::isfinite(from) && std::isfinite(to) && from != 0;
  const std::string sort = known ? fmt::format(" data-sort=\"{:.6g}\"", to / from - 1) : "";
  return "<td class=\"num\"" + sort + ">" + (known ? escape(format_relative(from, to)) : "—") + "</td>";
}

std::string money_table(const Data& data, const std::vector<CouncilMoney>& rows) {
  std::string out =
      "<div class=\"tools\" hidden><label>Find a council <input type=\"search\" "
      "data-filters=\"money-table\"></label></div>";
  out +=
      "<div class=\"scroll tall\"><table id=\"money-table\" class=\"sortable\"><thead><tr><th "
      "scope=\"col\">Council</th><th scope=\"col\">Region</th>";
  out += "<th scope=\"col\" class=\"num\">" + metric_link(data, "children_in_care") + "</th>";
  out += "<th scope=\"col\" class=\"num\">" + metric_link(data, "spend_total") + "</th>";
  out +=
      "<th scope=\"col\" class=\"num\">Change on the first year</th><th scope=\"col\" class=\"num\">Spend "
      "per child and week</th>";
  out += "</tr></thead><tbody>";
  for (const CouncilMoney& row : rows) {
    out += "<tr><th scope=\"row\">" + escape(row.council->name) + "</th><td>" + escape(row.council->region) +
           "</td>" + value_cell(std::round(row.children), "count") + value_cell(row.spend, "£") +
           change_cell(row.first_spend, row.spend) + value_cell(row.per_child_week(), "£/week") + "</tr>";
  }
  return out + "</tbody></table></div>";
}

constexpr double kEnoughChildren = 50;  // below this one placement moves the mean

Chart ends_chart(std::vector<CouncilMoney> rows) {
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [](const CouncilMoney& row) {
                              return !(row.children >= kEnoughChildren) ||
                                     !std::isfinite(row.per_child_week());
                            }),
             rows.end());
  std::sort(rows.begin(), rows.end(), [](const CouncilMoney& a, const CouncilMoney& b) {
    return a.per_child_week() > b.per_child_week();
  });
  if (rows.size() > 20) rows.erase(rows.begin() + 10, rows.end() - 10);
  Chart chart;
  chart.id = "spend-per-child";
  chart.title = "Spend per child looked after: the ten highest and the ten lowest councils";
  chart.unit = "£/week";
  chart.kind = ChartKind::bar;
  ChartLine line{"Spend per child", "spend_total", {}, {}, {}};
  for (const CouncilMoney& row : rows) {
    chart.categories.push_back(row.council->name);
    line.values.push_back(row.per_child_week());
  }
  if (line.values.size() >= 2) chart.lines.push_back(std::move(line));
  chart.note =
      "Councils with fewer than 50 children looked after are left out: one placement would decide their "
      "place.";
  return chart;
}

struct Kind {
  std::string_view name;
  std::vector<std::string_view> metrics;
};

// What councils pay for, from the largest setting to the smallest bill.
Chart spend_by_kind(const Data& data) {
  const std::vector<Kind> kinds{
      {"Fostering and kinship", {"spend_fostering_own", "spend_fostering_agency", "spend_kinship"}},
      {"Homes: fees and add-ons", {"spend_homes_fees", "spend_add_ons"}},
      {"Councils’ own homes", {"spend_homes_own"}},
      {"Supported accommodation", {"spend_supported"}},
      {"Crisis and waiting", {"spend_crisis", "spend_waiting"}},
      {"Empty block beds", {"spend_block_voids"}},
      {"Buying: brokerage, tenders",
       {"spend_brokerage", "spend_tenders", "spend_rcc_setup", "spend_rcc_running"}},
      {"Other settings", {"spend_secure", "spend_with_parents", "spend_adoption", "spend_other"}}};
  Chart chart;
  chart.id = "spend-kinds";
  chart.title = "What the money paid for at the end of the run";
  chart.kind = ChartKind::bar;
  ChartLine line{"Spend", "spend_total", {}, {}, {}};
  for (const Kind& kind : kinds) {
    double sum = 0;
    bool known = false;
    for (const std::string_view metric : kind.metrics) {
      const auto value = data.value(metric);
      known = known || value.has_value();
      sum += value.value_or(0);
      if (value && chart.unit.empty()) chart.unit = data.unit(metric);
    }
    if (!known) continue;
    chart.categories.emplace_back(kind.name);
    line.values.push_back(sum);
  }
  if (!line.values.empty()) chart.lines.push_back(std::move(line));
  return chart;
}

Chart regions_chart(const Data& data) {
  Chart chart;
  chart.id = "spend-regions";
  chart.title = "Spend per child looked after, by region";
  chart.unit = data.unit("spend_per_child_week");
  chart.kind = ChartKind::bar;
  std::vector<std::pair<double, std::string>> regions;
  for (const std::string& region : data.values_of("spend_per_child_week", "region")) {
    if (const auto value = data.value("spend_per_child_week", "region=" + region))
      regions.emplace_back(*value, region);
  }
  std::sort(regions.rbegin(), regions.rend());
  ChartLine line{"Spend per child", "spend_per_child_week", {}, {}, {}};
  for (const auto& [value, region] : regions) {
    chart.categories.push_back(region);
    line.values.push_back(value);
  }
  if (line.values.size() >= 2) chart.lines.push_back(std::move(line));
  return chart;
}

std::string who_spends_most(const Data& data, const std::vector<CouncilMoney>& rows) {
  const CouncilMoney* most = nullptr;
  const CouncilMoney* least = nullptr;
  for (const CouncilMoney& row : rows) {
    if (!(row.children >= kEnoughChildren)) continue;
    if (most == nullptr || row.per_child_week() > most->per_child_week()) most = &row;
    if (least == nullptr || row.per_child_week() < least->per_child_week()) least = &row;
  }
  if (most == nullptr || most == least) return {};
  std::string text =
      fmt::format("In this run {} spends most per child looked after, {}; {} spends least, {}.",
                  escape(most->council->name), escape(format_value(most->per_child_week(), "£/week")),
                  escape(least->council->name), escape(format_value(least->per_child_week(), "£/week")));
  text +=
      " These are simulated figures, not the councils’ accounts. The mix of children and settings differs between "
      "councils, so a high figure isn’t by itself a high price.";
  if (data.input().replicates <= 1)
    text += " In one run, luck has a large part in a single council’s figures.";
  return paragraph(text);
}

}  // namespace

std::string section_money(Page& page) {
  const Data& data = page.data;
  const std::vector<CouncilMoney> rows = money_of(data);
  std::string out = open_section("money", "Money by council");
  std::string figures = lines_chart(page, "spend", "What all councils spend", {"spend_total"});
  figures += finish_chart(page, spend_by_kind(data));
  figures += finish_chart(page, ends_chart(rows));
  figures += finish_chart(page, regions_chart(data));
  if (!figures.empty()) out += "<div class=\"charts\">" + figures + "</div>";
  out += first_and_last(data, {"spend_total", "spend_over_budget_share", "unit_cost_weekly_mean",
                               "all_in_cost_per_sufficient_week"});
  if (rows.empty()) return out + nothing_recorded("spend by council") + "</section>";
  out += who_spends_most(data, rows) + "<h3>Every council</h3>" + money_table(data, rows);
  out +=
      "<p class=\"small\">Who saves and who loses under a policy shows when two runs are compared "
      "(<code>carepool compare</code>).</p>";
  return out + "</section>";
}

namespace {

// Measures that a reader may put on the map, the most asked-for first; others follow in the dictionary's
// order.
std::vector<std::string> mappable(const Data& data) {
  std::vector<std::string> ids;
  const auto offer = [&](const std::string& id) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
    if (data.values_of(id, "council").size() >= 2) ids.push_back(id);
  };
  for (const char* id : {"sufficiency_rate_20mi", "spend_per_child_week", "fee_weekly_mean_stock",
                         "out_of_council_share", "net_import_children", "children_in_care", "spend_total",
                         "places_usable", "crisis_children", "need_gap_places"}) {
    offer(id);
  }
  for (const ReportMetric& metric : data.input().metrics) offer(metric.id);
  return ids;
}

MapValues values_on_map(const Data& data, const std::string& metric) {
  MapValues shown{metric, data.label(metric), data.unit(metric), {}};
  for (const ReportCouncil& council : data.input().councils)
    shown.values.push_back(council_value(data, metric, council));
  return shown;
}

MapValues spend_per_child(const Data& data) {
  MapValues shown{"spend_per_child_week", "Spend per child looked after and week", "£/week", {}};
  const std::vector<CouncilMoney> rows = money_of(data);
  for (const ReportCouncil& council : data.input().councils) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const CouncilMoney& row) { return row.council == &council; });
    shown.values.push_back(found == rows.end() ? kNone : found->per_child_week());
  }
  return shown;
}

std::vector<MapValues> maps_of(const Data& data) {
  std::vector<MapValues> maps;
  for (const std::string& metric : mappable(data)) maps.push_back(values_on_map(data, metric));
  MapValues per_child = spend_per_child(data);
  const bool known = std::any_of(per_child.values.begin(), per_child.values.end(),
                                 [](double v) { return std::isfinite(v); });
  if (known && data.values_of("spend_per_child_week", "council").empty())
    maps.insert(maps.begin() + std::min<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(maps.size())),
                std::move(per_child));
  return maps;
}

std::string map_data(const std::vector<MapValues>& maps) {
  std::string out = "[";
  for (const MapValues& shown : maps) {
    if (out.size() > 1) out += ',';
    out += "{\"metric\":" + json_string(shown.metric) + ",\"title\":" + json_string(shown.title) +
           ",\"unit\":" + json_string(shown.unit) + ",\"values\":[";
    for (std::size_t i = 0; i < shown.values.size(); ++i) {
      if (i > 0) out += ',';
      append_json_number(out, shown.values[i]);
    }
    out += "]}";
  }
  return out + "]";
}

std::string map_table(const std::vector<ReportCouncil>& councils, const MapValues& shown) {
  const std::vector<std::string> labels = map_labels(councils);
  std::vector<std::size_t> order(councils.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return councils[a].name < councils[b].name; });
  std::string out =
      "<details class=\"behind\" id=\"map-names\" open><summary>The councils on the map, with their "
      "values</summary><ol class=\"maptable\">";
  for (const std::size_t i : order) {
    out += fmt::format("<li data-code=\"{}\"><b>{}</b> {} <span class=\"num\">{}</span></li>",
                       escape(councils[i].code), escape(labels[i]), escape(councils[i].name),
                       escape(format_value(shown.values[i], shown.unit)));
  }
  return out + "</ol></details>";
}

}  // namespace

std::string section_map(Page& page) {
  const std::vector<ReportCouncil>& councils = page.data.input().councils;
  const std::vector<MapValues> maps = councils.empty() ? std::vector<MapValues>() : maps_of(page.data);
  std::string out = open_section("map", "England’s councils");
  if (maps.empty())
    return out + nothing_recorded("values by council, or where the councils stand on the map") + "</section>";
  page.map_json = map_data(maps);
  out +=
      "<p>Each hexagon is one council; thick lines part the regions. Hexagons stand roughly where the "
      "councils are and are all of one size; "
      "gaps between them mean nothing. Each colour holds about a fifth of the councils.</p><div "
      "class=\"tools\" hidden><label>Show <select id=\"map-metric\">";
  for (std::size_t i = 0; i < maps.size(); ++i)
    out += fmt::format("<option value=\"{}\">{}</option>", i, escape(maps[i].title));
  out += "</select></label></div><div class=\"mapbox\"><div class=\"mapside\"><h3 id=\"map-title\">" +
         escape(maps[0].title) + " <span class=\"unit\">" + escape(unit_in_words(maps[0].unit)) +
         "</span></h3>" + map_legend(maps[0]) +
         "<p id=\"map-hover\" class=\"hover\" aria-live=\"polite\"></p></div>" +
         draw_hex_map(councils, maps[0]) + "</div>";
  return out + map_table(councils, maps[0]) + "</section>";
}

namespace {

struct Pound {
  std::string_view metric;
  std::string_view name;
};

constexpr std::array<Pound, 8> kPounds{{{"pound_care_staff", "Care staff"},
                                        {"pound_property", "Property"},
                                        {"pound_overhead", "Overhead"},
                                        {"pound_interest", "Interest"},
                                        {"pound_profit", "Profit"},
                                        {"pound_voids", "Empty block places"},
                                        {"pound_crisis", "Crisis and waiting"},
                                        {"pound_transactions", "Transactions"}}};

bool has_negative(const Chart& chart) {
  return std::any_of(chart.lines.begin(), chart.lines.end(), [](const ChartLine& line) {
    return std::any_of(line.values.begin(), line.values.end(), [](double value) { return value < 0; });
  });
}

}  // namespace

std::string section_pound(Page& page) {
  const Data& data = page.data;
  Chart now;
  now.id = "pound";
  now.title = "Where each pound of public money went";
  now.kind = ChartKind::bar;
  ChartLine line{"Share of each pound", "", {}, {}, {}};
  Chart over_time;
  over_time.id = "pound-years";
  over_time.title = "Where each pound went, over time";
  std::vector<std::string> ids;
  for (const Pound& pound : kPounds) {
    ids.emplace_back(pound.metric);
    add_line(over_time, data, pound.metric, "", std::string(pound.name));
    const auto value = data.value(pound.metric);
    if (!value) continue;
    now.unit = data.unit(pound.metric);
    now.categories.emplace_back(pound.name);
    line.values.push_back(*value);
  }
  if (!line.values.empty()) now.lines.push_back(std::move(line));
  // A loss can't be stacked.
  over_time.kind = has_negative(over_time) ? ChartKind::line : ChartKind::stacked_area;
  std::string body = finish_chart(page, std::move(now)) + finish_chart(page, std::move(over_time));
  if (!body.empty()) {
    body =
        "<p>Of each pound that councils spend on children’s homes, on crisis placements, on care while a "
        "child waits, and on buying these.</p><div class=\"charts\">" +
        body + "</div>" + first_and_last(data, ids);
  }
  return open_section("pound", "Where each pound went") +
         (body.empty() ? nothing_recorded("where each pound went") : body) + "</section>";
}

}  // namespace carepool::report
