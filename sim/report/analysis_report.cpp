#include "report/analysis_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/text.hpp"
#include "report/chart.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/shell.hpp"

namespace carepool {

namespace report {

namespace {

constexpr std::size_t kMostFuturesShown = 24;

std::string num(const std::string& text) { return "<td class=\"num\">" + text + "</td>"; }

std::string unit_of(const store::Analysis& a, std::string_view metric) {
  const store::MetricInfo* info = a.metric(metric);
  return info == nullptr ? std::string() : info->unit;
}

std::string label_of(const store::Analysis& a, std::string_view metric) {
  const store::MetricInfo* info = a.metric(metric);
  return info == nullptr || info->label.empty() ? std::string(metric) : info->label;
}

std::string answer(const store::Analysis& a) {
  std::string out = open_section("answer", "The answer in short") + "<ul class=\"answer\">";
  const std::pair<std::string_view, std::string_view> topics[] = {
      {"response", "From lowest to highest."}, {"regret", "Regret."}, {"sensitivity", "What moves it."}, {"discovery", "When it flips."}, {"note", "Note."}};
  for (const auto& [topic, name] : topics)
    for (const store::Sentence& sentence : a.sentences)
      if (sentence.topic == topic) out += fmt::format("<li><span class=\"topic\">{}</span> {}</li>", name, escape(sentence.text));
  out += fmt::format(
      "<li><span class=\"topic\">How sure?</span> These are {} points with {} {} each{}. Every point lives the same luck, which takes most of it out of the differences between points, not all. This is "
      "not a forecast.</li>",
      escape(a.fact("points")), escape(a.fact("replicates")), a.fact("replicates") == "1" ? "run" : "runs", a.fact("draws") == "0" ? "" : " in each of " + escape(a.fact("draws")) + " draws");
  return out + "</ul></section>";
}

std::string design(const store::Analysis& a) {
  std::string out = open_section("design", "What was varied");
  if (!a.fact("description").empty()) out += paragraph(escape(a.fact("description")));
  out += paragraph(fmt::format("Design <strong>{}</strong> on the base <strong>{}</strong>: {} of {} runs finished, {} failed, {} missing.", escape(a.fact("design")), escape(a.fact("base")),
                               escape(a.fact("finished")), escape(a.fact("runs")), escape(a.fact("failed")), escape(a.fact("missing"))));
  out += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Factor</th><th scope=\"col\">What it is</th><th scope=\"col\">Unit</th><th scope=\"col\">Levels or range</th></tr></thead><tbody>";
  for (const store::AnalysedFactor& f : a.factors)
    out += "<tr><th scope=\"row\">" + escape(f.factor) + "</th><td>" + escape(f.label) + (f.path.empty() ? "" : " <code>" + escape(f.path) + "</code>") + "</td><td>" + escape(f.unit) + "</td><td>" +
           escape(f.levels) + "</td></tr>";
  return out + "</tbody></table></div></section>";
}

// Letters, not bytes: "µ" is one.
std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// At most so many letters, the last of them an ellipsis where some are left out.
std::string short_text(const std::string& text, std::size_t most) {
  if (letters(text) <= most) return text;
  std::size_t at = 0;
  for (std::size_t n = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
    if (++n == most) break;
  }
  return text.substr(0, at) + "…";
}

// Widest that a letter is on average, in the fonts that pages fall back to.
constexpr double kLetter12 = 6.9, kLetter10 = 6.1;

struct Tick {
  double x = 0;
  std::string text;
};

// The labels below an axis: the first, the last, and between them those that leave room for each other. None runs over the drawing's edge.
std::string tick_labels(const std::vector<Tick>& ticks, double y, double left, double right) {
  std::string out;
  const auto half = [](const Tick& tick) { return kLetter10 * static_cast<double>(letters(tick.text)) / 2; };
  const auto place = [&](const Tick& tick) { return std::max(left + half(tick), std::min(right - half(tick), tick.x)); };
  const auto draw = [&](const Tick& tick) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\" font-size=\"10.5\">{}</text>", place(tick), y, escape(tick.text));
  };
  if (ticks.empty()) return out;
  constexpr double kGap = 6;
  const double last_from = place(ticks.back()) - half(ticks.back());
  double taken = -1e300;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const Tick& tick = ticks[i];
    const bool last = i + 1 == ticks.size();
    if (place(tick) - half(tick) < taken + kGap || (!last && place(tick) + half(tick) + kGap > last_from)) continue;
    draw(tick);
    taken = place(tick) + half(tick);
  }
  return out;
}

// Bars of indices with their intervals, in order of size.
struct Bar {
  std::string name;
  double value = 0, low = 0, high = 0, inner = 0;  // inner: a darker part (first order)
};

std::string bars_drawing(std::vector<Bar> bars, std::string_view label, double floor) {
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& x, const Bar& y) { return x.value > y.value; });
  double most = 1e-300;
  for (const Bar& bar : bars) most = std::max({most, std::isfinite(bar.high) ? bar.high : 0, bar.value});
  std::size_t longest = 0;
  for (const Bar& bar : bars) longest = std::max(longest, letters(bar.name));
  constexpr double kRow = 26, kAll = 550;
  const double left = std::clamp(kLetter12 * static_cast<double>(longest) + 16, 190.0, 300.0), wide = kAll - left;  // names have the room that they need, up to half
  const auto most_letters = static_cast<std::size_t>((left - 16) / kLetter12);
  const double height = kRow * static_cast<double>(bars.size()) + 12;
  const auto x = [&](double v) { return left + wide * std::clamp(v / most, 0.0, 1.0); };
  std::string out = fmt::format("<svg class=\"drawing\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 560 {:.0f}\">", escape(label), height);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double y = 6 + kRow * static_cast<double>(i);
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}<title>{}</title></text>", left - 8, y + 15, escape(short_text(bar.name, most_letters)), escape(bar.name));
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"15\" fill=\"#9cc3e0\"/>", left, y + 3, x(bar.value) - left);
    if (bar.inner > 0) out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"15\" fill=\"#0b5fa5\"/>", left, y + 3, x(std::min(bar.inner, bar.value)) - left);
    if (std::isfinite(bar.low)) out += fmt::format("<line class=\"tick\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke-width=\"1.6\"/>", x(bar.low), x(bar.high), y + 10.5, y + 10.5);
  }
  if (std::isfinite(floor) && floor > 0)
    out += fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"2\" y2=\"{1:.1f}\"/>", x(floor), height - 2);
  return out + fmt::format("<line class=\"zero\" x1=\"{0}\" x2=\"{0}\" y1=\"2\" y2=\"{1:.1f}\"/></svg>", left, height - 2);
}

std::string share_text(double v) { return std::isfinite(v) ? fmt::format("{:.1f} %", 100 * v) : "—"; }
std::string three(double v) { return std::isfinite(v) ? fmt::format("{:.3g}", v) : "—"; }

std::string sobol(const store::Analysis& a, const std::string& metric) {
  std::vector<Bar> bars;
  std::string rows;
  double floor = std::numeric_limits<double>::quiet_NaN();
  for (const store::SobolRow& r : a.sobol) {
    if (r.metric != metric) continue;
    bars.push_back({r.factor, r.total, r.total_low, r.total_high, r.first});
    floor = r.noise_floor;
    rows += "<tr><th scope=\"row\">" + escape(r.factor) + "</th>" + num(share_text(r.first)) + num(share_text(r.first_low) + " to " + share_text(r.first_high)) + num(share_text(r.total)) +
            num(share_text(r.total_low) + " to " + share_text(r.total_high)) + num(fmt::format("{} of {}", r.rows_used, r.rows)) + "</tr>";
  }
  if (bars.empty()) return {};
  return "<h3>" + measure_link(a.metrics, metric) + "</h3>" + bars_drawing(bars, "Sobol indices of " + metric, floor) +
         "<div class=\"scroll\"><table class=\"years\"><thead><tr><th scope=\"col\">Factor</th><th scope=\"col\" class=\"num\">Alone (first order)</th><th scope=\"col\" class=\"num\">95 %</th><th "
         "scope=\"col\" class=\"num\">With its dealings (total)</th><th scope=\"col\" class=\"num\">95 %</th><th scope=\"col\" class=\"num\">Rows used</th></tr></thead><tbody>" +
         rows + "</tbody></table></div>";
}

std::string morris(const store::Analysis& a, const std::string& metric) {
  const std::string unit = unit_of(a, metric);
  const bool in_points = unit_is_share(unit);  // effects are differences
  const double times = in_points ? 100 : 1;
  std::vector<Bar> bars;
  std::string rows;
  for (const store::MorrisRow& r : a.morris) {
    if (r.metric != metric) continue;
    bars.push_back({r.factor, r.mu_star, r.mu_star_low, r.mu_star_high, 0});
    rows += "<tr><th scope=\"row\">" + escape(r.factor) + "</th>" + num(three(times * r.mu_star)) + num(three(times * r.mu_star_low) + " to " + three(times * r.mu_star_high)) +
            num(three(times * r.mu)) + num(three(times * r.sigma)) +
            num(std::to_string(r.effects)) + num(std::to_string(r.left_out)) + "</tr>";
  }
  if (bars.empty()) return {};
  return "<h3>" + measure_link(a.metrics, metric) + " <span class=\"unit\">" + (in_points ? "points" : escape(unit_in_words(unit))) + "</span></h3>" +
         bars_drawing(bars, "Morris’s measure of " + metric, std::numeric_limits<double>::quiet_NaN()) +
         "<div class=\"scroll\"><table class=\"years\"><thead><tr><th scope=\"col\">Factor</th><th scope=\"col\" class=\"num\">μ*</th><th scope=\"col\" class=\"num\">95 %</th><th scope=\"col\" "
         "class=\"num\">μ</th><th scope=\"col\" class=\"num\">σ</th><th scope=\"col\" class=\"num\">Steps</th><th scope=\"col\" class=\"num\">Left out</th></tr></thead><tbody>" +
         rows + "</tbody></table></div>";
}

std::string sensitivity(const store::Analysis& a) {
  std::string body;
  for (const store::MetricInfo& metric : a.metrics) body += sobol(a, metric.id) + morris(a, metric.id);
  std::string out = open_section("sensitivity", "What moves it");
  if (body.empty()) return out + paragraph("This design does not say which factor matters how much; <code>design: {type: saltelli}</code> and <code>{type: morris}</code> do. The responses below show each factor by itself.") + "</section>";
  if (!a.sobol.empty())
    out += paragraph("The bar is the share of a measure’s variance that would vanish if the factor were known, dealings with other factors included; the dark part is what it does alone. The thin line is the "
                     "95 % interval, the dashed line the noise floor. A row of the design with a missing value counts only for the factors whose three points are all there. "
                     "These are estimates: with few rows they may lie below 0 % or above 100 %.");
  if (!a.morris.empty())
    out += paragraph("μ* is the mean size of a factor’s effect when it goes through its whole range, in the measure’s unit; σ says how much that depends on where the others stand. Steps with a missing end are left out.");
  return out + body + "</section>";
}

// ---- regret ----

std::string heat(double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto mix = [&](double from, double to) { return static_cast<int>(from + (to - from) * s); };
  return fmt::format("background:rgb({},{},{})", mix(255, 236), mix(255, 150), mix(255, 96));
}

// "£3,743 a week" → "£3,743": the unit stands in the heading.
std::string bare(double value, std::string_view unit) {
  std::string text = format_value(value, unit);
  if (unit_is_share(unit)) return text;
  const std::size_t number = text.find("\u00a0");
  if (number == std::string::npos || !std::isfinite(value)) return text;
  const bool large = text.compare(number + 2, 7, "million") == 0 || text.compare(number + 2, 7, "billion") == 0;
  return text.substr(0, large ? number + 9 : number);
}

std::string regret_cell(const store::RegretCellRow& cell, double most, std::string_view unit) {
  std::string title = cell.policy + " in " + (cell.future.empty() ? "the base" : cell.future) + ": " + format_value(cell.value, unit);
  if (std::isfinite(cell.low) && cell.best == 0) title += "; 95 % interval of the regret " + format_value(cell.low, unit) + " to " + format_value(cell.high, unit);
  const std::string text = cell.best != 0 ? "best" : bare(cell.regret, unit) + (cell.sure != 0 ? "" : " ?");
  return fmt::format("<td class=\"num heat\" style=\"{}\" title=\"{}\">{}</td>", heat(most > 0 ? cell.regret / most : 0), escape(title), escape(text));
}

std::string regret_table(const store::Analysis& a, const std::string& metric) {
  const std::string unit = unit_of(a, metric);
  std::vector<std::string> futures;
  double most = 0;
  for (const store::RegretCellRow& cell : a.regret) {
    if (cell.metric != metric) continue;
    if (std::find(futures.begin(), futures.end(), cell.future) == futures.end()) futures.push_back(cell.future);
    if (std::isfinite(cell.regret)) most = std::max(most, cell.regret);
  }
  if (futures.empty()) return {};
  const std::size_t shown = std::min(futures.size(), kMostFuturesShown);
  std::string out = "<h3>" + measure_link(a.metrics, metric) + " <span class=\"unit\">" + escape(unit_in_words(unit)) + "</span></h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Policy</th><th scope=\"col\" class=\"num\">Largest regret (95 %)</th><th scope=\"col\" "
                    "class=\"num\">Mean</th>";
  for (std::size_t f = 0; f < shown; ++f) out += "<th scope=\"col\" class=\"num\">" + escape(futures[f].empty() ? "base" : futures[f]) + "</th>";
  out += "</tr></thead><tbody>";
  for (const store::RegretPolicyRow& policy : a.regret_policies) {
    if (policy.metric != metric) continue;
    const std::string band = std::isfinite(policy.most_low) ? " (" + bare(policy.most_low, unit) + " to " + bare(policy.most_high, unit) + ")" : "";
    out += "<tr><th scope=\"row\">" + escape(policy.policy) + (policy.least_most != 0 ? " <strong>least regret</strong>" : policy.told_apart == 0 ? " <span class=\"small\">not told apart from the least</span>" : "") + "</th>" + num(escape(policy.most == 0 ? "none" : bare(policy.most, unit) + band)) +
           num(escape(policy.most == 0 ? "none" : bare(policy.mean, unit)));
    for (const store::RegretCellRow& cell : a.regret) {
      if (cell.metric != metric || cell.policy != policy.policy) continue;
      const auto at = static_cast<std::size_t>(std::find(futures.begin(), futures.end(), cell.future) - futures.begin());
      if (at < shown) out += regret_cell(cell, most, unit);
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>";
  if (shown < futures.size()) out += fmt::format("<p class=\"small\">{} of {} futures are shown; all are in <code>regret.csv</code>.</p>", shown, futures.size());
  return out;
}

std::string regret(const store::Analysis& a) {
  std::string out = open_section("regret", "Which policy would we regret least?");
  if (a.regret.empty())
    return out + paragraph("There is nothing to regret here: it takes at least two policies (a factor with options, or a path in <code>instruments[…]</code>) crossed with at least two futures (another factor, or draws) in a grid or a list.") + "</section>";
  out += paragraph("Regret is how much worse a policy does in a future than the best policy would have done there. A question mark: luck alone could have made the difference. Point at a cell for its value and its interval.");
  for (const store::MetricInfo& metric : a.metrics) out += regret_table(a, metric.id);
  return out + "</section>";
}

// ---- conditions ----

std::string discovery(const store::Analysis& a) {
  std::string out = open_section("conditions", "When does the answer flip?");
  bool any = false;
  std::string sentences;
  for (const store::Sentence& s : a.sentences) {
    if (s.topic != "discovery") continue;
    any = true;
    sentences += "<li>" + escape(s.text) + "</li>";
  }
  if (!any) return out + paragraph("Conditions are looked for from forty points on.") + "</section>";
  out += "<ul>" + sentences + "</ul>";
  if (a.discovery.empty()) return out + "</section>";
  out += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Question</th><th scope=\"col\">Condition</th><th scope=\"col\" class=\"num\">Density</th><th scope=\"col\" class=\"num\">Coverage</th><th "
         "scope=\"col\" class=\"num\">Points</th></tr></thead><tbody>";
  for (const store::DiscoveryRow& r : a.discovery)
    out += "<tr><th scope=\"row\">" + escape(r.question) + "</th><td>" + escape(r.condition) + "</td>" + num(share_text(r.density)) + num(share_text(r.coverage)) +
           num(fmt::format("{} of {}", r.of_interest, r.points)) + "</tr>";
  return out + "</tbody></table></div><p class=\"small\">Density: of the points inside, how many it holds for. Coverage: of all points for which it holds, how many lie inside. Found by PRIM (Friedman and "
               "Fisher 1999).</p></section>";
}

// ---- responses ----

struct Panel {
  std::string factor, unit, metric;
  std::vector<const store::ResponseRow*> rows;
  bool numeric = false;
};

// What stands below a dot: a number in three digits, a day, or a level's name as far as there is room.
std::string tick_text(const store::ResponseRow& row, bool numeric, std::size_t most) {
  if (!numeric) return short_text(row.level, most);
  const std::string low = row.level.substr(0, row.level.find(" to "));
  if (!parse_double(low)) return low;  // a day
  return std::fabs(row.x) >= 1000 ? fmt::format("{:.0f}", row.x) : fmt::format("{:.3g}", row.x);
}

std::string panel_drawing(const store::Analysis& a, const Panel& panel) {
  constexpr double kLeft = 62, kRight = 372, kTop = 12, kBottom = 172;
  const std::string unit = unit_of(a, panel.metric);
  Chart scale;
  ChartLine line{"", "", {}, {}, {}};
  double x_low = 1e300, x_high = -1e300;
  for (const store::ResponseRow* r : panel.rows) {
    line.values.push_back(r->mean);
    line.low.push_back(r->low);
    line.high.push_back(r->high);
    scale.categories.emplace_back("");
    x_low = std::min(x_low, r->x);
    x_high = std::max(x_high, r->x);
  }
  scale.lines.push_back(line);
  settle_axis(scale);
  const auto n = static_cast<double>(panel.rows.size());
  const auto x_of = [&](std::size_t i) {
    if (!panel.numeric) return kLeft + (kRight - kLeft) * (static_cast<double>(i) + 0.5) / n;
    return kLeft + 8 + (kRight - kLeft - 16) * (panel.rows[i]->x - x_low) / std::max(1e-300, x_high - x_low);
  };
  const auto y_of = [&](double v) { return kBottom - (kBottom - kTop) * (v - scale.axis.min) / (scale.axis.max - scale.axis.min); };
  std::string out = fmt::format("<svg class=\"drawing\" role=\"img\" viewBox=\"0 0 384 204\" aria-label=\"{} by {}\">", escape(label_of(a, panel.metric)), escape(panel.factor));
  for (double tick = scale.axis.min; tick <= scale.axis.max + scale.axis.step * 0.01; tick += scale.axis.step) {
    out += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>", kLeft, kRight, y_of(tick));
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\" font-size=\"10.5\">{}</text>", kLeft - 5, y_of(tick) + 3.5, escape(format_axis(std::fabs(tick) < scale.axis.step * 1e-6 ? 0 : tick, unit)));
  }
  std::string path;
  for (std::size_t i = 0; i < panel.rows.size(); ++i) {
    const store::ResponseRow& r = *panel.rows[i];
    out += fmt::format("<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#9cc3e0\" stroke-width=\"7\"/>", x_of(i), y_of(r.low), y_of(r.high));
    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x_of(i), y_of(r.mean));
  }
  if (panel.numeric) out += "<path class=\"line\" stroke=\"#0b5fa5\" d=\"" + path + "\"/>";
  const auto room = static_cast<std::size_t>((kRight - kLeft) / n / kLetter10);
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < panel.rows.size(); ++i) {
    const store::ResponseRow& r = *panel.rows[i];
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.4\" fill=\"#0b5fa5\"><title>{}: {} ({} points)</title></circle>", x_of(i), y_of(r.mean), escape(r.level), escape(format_value(r.mean, unit)), r.points);
    ticks.push_back({x_of(i), tick_text(r, panel.numeric, std::max<std::size_t>(4, room))});
  }
  out += tick_labels(ticks, kBottom + 15, 2, 382);
  return out + fmt::format("<text x=\"{:.0f}\" y=\"200\" text-anchor=\"middle\" font-size=\"11\">{}{}</text></svg>", (kLeft + kRight) / 2, escape(short_text(panel.factor, 40)), panel.unit.empty() ? "" : unit_is_share(panel.unit) ? ", as a share" : ", " + escape(unit_in_words(panel.unit)));
}

std::string responses(const store::Analysis& a) {
  std::string out = open_section("responses", "Each factor by itself");
  out += paragraph("Dots: the mean over all points at that level, whatever the other factors; bars: where eight of ten of these points lie. A sampled range is cut into eight stretches of as many points.");
  for (const store::MetricInfo& metric : a.metrics) {
    std::string panels;
    for (const store::AnalysedFactor& factor : a.factors) {
      Panel panel{factor.factor, factor.unit, metric.id, {}, factor.type != "choice"};
      for (const store::ResponseRow& row : a.responses)
        if (row.metric == metric.id && row.factor == factor.factor) panel.rows.push_back(&row);
      if (panel.rows.size() > 1) panels += "<figure class=\"chart\">" + panel_drawing(a, panel) + "</figure>";
    }
    if (!panels.empty()) out += "<h3>" + measure_link(a.metrics, metric.id) + " <span class=\"unit\">" + escape(unit_in_words(metric.unit)) + "</span></h3><div class=\"charts\">" + panels + "</div>";
  }
  return out + "</section>";
}

std::string banner(const store::Analysis& a) {
  const std::string title = a.fact("title").empty() ? a.fact("experiment") : a.fact("title");
  return "<header><p class=\"kind\">Placements of children looked after: an experiment</p><h1>" + escape(title) + "</h1><p class=\"sub\">" +
         escape(fmt::format("{} · {} points · {} runs", a.fact("design"), a.fact("points"), a.fact("runs"))) + "</p></header>";
}

std::string reproduce(const store::Analysis& a) {
  return open_section("reproduce", "Do it again") +
         fmt::format("<p>Every table on this page lies beside it as CSV, and all of them in <code>analysis.sqlite</code>. Plan key <code>{}</code>, seed <code>{}</code>. <code>carepool sweep</code> finishes what is "
                     "missing, <code>carepool collect</code> merges, <code>carepool analyse</code> writes this page again; <code>scenarios/experiments/AFTER.md</code> says what to do with it.</p></section>",
                     escape(a.fact("plan_key")), escape(a.fact("seed")));
}

}  // namespace

}  // namespace report

std::string write_analysis_report(const store::Analysis& analysis) {
  using namespace report;
  const std::string title = analysis.fact("title").empty() ? analysis.fact("experiment") : analysis.fact("title");
  std::string out = shell_head(title) + "<body>\n" + banner(analysis);
  out += shell_contents({{"answer", "Answer"},
                         {"design", "Design"},
                         {"sensitivity", "What moves it"},
                         {"regret", "Regret"},
                         {"conditions", "When it flips"},
                         {"responses", "Factor by factor"},
                         {"measures", "Measures"},
                         {"reproduce", "Do it again"}});
  out += "<main>\n";
  for (auto* section : {answer, design, sensitivity, report::regret, discovery, responses}) out += section(analysis) + "\n";
  out += open_section("measures", "What each measure means") + measures_list(analysis.metrics) + "</section>\n" + reproduce(analysis);
  out += "</main>\n<dialog id=\"definition\"></dialog>\n" + shell_scripts({}, analysis.metrics);
  return out + "</body></html>\n";
}

}  // namespace carepool
