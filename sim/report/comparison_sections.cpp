// Tables, charts and the map of a comparison.
#include "report/comparison_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "base/date.hpp"
#include "base/text.hpp"
#include "report/format.hpp"
#include "report/hexmap.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/shell.hpp"

namespace carepool::report {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr std::array kHeadlines = std::to_array<std::string_view>(
    {"fee_weekly_mean_starts", "fee_weekly_mean_stock", "fee_index", "operating_margin", "loss_making_share", "sufficiency_rate_20mi", "sufficiency_rate_in_area",
     "beyond_20_miles_share", "crisis_children", "days_waiting_mean", "moves_per_child_year", "spend_total", "all_in_cost_per_sufficient_week", "unit_cost_weekly_mean",
     "void_spend", "places_usable", "homes_open", "framework_exit_rate", "choice_rate", "children_in_care"});

constexpr std::array kTrajectories = std::to_array<std::string_view>({"fee_weekly_mean_starts", "operating_margin", "sufficiency_rate_20mi", "crisis_children", "spend_total",
                                                                      "places_usable"});

bool is_identical(const store::DifferenceRow& d) { return d.share_higher == 0 && d.share_lower == 0; }

// A line from the low to the high end with a dot at the difference, and a tick at nought, all on a scale of the row's own.
std::string whisker(const store::DifferenceRow& d) {
  if (std::isnan(d.low) || is_identical(d)) return "";
  const double reach = std::max({std::fabs(d.low), std::fabs(d.high), 1e-300}) * 1.08;
  const auto x = [&](double v) { return 60 + 56 * v / reach; };
  const std::string_view colour = excludes_zero(d.low, d.high) ? "#0b5fa5" : "#7b8794";
  return fmt::format(
      "<svg class=\"whisker\" viewBox=\"0 0 120 16\" width=\"120\" height=\"16\" aria-hidden=\"true\"><line x1=\"60\" x2=\"60\" y1=\"1\" y2=\"15\" stroke=\"#55606d\"/>"
      "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"8\" y2=\"8\" stroke=\"{}\" stroke-width=\"2.4\"/><circle cx=\"{:.1f}\" cy=\"8\" r=\"3.4\" fill=\"{}\"/></svg>",
      x(d.low), x(d.high), colour, x(d.difference), colour);
}

std::string number_cell(const std::string& text) { return "<td class=\"num\">" + text + "</td>"; }

std::string interval_text(double low, double high, std::string_view unit) {
  const std::string text = band_text(low, high, unit);
  return text.empty() ? "—" : escape(text);
}

std::string verdict_text(const store::DifferenceRow& d) {
  if (is_identical(d)) return "the same in every pair";
  std::string text = d.verdict;
  if (d.verdict == "higher" || d.verdict == "lower") {
    const bool good = !d.better.empty() && d.better == d.verdict;
    if (!d.better.empty()) text += good ? " (better)" : " (worse)";
  }
  return text;
}

std::string more_text(const store::DifferenceRow& d) {
  if (d.more_pairs < 0) return "—";
  return d.more_pairs == 0 ? "none" : format_number(static_cast<double>(d.more_pairs));
}

std::string reduction_text(const store::DifferenceRow& d) {
  return std::isnan(d.variance_reduction) ? "—" : fmt::format("{:.1f}", d.variance_reduction);
}

std::string difference_row(const ComparisonPage& page, const store::DifferenceRow& d) {
  const store::Comparison& c = page.comparison;
  std::string out = "<tr><th scope=\"row\">" + measure_link(c.metrics, d.metric) + "</th>";
  out += number_cell(escape(format_value(d.base, d.unit))) + number_cell(escape(format_value(d.value, d.unit)));
  out += is_identical(d) ? number_cell("none")
                         : number_cell("<strong>" + escape(difference_text(d.difference, d.unit)) + "</strong><br>" + interval_text(d.low, d.high, d.unit));
  out += "<td>" + whisker(d) + "</td>";
  if (page.has_draws()) {
    out += number_cell(interval_text(d.not_known_low, d.not_known_high, d.unit));
    out += number_cell(std::isnan(d.p_better) ? "—" : fmt::format("{:.0f} %", 100 * d.p_better));
  }
  return out + "<td>" + escape(verdict_text(d)) + "</td>" + number_cell(more_text(d)) + number_cell(reduction_text(d)) + "</tr>";
}

std::string difference_head(const ComparisonPage& page) {
  std::string out = "<thead><tr><th scope=\"col\">Measure</th>";
  for (const std::string_view name : {"Base", "This arm", "Difference<br>and its 95 % interval"}) out += fmt::format("<th scope=\"col\" class=\"num\">{}</th>", name);
  out += "<th scope=\"col\">Around nought</th>";
  if (page.has_draws()) out += "<th scope=\"col\" class=\"num\">Not known: 5–95 %</th><th scope=\"col\" class=\"num\">P(better)</th>";
  return out + "<th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">More pairs needed</th><th scope=\"col\" class=\"num\">Worth of same luck</th></tr></thead>";
}

Chart trajectory_chart(const ComparisonPage& page, std::string_view metric, bool differences) {
  const store::Comparison& c = page.comparison;
  const store::MetricInfo* info = c.metric(metric);
  Chart chart;
  chart.id = std::string(differences ? "difference-" : "over-time-") + std::string(metric);
  chart.title = (info == nullptr ? std::string(metric) : info->label) + (differences ? ": difference to the base" : "");
  chart.unit = info == nullptr ? "" : info->unit;
  std::map<std::string, std::size_t> place;
  for (const store::TrajectoryRow& row : c.trajectories)
    if (row.metric == metric) place.emplace(row.date, 0);
  for (auto& [date, at] : place) {
    at = chart.dates.size();
    chart.dates.push_back(parse_date(date)->days);
  }
  for (const store::ComparedArm& arm : c.arms) {
    if (arm.leverage_off_of >= 0) continue;
    const std::vector<double> blank(chart.dates.size(), kNone);
    ChartLine line{arm_in_words(arm), std::string(metric), blank, blank, blank};
    bool band = false;
    for (const store::TrajectoryRow& row : c.trajectories) {
      if (row.metric != metric || row.arm != arm.arm) continue;
      const std::size_t at = place[row.date];
      line.values[at] = differences ? row.difference : row.mean;
      line.low[at] = differences ? row.difference_low : row.low;
      line.high[at] = differences ? row.difference_high : row.high;
      band = band || std::isfinite(line.low[at]);
    }
    if (!band || (differences && arm.arm == 0)) line.low.clear(), line.high.clear();
    chart.lines.push_back(std::move(line));
  }
  if (c.fact("replicates") != "1")
    chart.note = differences ? "Shaded: 95 % interval of the difference, luck alone." : "Shaded: where nine runs of ten lie (all runs, when there are fewer than ten).";
  return chart;
}

// ---- why ----

std::string parts_table(const ComparisonPage& page, std::int64_t arm, std::string_view table) {
  std::string rows;
  for (const store::PartRow& part : page.comparison.parts) {
    if (part.arm != arm || part.table != table) continue;
    const bool total = part.part == "total";
    const std::string open = total ? "<strong>" : "";
    const std::string close = total ? "</strong>" : "";
    const bool clear = excludes_zero(part.low, part.high);
    rows += "<tr><th scope=\"row\">" + open + escape(part.label) + close + "</th>" + number_cell(open + escape(difference_text(part.difference, part.unit)) + close) +
            number_cell(interval_text(part.low, part.high, part.unit)) + "<td>" + (std::isnan(part.low) ? "one pair" : clear ? "" : "cannot be told from none") + "</td></tr>";
  }
  if (rows.empty()) return {};
  return "<div class=\"scroll\"><table class=\"years\"><thead><tr><th scope=\"col\">Part</th><th scope=\"col\" class=\"num\">Adds</th><th scope=\"col\" class=\"num\">95 % "
         "interval</th><th scope=\"col\"></th></tr></thead><tbody>" +
         rows + "</tbody></table></div>";
}

Chart parts_chart(const ComparisonPage& page, std::string_view table, std::string_view title) {
  Chart chart;
  chart.id = "parts-" + std::string(table);
  chart.title = std::string(title);
  chart.kind = ChartKind::bar;
  for (const store::ComparedArm* arm : page.main_arms()) {
    ChartLine line{arm_in_words(*arm), "", {}, {}, {}};
    std::vector<std::string> names;
    for (const store::PartRow& part : page.comparison.parts) {
      if (part.arm != arm->arm || part.table != table || part.part == "total") continue;
      names.push_back(part.label.substr(0, part.label.find(':')));
      line.values.push_back(part.difference);
      chart.unit = part.unit;
    }
    // Arms with and without own leverage have different parts: each table stands below, the chart shows what they share.
    if (chart.categories.empty()) chart.categories = names;
    if (!names.empty() && names == chart.categories) chart.lines.push_back(std::move(line));
  }
  return chart;
}

// ---- who ----

struct Outcome {
  const store::DifferenceRow* spend = nullptr;
  const store::DifferenceRow* sufficiency = nullptr;
  std::string spend_outcome, sufficiency_outcome;  // "wins", "loses" or ""
};

std::vector<ReportCouncil> places_of(const store::Comparison& c) {
  std::vector<ReportCouncil> out;
  for (const store::CouncilPlace& p : c.councils) out.push_back({p.code, p.name, p.region, static_cast<int>(p.hex_q), static_cast<int>(p.hex_r), p.children});
  return out;
}

std::map<std::string, Outcome> outcomes_of(const store::Comparison& c, std::int64_t arm) {
  std::map<std::string, Outcome> out;
  for (const store::DifferenceRow& d : c.differences) {
    store::GroupKey rest = d.group;
    rest.council.clear();
    if (d.arm != arm || d.group.council.empty() || rest != store::GroupKey{}) continue;
    if (d.metric == "spend_total") out[d.group.council].spend = &d;
    if (d.metric == "sufficiency_rate_20mi") out[d.group.council].sufficiency = &d;
  }
  for (const store::WinnerRow& row : c.winners) {
    if (row.arm != arm) continue;
    Outcome& outcome = out[row.council];
    (row.metric == "spend_total" ? outcome.spend_outcome : outcome.sufficiency_outcome) = row.outcome;
  }
  return out;
}

constexpr std::string_view kWins = "#2f83a8", kLoses = "#d9773b", kUnclear = "#e3e5e8";

HexPaint paint_of(const ReportCouncil& council, const std::map<std::string, Outcome>& outcomes) {
  const auto found = outcomes.find(council.name);
  if (found == outcomes.end() || found->second.spend == nullptr) return {kUnclear, false, council.name + ": no value"};
  const Outcome& o = found->second;
  const std::string title = council.name + ": " + format_difference(o.spend->difference, o.spend->unit) + (o.spend_outcome.empty() ? " (no clear sign)" : "");
  if (o.spend_outcome == "wins") return {kWins, true, title};
  if (o.spend_outcome == "loses") return {kLoses, false, title};
  return {kUnclear, false, title};
}

std::string outcome_map(const store::Comparison& c, const store::ComparedArm& arm, const std::map<std::string, Outcome>& outcomes) {
  const std::vector<ReportCouncil> councils = places_of(c);
  std::vector<HexPaint> paint;
  std::array<std::size_t, 3> counts{};
  for (const ReportCouncil& council : councils) {
    paint.push_back(paint_of(council, outcomes));
    ++counts[paint.back().fill == kWins ? 0 : paint.back().fill == kLoses ? 1 : 2];
  }
  std::string legend = "<ul class=\"legend\">";
  const std::array<std::pair<std::string_view, std::string_view>, 3> classes{{{kWins, "spend less"}, {kLoses, "spend more"}, {kUnclear, "no clear sign"}}};
  for (std::size_t i = 0; i < 3; ++i)
    legend += fmt::format("<li><span class=\"swatch\" style=\"background:{}\"></span>{}: {}</li>", classes[i].first, classes[i].second, counts[i]);
  return "<div class=\"mapbox\"><div class=\"mapside\"><h3>" + escape(arm_in_words(arm)) + "</h3>" + legend + "</ul></div>" +
         draw_painted_map(councils, paint, "Map of councils under " + arm_in_words(arm) + ": who spends less and who more; the table below has the same numbers") + "</div>";
}

std::string sortable_cell(double value, const std::string& text) {
  const std::string sort = std::isfinite(value) ? fmt::format(" data-sort=\"{:.6g}\"", value) : "";
  return "<td class=\"num\"" + sort + ">" + text + "</td>";
}

std::string outcome_row(const store::CouncilPlace& council, const Outcome& o) {
  const auto difference = [](const store::DifferenceRow* d) {
    return d == nullptr ? sortable_cell(kNone, "—") : sortable_cell(d->difference, escape(difference_text(d->difference, d->unit)));
  };
  const auto share = [](const store::DifferenceRow* d, bool lower) { return d == nullptr ? kNone : lower ? d->share_lower : d->share_higher; };
  const auto pairs = [&](const store::DifferenceRow* d, bool lower) {
    const double value = share(d, lower);
    return sortable_cell(value, std::isnan(value) ? "—" : fmt::format("{:.0f} %", 100 * value));
  };
  const auto word = [](const std::string& outcome) { return "<td>" + (outcome.empty() ? std::string("no clear sign") : "<strong>" + outcome + "</strong>") + "</td>"; };
  return "<tr><th scope=\"row\">" + escape(council.name) + "</th><td>" + escape(council.region) + "</td>" + difference(o.spend) + pairs(o.spend, true) + word(o.spend_outcome) +
         difference(o.sufficiency) + pairs(o.sufficiency, false) + word(o.sufficiency_outcome) + "</tr>";
}

std::string outcome_table(const store::Comparison& c, const store::ComparedArm& arm, std::map<std::string, Outcome> outcomes) {
  const std::string id = fmt::format("councils-{}", arm.arm);
  std::string out = fmt::format(
      "<details><summary>Every council under {}</summary><div class=\"tools\" hidden><label>Find a council <input type=\"search\" data-filters=\"{}\"></label></div>"
      "<div class=\"scroll tall\"><table id=\"{}\" class=\"sortable\"><thead><tr><th scope=\"col\">Council</th><th scope=\"col\">Region</th><th scope=\"col\" "
      "class=\"num\">Spend, difference</th><th scope=\"col\" class=\"num\">Pairs in which it spends less</th><th scope=\"col\">Money</th><th scope=\"col\" "
      "class=\"num\">Sufficiency, difference</th><th scope=\"col\" class=\"num\">Pairs in which it is higher</th><th scope=\"col\">Sufficiency</th></tr></thead><tbody>",
      escape(arm_in_words(arm)), id, id);
  for (const store::CouncilPlace& council : c.councils) out += outcome_row(council, outcomes[council.name]);
  return out + "</tbody></table></div></details>";
}

}  // namespace

std::vector<const store::ComparedArm*> ComparisonPage::main_arms() const {
  std::vector<const store::ComparedArm*> out;
  for (const store::ComparedArm& arm : comparison.arms)
    if (arm.arm != 0 && arm.leverage_off_of < 0) out.push_back(&arm);
  return out;
}

bool ComparisonPage::has_draws() const { return comparison.fact("draws") != "0" && !comparison.fact("draws").empty(); }

bool excludes_zero(double low, double high) { return low > 0 || high < 0; }

// "regional-block+fee-cap" → "Regional block + fee cap"
std::string arm_in_words(const store::ComparedArm& arm) {
  std::string text;
  for (const char ch : arm.name) {
    if (ch == '-' || ch == '_')
      text += ' ';
    else if (ch == '+')
      text += " + ";
    else
      text += ch;
  }
  if (text == "rcc" || text.starts_with("rcc ")) text = "RCC" + text.substr(3);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string difference_text(double value, std::string_view unit) {
  if (!unit_is_share(unit) || !(std::fabs(value) < 0.01)) return format_difference(value, unit);
  if (std::fabs(value) < 5e-6) return "0\u00a0points";
  return fmt::format("{}{:.2f}\u00a0points", value < 0 ? "−" : "+", 100 * std::fabs(value));
}

std::string band_text(double low, double high, std::string_view unit, std::string_view between) {
  if (std::isnan(low) || std::isnan(high)) return {};
  std::string from = difference_text(low, unit);
  const std::string to = difference_text(high, unit);
  std::size_t same = 0;
  while (same < std::min(from.size(), to.size()) && from[from.size() - 1 - same] == to[to.size() - 1 - same]) ++same;
  std::size_t cut = from.size() - same;
  const auto is_space = [&](std::size_t at) { return from[at] == ' ' || from.compare(at, 2, "\u00a0") == 0; };
  while (cut < from.size() && !is_space(cut)) ++cut;
  return from.substr(0, cut) + std::string(between) + to;
}

std::string named_by_luck(const store::Comparison& c) {
  const auto chance = parse_double(c.fact("chance_named_by_luck"));
  if (!chance) return {};
  const double councils = *chance * static_cast<double>(c.councils.size());
  return councils < 0.95 ? "fewer than one" : fmt::format("about {:.0f}", councils);
}

std::string comparison_arms(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("arms", "What is compared");
  if (!c.fact("description").empty()) out += paragraph("<strong>The base.</strong> " + escape(c.fact("description")));
  out += "<div class=\"scroll\"><table class=\"facts\"><tbody>";
  for (const store::ComparedArm& arm : c.arms) {
    std::string what = arm.arm == 0 ? "The base: nothing added" : "Overlays: " + escape(arm.policies);
    if (!arm.settings.empty()) what += "; " + escape(arm.settings);
    std::size_t changed = 0;
    for (const store::ArmParameter& p : c.parameters) changed += p.arm == arm.arm ? 1 : 0;
    if (arm.arm != 0) what += fmt::format(". {} parameters differ from the base.", changed);
    out += "<tr><th scope=\"row\">" + escape(arm_in_words(arm)) + "</th><td>" + what + " <span class=\"small\"><code>" + escape(arm.scenario) + "</code></span></td></tr>";
  }
  out += "</tbody></table></div>";
  if (c.parameters.empty()) return out + "</section>";
  out +=
      "<details><summary>Parameters in which the arms differ from the base</summary><div class=\"scroll tall\"><table id=\"arm-parameters\" class=\"sortable\"><thead><tr><th "
      "scope=\"col\">Arm</th><th scope=\"col\">Parameter</th><th scope=\"col\">Base</th><th scope=\"col\">Arm’s value</th></tr></thead><tbody>";
  for (const store::ArmParameter& p : c.parameters)
    out += "<tr><td>" + escape(arm_in_words(c.arms[static_cast<std::size_t>(p.arm)])) + "</td><th scope=\"row\"><code>" + escape(p.path) + "</code> " + escape(p.label) + "</th><td>" +
           escape(p.base_value.empty() ? "—" : p.base_value) + "</td><td>" + escape(p.value.empty() ? "—" : p.value) + "</td></tr>";
  return out + "</tbody></table></div></details></section>";
}

std::string comparison_differences(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("differences", "What differs");
  for (const store::ComparedArm* arm : page.main_arms()) {
    std::string rows;
    for (const std::string_view id : kHeadlines)
      if (const auto* d = c.england(arm->arm, id)) rows += difference_row(page, *d);
    out += "<h3>" + escape(arm_in_words(*arm)) + "</h3><div class=\"scroll\"><table class=\"differences\">" + difference_head(page) + "<tbody>" + rows + "</tbody></table></div>";
  }
  out +=
      "<p class=\"small\">The line shows the 95 % interval around nought, each row on a scale of its own: blue where it leaves nought out, grey where it does not. <em>More pairs needed</em>: for the precision asked, ±1 % of the base (one point for shares) unless "
      "<code>--until-ci</code> said otherwise. <em>Worth of same luck</em>: how many times the runs arms with luck of their own would need for the same interval.</p>";
  return out + "</section>";
}

std::string comparison_trajectories(ComparisonPage& page) {
  std::string figures;
  for (const std::string_view id : kTrajectories) {
    figures += add_figure(page.charts, trajectory_chart(page, id, false));
    figures += add_figure(page.charts, trajectory_chart(page, id, true));
  }
  std::string out = open_section("over-time", "Over time");
  return out + (figures.empty() ? nothing_recorded("rows over time") : "<div class=\"charts\">" + figures + "</div>") + "</section>";
}

std::string comparison_parts(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("why", "Why prices and spending change");
  if (c.parts.empty()) return out + nothing_recorded("what a price is made of: this world has no settings, needs or contracts to tell apart") + "</section>";
  out += paragraph(
      "The parts add up to the whole. <em>Rate</em> is what changes for children of the same need; with a leverage-off arm it is split into what the joint bodies’ own leverage in "
      "talks does and what is left with leverage switched off: fewer rival bidders and wider sight of homes, and, where a policy has other parts (a fee cap, "
      "more block beds), what these do to prices.");
  out += "<div class=\"charts\">" + add_figure(page.charts, parts_chart(page, "price", "Why a week for a child who needs a home costs more or less")) +
         add_figure(page.charts, parts_chart(page, "spend", "Why spending on it changes")) + "</div>";
  for (const store::ComparedArm* arm : page.main_arms()) {
    out += "<h3>" + escape(arm_in_words(*arm)) + ": the cost of a week for a child who needs a home, crisis and empty beds included</h3>" + parts_table(page, arm->arm, "price");
    out += "<h3>" + escape(arm_in_words(*arm)) + ": spending on homes, crisis, waiting and buying</h3>" + parts_table(page, arm->arm, "spend");
  }
  return out + "</section>";
}

std::string comparison_winners(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("councils", "Who gains and who pays");
  if (c.councils.empty()) return out + nothing_recorded("councils on a map") + "</section>";
  const std::int64_t pairs = static_cast<std::int64_t>(c.runs.size() / std::max<std::size_t>(1, c.arms.size()));
  if (pairs < 5) return out + paragraph("Councils are named from five pairs of runs on: with fewer, luck alone gives many of them the same sign in every pair.") + "</section>";
  out += paragraph(
      "A council is said to gain or to pay only where the sign of its difference holds in at least nine of ten pairs of runs. For the others no sign is clear: their difference may be luck." +
      (named_by_luck(c).empty() ? "" : fmt::format(" If nothing differed at all, luck would still name <strong>{}</strong> of the {} with {} pairs; more pairs make that fewer.", named_by_luck(c), c.councils.size(), pairs)));
  for (const store::ComparedArm* arm : page.main_arms()) {
    const auto outcomes = outcomes_of(c, arm->arm);
    out += outcome_map(c, *arm, outcomes) + outcome_table(c, *arm, outcomes);
  }
  return out + "</section>";
}

std::string comparison_all(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("all", "Every measure");
  out +=
      "<div class=\"tools\" hidden><label>Find a measure <input type=\"search\" data-filters=\"all-table\"></label><span class=\"count\" data-counts=\"all-table\"></span></div><div "
      "class=\"scroll tall\"><table id=\"all-table\" class=\"sortable\"><thead><tr><th scope=\"col\">Arm</th><th scope=\"col\">Measure</th><th scope=\"col\" class=\"num\">Base</th><th "
      "scope=\"col\" class=\"num\">Arm</th><th scope=\"col\" class=\"num\">Difference</th><th scope=\"col\" class=\"num\">95 % interval</th><th "
      "scope=\"col\">Verdict</th></tr></thead><tbody>";
  for (const store::DifferenceRow& d : c.differences) {
    if (d.group != store::GroupKey{}) continue;
    out += "<tr><td>" + escape(arm_in_words(c.arms[static_cast<std::size_t>(d.arm)])) + "</td><th scope=\"row\">" + measure_link(c.metrics, d.metric) + "</th>" +
           number_cell(escape(format_value(d.base, d.unit))) + number_cell(escape(format_value(d.value, d.unit))) + number_cell(escape(difference_text(d.difference, d.unit))) +
           number_cell(interval_text(d.low, d.high, d.unit)) + "<td>" + escape(verdict_text(d)) + "</td></tr>";
  }
  out += "</tbody></table></div>";
  return out +
         "<p class=\"small\">Regions, groups of councils, sectors, needs, contracts and councils are in <code>differences.csv</code> and <code>results.sqlite</code>. Of a hundred measures "
         "that do not differ at all, about five will show an interval that leaves nought out: a single surprise far down this table is weak evidence.</p></section>";
}

std::string comparison_caveats(ComparisonPage& page) {
  std::string out = open_section("caveats", "What this cannot tell you") + "<ul>";
  out += "<li><strong>It is not a forecast.</strong> It shows what follows from the model’s rules when one thing is changed and nothing else.</li>";
  if (const std::string region = page.comparison.fact("only_region"); !region.empty()) out += one_region_caveat(region);
  out += page.has_draws() ? "<li><strong>Two kinds of doubt.</strong> The interval of luck narrows with more runs. The band of what is not known comes from the draws of parameters and does not.</li>"
                          : "<li><strong>Luck only.</strong> The intervals do not hold what nobody knows about the market. <code>--ensemble</code> adds that.</li>";
  out +=
      "<li><strong>Some parameters are assumptions.</strong> No figure is published for how readily homes open or close when fees change, for the price of a block place, or for how often a "
      "home accepts a referral. An answer that rests on them should be looked at with <code>carepool sweep</code>.</li>"
      "<li><strong>The last year counts.</strong> Unless a measure says otherwise, the numbers are of the last twelve months of the run: a policy that costs first and saves later is shown by "
      "what it does at the end; the lines over time show the way there.</li>"
      "<li><strong>It sees placements, not lives.</strong> Whether a child is happy, safe and loved is not in these numbers.</li></ul>";
  out +=
      "<p class=\"small\">Contains public sector information licensed under the Open Government Licence v3.0. Contains OS data © Crown copyright and database right 2024; contains National "
      "Statistics data © Crown copyright and database right 2024.</p>";
  return out + "</section>";
}

std::string comparison_reproduce(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  const auto row = [](std::string_view name, const std::string& value) {
    return "<tr><th scope=\"row\">" + std::string(name) + "</th><td><code>" + escape(value) + "</code></td></tr>";
  };
  std::string out = open_section("reproduce", "Do it again") + "<div class=\"scroll\"><table class=\"facts\"><tbody>";
  out += row("Command", page.manifest.command) + row("Seed", c.fact("seed")) + row("Pairs of runs", c.fact("replicates")) + row("carepool", page.manifest.carepool_version) +
         row("Compiler", page.manifest.compiler);
  for (const store::ComparedArm& arm : c.arms) out += row("Scenario hash, " + escape(arm_in_words(arm)), arm.scenario_hash);
  return out +
         "</tbody></table></div><p><code>carepool verify</code> with this folder’s name runs every arm again and compares each run’s hash and each table. The complete scenario of every arm lies "
         "beside this page; the world hash of every run is in the table <code>runs</code> of <code>results.sqlite</code>.</p></section>";
}

}  // namespace carepool::report
