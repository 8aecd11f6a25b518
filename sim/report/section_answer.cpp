// The answer in a few plain sentences, made from the run's numbers: size, direction, and how sure.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/svg.hpp"

namespace carepool::report {

namespace {

// Means of whole years from the first date on.
std::vector<double> yearly_means(const Line& line) {
  std::vector<double> means;
  double sum = 0;
  double count = 0;
  std::int32_t next = line.dates.front() + 350;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.dates[i] > next) {
      if (count > 0) means.push_back(sum / count);
      sum = count = 0;
      next += 365;
    }
    if (!std::isfinite(line.mean[i])) continue;
    sum += line.mean[i];
    count += 1;
  }
  if (count > 0) means.push_back(sum / count);
  return means;
}

struct Ends {
  std::optional<double> first;
  std::optional<double> last;
};

Ends ends_of(const Data& data, std::string_view metric, std::string_view group = "") {
  Ends ends{data.first_year(metric, group), data.value(metric, group)};
  if (!ends.last) ends.last = data.last_year(metric, group);
  return ends;
}

// Without the unit's noun, where the sentence says what is counted.
std::string amount(double value, std::string_view unit) {
  const bool keeps_unit = unit_is_share(unit) || unit_is_money(unit);
  return keeps_unit ? format_value(value, unit) : format_number(value);
}

std::string strong(const std::string& text) { return "<strong>" + escape(text) + "</strong>"; }

// "8.9 % more than in the first year (£5,430 a week)"
std::string against_first(const Ends& ends, std::string_view unit) {
  if (!ends.first || !ends.last) return {};
  const std::string was = "(" + escape(amount(*ends.first, unit)) + ")";
  if (unit_is_share(unit)) {
    const double points = (*ends.last - *ends.first) * 100;
    if (std::fabs(points) < 0.5) return "about the same as in the first year " + was;
    return fmt::format("{:.1f} points {} than in the first year {}", std::fabs(points),
                       points > 0 ? "higher" : "lower", was);
  }
  if (*ends.first == 0) return {};
  const double percent = (*ends.last / *ends.first - 1) * 100;
  if (std::fabs(percent) < 0.5) return "about the same as in the first year " + was;
  return fmt::format("{:.1f} % {} than in the first year {}", std::fabs(percent),
                     percent > 0 ? "more" : "less", was);
}

// Yearly means between the ends, where they stray well beyond both: first against last would hide a swing.
std::string between_ends(const Data& data, std::string_view metric, const Ends& ends) {
  const Line& line = data.line(metric);
  if (!ends.first || !ends.last || line.size() < 36) return {};
  double low = std::min(*ends.first, *ends.last);
  double high = std::max(*ends.first, *ends.last);
  const std::string unit = data.unit(metric);
  const double margin = unit_is_share(unit) ? 0.02 : 0.03 * std::fabs(high);
  const double floor = low - margin;
  const double ceiling = high + margin;
  for (const double mean : yearly_means(line)) {
    low = std::min(low, mean);
    high = std::max(high, mean);
  }
  if (low >= floor && high <= ceiling) return {};
  return " In between it swung: yearly means lie between " + escape(amount(low, unit)) + " and " +
         escape(amount(high, unit)) + ".";
}

constexpr std::int64_t kEnoughRuns = 5;  // fewer say too little of how far luck reaches

// Where another run would lie, 19 times in 20: the interval of the mean, widened by one run's own luck.
std::string luck(const Data& data, std::string_view metric) {
  const ReportSummary* row = data.summary(metric);
  if (row == nullptr || !row->band_luck || row->n < kEnoughRuns) return {};
  const double half =
      (row->band_luck->high - row->band_luck->low) / 2 * std::sqrt(static_cast<double>(row->n + 1));
  return fmt::format(" (single runs: {} to {})", escape(amount(row->value - half, row->unit)),
                     escape(amount(row->value + half, row->unit)));
}

std::string now(const Data& data, std::string_view metric, const Ends& ends) {
  return strong(amount(*ends.last, data.unit(metric))) + luck(data, metric);
}

void add(std::string& list, const std::string& topic, const std::string& sentence) {
  if (!sentence.empty()) list += "<li><span class=\"topic\">" + topic + "</span> " + sentence + "</li>";
}

std::string prices(const Data& data) {
  const Ends fee = ends_of(data, "fee_weekly_mean_starts");
  if (!fee.last) return {};
  std::string text = "A new placement in an independent home costs " +
                     now(data, "fee_weekly_mean_starts", fee) + " on average";
  const std::string change = against_first(fee, data.unit("fee_weekly_mean_starts"));
  text += change.empty() ? "." : ", " + change + ".";
  text += between_ends(data, "fee_weekly_mean_starts", fee);
  const Ends tail = ends_of(data, "fee_over_10k_share");
  if (tail.last)
    text += " Of all independent home placements, " +
            escape(format_value(*tail.last, data.unit("fee_over_10k_share"))) +
            " cost more than £10,000 a week.";
  return text;
}

std::string profits(const Data& data) {
  const Ends margin = ends_of(data, "operating_margin");
  if (!margin.last) return {};
  const bool losing = *margin.last < 0;
  std::string text = losing ? "Independent homes lose money: their operating margin is " +
                                  now(data, "operating_margin", margin) + " of income"
                            : "Independent homes keep " + now(data, "operating_margin", margin) +
                                  " of their income as operating margin";
  const std::string change = against_first(margin, data.unit("operating_margin"));
  text += change.empty() ? "." : ", " + change + ".";
  text += between_ends(data, "operating_margin", margin);
  const Ends loss = ends_of(data, "loss_making_share");
  if (loss.last)
    text +=
        " " + escape(format_value(*loss.last, data.unit("loss_making_share"))) + " of groups make a loss.";
  return text;
}

std::string sufficiency(const Data& data) {
  const Ends near = ends_of(data, "sufficiency_rate_20mi");
  if (!near.last) return {};
  std::string text =
      "Of the nights for which a placement is needed, " + now(data, "sufficiency_rate_20mi", near) +
      " are spent in a lawful, suitable placement in the council’s own area or within 20 miles";
  const std::string change = against_first(near, data.unit("sufficiency_rate_20mi"));
  text += change.empty() ? "." : ", " + change + ".";
  text += between_ends(data, "sufficiency_rate_20mi", near);
  const Ends crisis = ends_of(data, "crisis_children");
  if (crisis.last) {
    text +=
        " On an average day " + now(data, "crisis_children", crisis) + " children are in crisis placements";
    const std::string moved = against_first(crisis, data.unit("crisis_children"));
    text += moved.empty() ? "." : ", " + moved + ".";
  }
  return text;
}

std::string money(const Data& data) {
  const Ends spend = ends_of(data, "spend_total");
  if (!spend.last) return {};
  std::string text = "Councils spend " + now(data, "spend_total", spend) + " on placements";
  const std::string change = against_first(spend, data.unit("spend_total"));
  text += change.empty() ? "." : ", " + change + ".";
  text += between_ends(data, "spend_total", spend);
  const Ends week = ends_of(data, "all_in_cost_per_sufficient_week");
  if (week.last)
    text += " Everything counted, one week of sufficient care costs " +
            strong(format_value(*week.last, "£")) + luck(data, "all_in_cost_per_sufficient_week") + ".";
  return text;
}

std::string supply(const Data& data) {
  const Ends homes = ends_of(data, "homes_open");
  const Ends places = ends_of(data, "places_usable");
  if (!homes.last || !places.last) return {};
  std::string text = "At the end " + now(data, "homes_open", homes) + " children’s homes are open";
  const std::string change = against_first(homes, data.unit("homes_open"));
  text += change.empty() ? "" : ", " + change;
  return text + ". They have " + now(data, "places_usable", places) + " usable places.";
}

// The mean itself is known more closely than a single run.
std::string mean_interval(const Data& data) {
  const ReportSummary* row = data.summary("fee_weekly_mean_starts");
  if (row == nullptr || !row->band_luck) return {};
  return fmt::format(
      "The mean is known more closely: that of the fee lies between {} and {} (95 % interval).",
      escape(amount(row->band_luck->low, row->unit)), escape(amount(row->band_luck->high, row->unit)));
}

// In the baseline itself, with nothing dated, a change between its ends has no cause that a reader could act on.
std::string why_it_moves(const Page& page) {
  const ReportInput& input = page.data.input();
  const bool changed = std::any_of(input.parameters.begin(), input.parameters.end(), [&](const ReportParameter& p) { return is_changed(input, p); });
  if (changed || !page.marks.empty()) return {};
  return " Nothing is changed within this run, so whatever rises or falls between its first year and its end is chance and the market’s own "
         "swings, not the effect of a policy and not a trend to expect.";
}

std::string certainty(const Page& page) {
  const Data& data = page.data;
  const ReportInput& input = data.input();
  std::string text;
  if (input.replicates <= 1) {
    text =
        // Standard deviation of the year's mean fee over seeds 1 to 12 of scenarios/england.yaml: 4 % in the first year, 8.5 % in the tenth.
        "This is <strong>one run: no uncertainty is shown</strong>. Another seed would give other numbers: for all "
        "England the fee of a new placement by some 4 % either way after a year and 9 % after ten, in one run of three by more; "
        "for a single council by far more.";
  } else {
    text = fmt::format("These are means of <strong>{} runs that differ in luck only</strong>", input.replicates);
    text += input.replicates < kEnoughRuns
                ? ": too few to say how far luck reaches."
                : "; 19 of 20 further runs would lie within the ranges in brackets. " + mean_interval(data);
  }
  return text + why_it_moves(page) +
         " What is not known about the market (the parameters marked <em>assumption</em>) is not in these "
         "numbers. This is not a forecast.";
}

struct Tile {
  std::string_view metric;
  std::string_view name;
};

std::string tile(const Data& data, const Tile& shown) {
  const Ends ends = ends_of(data, shown.metric);
  if (!ends.last) return {};
  const std::string unit = data.unit(shown.metric);
  std::string change;
  if (ends.first) {
    change = unit_is_share(unit) ? format_difference(*ends.last - *ends.first, unit)
                                 : format_relative(*ends.first, *ends.last);
    if (change != "not available") change += " on the first year";
  }
  return "<div class=\"tile\"><div class=\"tilename\">" + metric_link(data, shown.metric, shown.name) +
         "</div><div class=\"tilevalue\">" + escape(amount(*ends.last, unit == "£/year" ? "£" : unit)) +
         "</div><div class=\"tilechange\">" + escape(change) + "</div>" +
         draw_sparkline(data.line(shown.metric)) + "</div>";
}

std::string tiles(const Data& data) {
  std::string out;
  for (const Tile& shown :
       {Tile{"fee_weekly_mean_starts", "Fee of a new home placement"},
        Tile{"operating_margin", "Operating margin"},
        Tile{"sufficiency_rate_20mi", "Sufficiency within 20 miles"},
        Tile{"all_in_cost_per_sufficient_week", "All-in cost of a sufficient week"},
        Tile{"spend_total", "Spend a year"}, Tile{"crisis_children", "Children in crisis placements"},
        Tile{"places_usable", "Usable places in homes"}, Tile{"children_in_care", "Children looked after"}}) {
    out += tile(data, shown);
  }
  return out.empty() ? out : "<div class=\"tiles\">" + out + "</div>";
}

}  // namespace

std::string section_answer(Page& page) {
  const Data& data = page.data;
  std::string list;
  add(list, "Prices.", prices(data));
  add(list, "Profits.", profits(data));
  add(list, "Sufficiency.", sufficiency(data));
  add(list, "Money.", money(data));
  add(list, "Homes.", supply(data));
  add(list, "How sure?", certainty(page));
  return open_section("answer", "The answer in short") + "<ul class=\"answer\">" + list + "</ul>" +
         tiles(data) + "</section>";
}

}  // namespace carepool::report
