// The answer of a comparison in a few plain sentences for each arm: what differs, by how much, how sure, and what cannot be told.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/comparison_sections.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/shell.hpp"

namespace carepool::report {

namespace {

struct Topic {
  std::string_view metric, topic, subject, more, less;  // "A new home placement" "costs" …
};

constexpr std::array kTopics = std::to_array<Topic>({
    {"fee_weekly_mean_starts", "Prices.", "A new placement in an independent home", "costs more", "costs less"},
    {"operating_margin", "Profits.", "Independent homes’ operating margin", "is higher", "is lower"},
    {"sufficiency_rate_20mi", "Sufficiency.", "The share of nights in sufficient care", "is higher", "is lower"},
    {"crisis_children", "Crisis.", "The number of children in crisis placements", "is higher", "is lower"},
    {"spend_total", "Money.", "Councils’ spending on placements", "is higher", "is lower"},
    {"all_in_cost_per_sufficient_week", "Value.", "A week of sufficient care, everything counted,", "costs more", "costs less"},
});

std::string strong(const std::string& text) { return "<strong>" + escape(text) + "</strong>"; }

std::string size_of(double difference, std::string_view unit) {
  const std::string text = difference_text(std::fabs(difference), unit);
  return text.empty() || text[0] != '+' ? text : text.substr(1);
}

// "(£10,018 a week → £10,661 a week)"
std::string from_to(const store::DifferenceRow& d) {
  return ": " + escape(format_value(d.base, d.unit)) + " in the base, " + escape(format_value(d.value, d.unit)) + " here";
}

std::string more_needed(const store::DifferenceRow& d) {
  if (d.more_pairs <= 0) return "";
  const std::string precision =
      unit_is_share(d.unit) ? format_difference(d.precision_asked, d.unit).substr(1) : format_value(d.precision_asked, d.unit);
  return fmt::format(" About {} more pairs of runs would tell it to within {}.", format_number(static_cast<double>(d.more_pairs)), escape(precision));
}

std::string probability(const ComparisonPage& page, const store::DifferenceRow& d) {
  if (!page.has_draws() || std::isnan(d.p_better)) return "";
  return fmt::format(" In {} of the draws of what is not known it is better than the base.", strong(fmt::format("{:.0f} %", 100 * d.p_better)));
}

std::string sentence(const ComparisonPage& page, const Topic& topic, const store::DifferenceRow& d) {
  if (d.share_higher == 0 && d.share_lower == 0) return escape(topic.subject) + " is the same in every pair of runs" + from_to(d) + ".";
  if (d.verdict == "one pair")
    return fmt::format("In this one pair of runs, {} {} by {}{}. One pair says nothing of luck.", escape(topic.subject),
                       escape(d.difference > 0 ? topic.more : topic.less), strong(size_of(d.difference, d.unit)), from_to(d));
  if (d.verdict == "cannot tell apart") {
    const bool not_known = !std::isnan(d.not_known_low) && excludes_zero(d.low, d.high);
    const double low = not_known ? d.not_known_low : d.low;
    const double high = not_known ? d.not_known_high : d.high;
    return fmt::format("{} <strong>cannot be told apart</strong> from the base: <span class=\"nb\">the difference lies between {}</span>{}.{}{}", escape(topic.subject),
                       escape(band_text(low, high, d.unit, " and ")),
                       not_known ? ", because of what is not known about the market" : "", more_needed(d), probability(page, d));
  }
  return fmt::format("{} {} by {} (<span class=\"nb\">95 % interval {}</span>){}.{}", escape(topic.subject), escape(d.difference > 0 ? topic.more : topic.less),
                     strong(size_of(d.difference, d.unit)), escape(band_text(d.low, d.high, d.unit)), from_to(d),
                     probability(page, d));
}

std::string council_sentence(const store::Comparison& c, const store::ComparedArm& arm) {
  if (c.councils.empty()) return "";
  std::size_t wins = 0;
  std::size_t loses = 0;
  std::int64_t pairs = 0;
  for (const store::WinnerRow& row : c.winners)
    if (row.arm == arm.arm && row.metric == "spend_total") (row.outcome == "wins" ? wins : loses) += 1;
  if (const auto* d = c.england(arm.arm, "spend_total")) pairs = d->pairs;
  if (pairs < 5) return "";
  return fmt::format("<strong>{}</strong> of {} councils spend less and <strong>{}</strong> spend more in at least nine of ten pairs of runs; for {} no sign is clear.{}", wins,
                     c.councils.size(), loses, c.councils.size() - wins - loses,
                     named_by_luck(c).empty() ? "" : " Luck alone would name " + named_by_luck(c) + ".");
}

std::string how_sure(const ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  const std::string pairs = c.fact("replicates");
  std::string text = "All arms live through the same luck: the same children enter care on the same days, and homes meet the same chances. ";
  if (pairs == "1" && !page.has_draws()) return text + "There is <strong>one pair of runs: no uncertainty is shown</strong>.";
  text += fmt::format("These are means over <strong>{} pairs of runs</strong>{}; the intervals say how far luck could move them. ", escape(pairs),
                      page.has_draws() ? " in each of " + escape(c.fact("draws")) + " draws of what is not known" : "");
  if (!page.has_draws()) text += "What is not known about the market (the parameters marked <em>assumption</em>) is not in them. ";
  return text + "This is not a forecast.";
}

}  // namespace

std::string comparison_answer(ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string out = open_section("answer", "The answer in short");
  for (const store::ComparedArm* arm : page.main_arms()) {
    out += "<h3>" + escape(arm_in_words(*arm)) + ", against the base</h3><ul class=\"answer\">";
    for (const Topic& topic : kTopics) {
      const store::DifferenceRow* d = c.england(arm->arm, topic.metric);
      if (d != nullptr) out += fmt::format("<li><span class=\"topic\">{}</span> {}</li>", topic.topic, sentence(page, topic, *d));
    }
    const std::string councils = council_sentence(c, *arm);
    if (!councils.empty()) out += "<li><span class=\"topic\">Councils.</span> " + councils + "</li>";
    out += "</ul>";
  }
  if (page.main_arms().empty()) out += paragraph("There is one arm: nothing is compared.");
  out += "<ul class=\"answer\"><li><span class=\"topic\">How sure?</span> " + how_sure(page) + "</li>";
  for (const std::string& remark : c.remarks) out += "<li><span class=\"topic\">Note.</span> " + escape(remark) + "</li>";
  return out + "</ul></section>";
}

}  // namespace carepool::report
