// What the numbers rest on: any measure over time, published figures, drift, parameters, definitions,
// caveats, how to run it again.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"

namespace carepool::report {

std::string section_any(Page& page) {
  if (page.data.lines().empty()) return {};
  return "<section id=\"any\" class=\"needs-script\" hidden><h2>Any measure over time</h2><div "
         "class=\"tools\">"
         "<label>Measure <select id=\"any-metric\"></select></label> <label>Split by <select "
         "id=\"any-column\"></select></label></div>"
         "<figure class=\"chart wide\"><div class=\"live\" id=\"any-chart\"></div><figcaption "
         "id=\"any-note\"></figcaption></figure></section>";
}

namespace {

std::string verdict(const ReportTarget& target, double value) {
  if (!target.low || !target.high) return {};
  return value >= *target.low && value <= *target.high ? "within" : "outside";
}

// In a column of numbers the unit stands once, with the measure.
std::string bare(double value, const std::string& unit) {
  return escape(unit_is_share(unit) || unit_is_money(unit) ? format_value(value, unit)
                                                           : format_value(value, "count"));
}

// "setting=residential, size=large" of the table of targets, as results write it.
std::string group_of(const ReportTarget& target) {
  std::string group = target.group;
  for (std::size_t at = group.find(", "); at != std::string::npos; at = group.find(", ", at + 1)) group.replace(at, 2, ";");
  return group;
}

// "£ per year" likewise.
std::string unit_of(const Data& data, const ReportTarget& target) {
  std::string unit = target.unit.empty() ? data.unit(target.metric) : target.unit;
  const std::size_t per = unit.find(" per ");
  if (unit.rfind("£", 0) == 0 && per != std::string::npos) unit.replace(per, 5, "/");
  return unit;
}

std::string target_name(const Data& data, const ReportTarget& target, const std::string& unit) {
  std::string name =
      metric_link(data, target.metric) + ", " + escape(spoken_group(group_of(target), data.input().councils));
  std::string small = target.label;
  const bool names_unit = small.rfind(unit, 0) == 0;
  if (!unit_is_share(unit) && !unit_is_money(unit) && !names_unit)
    small = unit + (small.empty() ? "" : "; ") + small;
  return small.empty() ? name : name + "<br><span class=\"small\">" + escape(small) + "</span>";
}

// The table of targets marks how firm a figure is by a letter.
std::string standing(const std::string& note) {
  if (note == "H") return "official";
  if (note == "M") return "secondary";
  if (note == "L") return "weak";
  return note;
}

std::string target_row(const Data& data, const ReportTarget& target, double value) {
  const std::string unit = unit_of(data, target);
  std::string range = "—";
  if (target.low && target.high) range = bare(*target.low, unit) + " to " + bare(*target.high, unit);
  const std::string said = verdict(target, value);
  const std::string_view mark = said == "outside" ? " class=\"miss\"" : "";
  std::string source = with_links(target.source);
  if (!target.as_at.empty()) source += " (" + escape(format_date(target.as_at)) + ")";
  if (target.published_then)
    source += " <span class=\"small\">" + bare(*target.published_then, unit) + " in prices of " +
              escape(target.price_year) + "</span>";
  if (!target.note.empty()) source += " <span class=\"small\">" + escape(standing(target.note)) + "</span>";
  return fmt::format(
      "<tr{}><th scope=\"row\">{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td><td "
      "class=\"num\">{}</td><td class=\"num range\">{}</td><td>{}</td><td>{}</td></tr>",
      mark, target_name(data, target, unit), bare(value, unit), bare(target.published, unit),
      escape(unit_is_share(unit) ? format_difference(value - target.published, unit)
                                 : format_relative(target.published, value)),
      range, said, source);
}

}  // namespace

std::string section_published(Page& page) {
  const std::vector<ReportTarget>& targets = page.data.input().targets;
  std::string out = open_section("published", "Year one against published figures");
  if (targets.empty()) return out + nothing_recorded("any published figures to compare with") + "</section>";
  out +=
      "<p>Each figure is measured in the model as its source measured England: stocks at the end of year one, flows "
      "and shares of that year; money in prices of 2024-25. A difference is a finding about the model, not about "
      "England. A figure without a range is shown for comparison only.</p>";
  std::string rows;
  std::size_t unmatched = 0;
  for (const ReportTarget& target : targets) {
    if (target.model) rows += target_row(page.data, target, *target.model);
    unmatched += target.model ? 0 : 1;
  }
  if (rows.empty())
    return out + nothing_recorded("a first year to compare with published figures") + "</section>";
  out +=
      "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" "
      "class=\"num\">Model, year one</th>"
      "<th scope=\"col\" class=\"num\">Published</th><th scope=\"col\" class=\"num\">Difference</th><th "
      "scope=\"col\" class=\"num\">Range asked for</th>"
      "<th scope=\"col\"></th><th scope=\"col\">Source</th></tr></thead><tbody>" +
      rows + "</tbody></table></div>";
  if (unmatched > 0)
    out += fmt::format("<p class=\"small\">{} no counterpart in the model or in this run.</p>",
                       unmatched == 1 ? "One further published figure has"
                                      : std::to_string(unmatched) + " further published figures have");
  return out + "</section>";
}

namespace {

struct Misses {  // of drawn against expected, over cells that expect or hold any
  double mean_abs = 0, most = 0;
  std::string where;
};

Misses misses_of(const std::vector<ReportSupplyCell>& cells, double ReportSupplyCell::*expected,
                 double ReportSupplyCell::*drawn) {
  Misses out;
  double n = 0;
  for (const ReportSupplyCell& c : cells) {
    if (c.*expected == 0 && c.*drawn == 0) continue;
    const double miss = std::fabs(c.*drawn - c.*expected);
    out.mean_abs += miss;
    n += 1;
    if (miss <= out.most) continue;
    out.most = miss;
    out.where = c.council + ", " + c.sector;
  }
  out.mean_abs /= std::max(1.0, n);
  return out;
}

std::string misses_row(std::string_view what, const Misses& m) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td class=\"num\">{:.1f}</td><td class=\"num\">{:.1f}</td><td>{}</td></tr>",
                     what, m.mean_abs, m.most, escape(m.where));
}

std::string cell_row(const ReportSupplyCell& c) {
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{:.1f}</td><td class=\"num\">{:.0f}</td><td "
      "class=\"num\">{:.1f}</td><td class=\"num\">{:.0f}</td></tr>",
      escape(c.council), escape(c.sector), c.homes_expected, c.homes_drawn, c.places_expected, c.places_drawn);
}

}  // namespace

std::string section_drawn(Page& page) {
  const std::vector<ReportSupplyCell>& cells = page.data.input().supply;
  std::string out = open_section("drawn", "Homes drawn at the start");
  if (cells.empty()) return out + nothing_recorded("which homes were drawn") + "</section>";
  out +=
      "<p>The homes of the start are drawn, so that totals by sector, region and size are the published ones of 2025. By "
      "council the latest published counts are of 2023; carried to 2025’s totals, they are what is expected of each "
      "council and sector. These are the misses of the draw.</p>";
  out +=
      "<table class=\"box\"><thead><tr><th scope=\"col\">By council and sector</th><th scope=\"col\" "
      "class=\"num\">Mean miss</th><th scope=\"col\" class=\"num\">Largest</th><th scope=\"col\">Where</th></tr></thead><tbody>";
  out += misses_row("Homes", misses_of(cells, &ReportSupplyCell::homes_expected, &ReportSupplyCell::homes_drawn));
  out += misses_row("Places", misses_of(cells, &ReportSupplyCell::places_expected, &ReportSupplyCell::places_drawn));
  out +=
      "</tbody></table><details><summary>Every council and sector</summary><div class=\"scroll tall\"><table><thead><tr><th "
      "scope=\"col\">Council</th><th scope=\"col\">Sector</th><th scope=\"col\" class=\"num\">Homes expected</th><th "
      "scope=\"col\" class=\"num\">Drawn</th><th scope=\"col\" class=\"num\">Places expected</th><th scope=\"col\" "
      "class=\"num\">Drawn</th></tr></thead><tbody>";
  for (const ReportSupplyCell& c : cells)
    if (c.homes_expected > 0 || c.homes_drawn > 0) out += cell_row(c);
  return out + "</tbody></table></div></details></section>";
}

namespace {

struct Slope {
  double per_year = 0;  // change a year as a share of the mean
  double mean = 0;
};

// Ordinary least squares of the line over time.
std::optional<Slope> slope_of(const Line& line) {
  double n = 0, sum_t = 0, sum_y = 0, sum_tt = 0, sum_ty = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!std::isfinite(line.mean[i])) continue;
    const double t = (line.dates[i] - line.dates.front()) / 365.25;
    n += 1;
    sum_t += t;
    sum_y += line.mean[i];
    sum_tt += t * t;
    sum_ty += t * line.mean[i];
  }
  const double spread = n * sum_tt - sum_t * sum_t;
  if (n < 3 || spread <= 0 || sum_y == 0) return std::nullopt;
  const double slope = (n * sum_ty - sum_t * sum_y) / spread;
  return Slope{slope / std::fabs(sum_y / n), sum_y / n};
}

std::string drift_row(const Data& data, std::string_view metric, std::string_view group,
                      std::string_view name) {
  const auto slope = slope_of(data.line(metric, group));
  if (!slope) return {};
  const std::string said = std::fabs(slope->per_year) <= 0.005 ? "within ±0.5 %" : "outside ±0.5 %";
  const std::string unit = data.unit(metric);
  const std::string per_year = format_relative(1, 1 + slope->per_year);
  return "<tr><th scope=\"row\">" + metric_link(data, metric, name) + "</th><td class=\"num\">" +
         escape(format_value(slope->mean, unit)) + "</td><td class=\"num\">" + escape(per_year) +
         "</td><td>" + escape(said) + "</td></tr>";
}

std::string drift_rows(const Data& data) {
  std::string rows;
  for (const char* metric : {"children_in_care", "places_registered", "places_usable", "occupancy_usable",
                             "fee_index", "operating_margin"}) {
    rows += drift_row(data, metric, "", "");
  }
  for (const std::string& value : data.values_of("contract_share", "contract")) {
    rows += drift_row(data, "contract_share", "contract=" + value,
                      data.label("contract_share") + ": " + spoken(value));
  }
  return rows;
}

}  // namespace

std::string section_drift(Page& page) {
  const std::string rows = drift_rows(page.data);
  std::string out = open_section("drift", "Does the baseline drift?");
  if (rows.empty()) return out + nothing_recorded("enough dates to fit a slope") + "</section>";
  const bool with_policy = !page.marks.empty();
  out +=
      "<p>A baseline without dated changes should stay level, else a drift could be taken for a policy’s "
      "effect. Below is the slope of a straight "
      "line through the whole run, as a share of the mean. ";
  out += with_policy ? "This run has dated changes, so their effects are in these slopes. "
                     : "This run has no dated changes. ";
  out += page.data.input().replicates <= 1
             ? "One run’s slope also carries luck; the model’s own check takes the mean of forty seeds.</p>"
             : "The model’s own check takes the mean of forty seeds.</p>";
  return out +
         "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" "
         "class=\"num\">Mean of the run</th>"
         "<th scope=\"col\" class=\"num\">Slope a year</th><th scope=\"col\">Against ±0.5 % a "
         "year</th></tr></thead><tbody>" +
         rows + "</tbody></table></div></section>";
}

namespace {

bool is_assumption(const ReportParameter& parameter) { return parameter.source.rfind("assumption", 0) == 0; }

std::string parameter_row(const ReportInput& input, const ReportParameter& parameter) {
  const bool changed = is_changed(input, parameter);
  std::string tags = changed ? "changed " : "";
  if (is_assumption(parameter)) tags += "assumption";
  const std::string layer =
      parameter.layer.empty() || parameter.layer == "default" ? "default" : parameter.layer;
  std::string value = escape(parameter.value.empty() ? "—" : parameter.value);
  if (changed && !parameter.default_value.empty())
    value += " <span class=\"small\">(default " + escape(parameter.default_value) + ")</span>";
  return fmt::format(
      "<tr data-tags=\"{}\"{}><th scope=\"row\">{}<br><code>{}</code><br><span "
      "class=\"small\">{}</span></th><td class=\"num\">{}</td>"
      "<td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
      tags, changed ? " class=\"changed\"" : "", escape(parameter.label), escape(parameter.path),
      escape(parameter.description), value, escape(parameter.unit), escape(parameter.range),
      with_links(parameter.source), escape(layer));
}

}  // namespace

std::string section_parameters(Page& page) {
  const ReportInput& input = page.data.input();
  std::string out = open_section("parameters", "Parameters");
  if (input.parameters.empty()) return out + nothing_recorded("its parameters") + "</section>";
  std::size_t assumptions = 0;
  std::size_t changed = 0;
  for (const ReportParameter& parameter : input.parameters) {
    assumptions += is_assumption(parameter) ? 1 : 0;
    changed += is_changed(input, parameter) ? 1 : 0;
  }
  out += fmt::format(
      "<p>All {} parameters of this run. {} rest on an <em>assumption</em>, because no figure is published. "
      "{}</p>",
      input.parameters.size(), assumptions,
      changed == 0 ? "None differs from the baseline."
                   : std::to_string(changed) +
                         " differ from the baseline and are marked with the layer that set them.");
  out +=
      "<div class=\"tools\" hidden><label>Search <input type=\"search\" "
      "data-filters=\"parameter-table\"></label> "
      "<label><input type=\"checkbox\" data-tag=\"changed\" data-filters=\"parameter-table\"> changed "
      "only</label> "
      "<label><input type=\"checkbox\" data-tag=\"assumption\" data-filters=\"parameter-table\"> assumptions "
      "only</label> "
      "<span class=\"count\" data-counts=\"parameter-table\"></span></div>";
  out +=
      "<div class=\"scroll tall\"><table id=\"parameter-table\"><thead><tr><th "
      "scope=\"col\">Parameter</th><th scope=\"col\" class=\"num\">Value</th>"
      "<th scope=\"col\">Unit</th><th scope=\"col\">Range</th><th scope=\"col\">Source</th><th "
      "scope=\"col\">Set by</th></tr></thead><tbody>";
  for (const ReportParameter& parameter : input.parameters) out += parameter_row(input, parameter);
  return out + "</tbody></table></div></section>";
}

std::string section_measures(Page& page) {
  const Data& data = page.data;
  std::string out = open_section("measures", "What each measure means");
  if (data.input().metrics.empty())
    return out + nothing_recorded("a dictionary of its measures") + "</section>";
  out += "<dl class=\"measures\">";
  for (const ReportMetric& metric : data.input().metrics) {
    const auto value = data.value(metric.id);
    out += fmt::format(
        "<div id=\"{}\"><dt>{} <code>{}</code></dt><dd>{} <span class=\"small\">Unit: "
        "{}.{}</span></dd></div>",
        anchor("metric", metric.id), escape(metric.label), escape(metric.id), escape(metric.definition),
        escape(metric.unit),
        value ? " In this run, for England: " + escape(format_value(*value, metric.unit)) + "." : "");
  }
  return out + "</dl></section>";
}

std::string one_region_caveat(const std::string& region) {
  return "<li><strong>One region alone.</strong> Only " + escape(region) +
         " is in this world. It trades with nobody: homes that serve children from elsewhere are left without them, and children who would be placed elsewhere stay. "
         "Its levels (fees, margins, sufficiency) do not compare with England’s; only mechanics and directions can be read.</li>";
}

std::string section_caveats(Page& page) {
  const ReportInput& input = page.data.input();
  std::string out = open_section("caveats", "What this cannot tell you");
  out +=
      "<ul><li><strong>It is not a forecast.</strong> It shows what follows from its rules and figures. Use "
      "it to compare ways of commissioning, not to predict a budget.</li>";
  bool england = true;
  for (const ReportParameter& parameter : input.parameters) england = england && (parameter.path != "world.kind" || parameter.value.find("england") != std::string::npos);
  for (const ReportParameter& parameter : input.parameters)
    if (england && parameter.path == "world.only_region" && !parameter.value.empty() && parameter.value != "\"\"") out += one_region_caveat(parameter.value);
  out += input.replicates <= 1 ? "<li><strong>One run.</strong> No uncertainty is shown. Small changes, and "
                                 "any single council’s figures, may be luck.</li>"
                               : "<li><strong>Luck only.</strong> The ranges show how far runs with other "
                                 "luck differ. They do not show what nobody knows about the market.</li>";
  out +=
      "<li><strong>Some of its parameters are assumptions.</strong> No figure is published for how readily "
      "homes open or close when fees change, for the price of a block place against a spot "
      "place, for how often a home accepts a referral, and for others. They are marked in the table of "
      "parameters, with the range that is plausible.</li>";
  out +=
      "<li><strong>Homes and provider groups are drawn, not copied.</strong> Published counts by council, "
      "sector and size are met; no real home, provider or child is in the model.</li>";
  out +=
      "<li><strong>Some council figures are estimates.</strong> Suppressed counts share the regional "
      "remainder, and one national figure stands where none is published by council.</li>";
  out +=
      "<li><strong>Who merges is chance.</strong> Groups with one home sell it to others, and groups with several merge, at steady rates that are "
      "assumptions: no merger here answers to prices, policy or a regulator. How much groups owe is an assumption, too.</li>";
  out +=
      "<li><strong>It sees placements, not lives.</strong> A sufficient placement is lawful, suitable and "
      "near. Whether a child is happy, safe and loved there is not in these numbers.</li></ul>";
  out +=
      "<p class=\"small\">Contains public sector information licensed under the Open Government Licence "
      "v3.0. Contains OS data © Crown copyright and database right 2024; contains National "
      "Statistics data © Crown copyright and database right 2024. House prices and earnings: ONS, compiled "
      "by Open Innovations (CC BY 4.0).</p>";
  return out + "</section>";
}

namespace {

std::string fact_row(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return "<tr><th scope=\"row\">" + escape(name) + "</th><td><code>" + escape(value) + "</code></td></tr>";
}

}  // namespace

std::string section_reproduce(Page& page) {
  const ReportInput& input = page.data.input();
  const store::Manifest& made = input.manifest;
  std::string out = open_section("reproduce", "How to get these numbers again");
  out +=
      "<p>The same version, scenario and seed give the same numbers to the last digit, on any number of "
      "threads. <code>carepool verify</code> with this report’s folder checks that.</p>";
  out += "<table class=\"facts box\"><tbody>";
  out += fact_row("Command", made.command) + fact_row("Version", made.carepool_version) +
         fact_row("Scenario", input.scenario) + fact_row("Scenario hash", made.scenario_hash) +
         fact_row("Seed", input.seed) + fact_row("Runs", std::to_string(input.replicates)) +
         fact_row("World hash after the last day", made.world_hash);
  std::string build = made.compiler;
  if (!made.build_type.empty()) build += ", " + made.build_type;
  if (!made.build_flags.empty()) build += ", " + made.build_flags;
  out += fact_row("Build", build);
  return out +
         "</tbody></table><p class=\"small\">The same numbers as data: <code>summary.json</code>, "
         "<code>series.csv</code> and <code>results.sqlite</code> beside this file.</p></section>";
}

}  // namespace carepool::report
