#include "cli/comparison_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace carepool::cli {
namespace {

struct Line {
  const char* metric;
  const char* label;
  const char* form;  // pounds, share, million, people
};

constexpr Line kLines[] = {
    {"fee_weekly_mean_starts", "Fee of a new home placement, a week", "pounds"},
    {"fee_weekly_mean_stock", "Fee of placements in force, a week", "pounds"},
    {"operating_margin", "Operating margin of homes", "share"},
    {"sufficiency_rate_20mi", "Nights of sufficient care", "share"},
    {"all_in_cost_per_sufficient_week", "All-in cost of a sufficient week", "pounds"},
    {"spend_total", "Spend a year", "million"},
    {"crisis_children", "Children in crisis placements", "people"},
    {"beyond_20_miles_share", "Placed more than 20 miles away", "share"},
    {"places_usable", "Usable places", "people"},
    {"framework_exit_rate", "Groups leaving a framework in a year", "share"},
    {"children_in_care", "Children looked after", "people"},
};

std::string shown(double x, std::string_view form, bool with_sign) {
  const char* sign = with_sign ? (x > 0 ? "+" : x < 0 ? "−" : "") : x < 0 ? "−" : "";
  const double size = std::fabs(x);
  const bool small = size > 0 && size < 10;
  if (with_sign && size < 5e-13) sign = "";
  if (form == "pounds") return fmt::format("{}£{}", sign, grouped(size, small ? 2 : 0));
  if (form == "share") return fmt::format("{}{:.{}f} {}", sign, 100 * size, with_sign && size < 0.01 ? 2 : 1, with_sign ? "points" : "%");
  if (form == "million") return fmt::format("{}£{} m", sign, grouped(size / 1e6, size < 1e7 ? 2 : size < 1e8 ? 1 : 0));
  return sign + grouped(size, small ? 2 : 0);
}

std::string padded(const std::string& text, std::size_t width) {
  std::size_t letters = 0;
  for (const char c : text) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return letters >= width ? text : std::string(width - letters, ' ') + text;
}

// The unit stands once, at the end.
std::string band_text(double low, double high, std::string_view form) {
  std::string from = shown(low, form, true);
  for (const std::string_view unit : {" points", " m"})
    if (from.ends_with(unit)) from.resize(from.size() - unit.size());
  return "[" + from + " to " + shown(high, form, true) + "]";
}

std::string interval(const store::DifferenceRow& d, std::string_view form) {
  if (std::isnan(d.low) || (d.low == 0 && d.high == 0)) return "";
  return band_text(d.low, d.high, form);
}

std::string precision_text(const store::DifferenceRow& d) {
  if (d.unit.rfind("share", 0) != 0) return fmt::format("±{:.2g} %", 100 * d.precision_asked / std::fabs(d.base));
  const std::string number = fmt::format("{:.3g}", 100 * d.precision_asked);
  return "±" + number + (number == "1" ? " point" : " points");
}

// "higher in every pair", "lower in 90 % of pairs".
std::string sign_text(const store::DifferenceRow& d) {
  const double share = d.verdict == "higher" ? d.share_higher : d.verdict == "lower" ? d.share_lower : 0;
  if (!(share > 0)) return "";
  return d.verdict + (share > 1 - 1e-9 ? " in every pair" : fmt::format(" in {:.0f} % of pairs", 100 * share));
}

std::string remark_on(const store::DifferenceRow& d) {
  std::string text;
  if (d.verdict == "cannot tell apart") {
    text = d.share_higher == 0 && d.share_lower == 0 ? "the same in every pair" : "cannot tell apart";
    if (d.more_pairs > 0) text += fmt::format("; {} more {} for {}", d.more_pairs, d.more_pairs == 1 ? "pair" : "pairs", precision_text(d));
  } else if (!std::isnan(d.p_better)) {
    text = fmt::format("P(better) {:.0f} %", 100 * d.p_better);
  } else {
    text = sign_text(d);
  }
  if (!std::isnan(d.not_known_low) && text.find("cannot") != std::string::npos && !std::isnan(d.p_better)) text += fmt::format(", P(better) {:.0f} %", 100 * d.p_better);
  return text;
}

void print_arm(const store::Comparison& c, const store::ComparedArm& arm) {
  fmt::print("\n{} against base\n", arm.name);
  for (const Line& line : kLines) {
    const store::DifferenceRow* d = c.england(arm.arm, line.metric);
    if (d == nullptr) continue;
    fmt::print("  {:<37}{} → {} {}  {:<28}  {}\n", line.label, padded(shown(d->base, line.form, false), 9), padded(shown(d->value, line.form, false), 9),
               padded(shown(d->difference, line.form, true), 13), interval(*d, line.form), remark_on(*d));
  }
}

void print_parts(const store::Comparison& c, const store::ComparedArm& arm, const char* table, const char* heading, const char* form) {
  bool first = true;
  for (const store::PartRow& part : c.parts) {
    if (part.arm != arm.arm || part.table != table) continue;
    if (first) fmt::print("  {}\n", heading);
    first = false;
    const std::string band = std::isnan(part.low) ? "" : band_text(part.low, part.high, form);
    fmt::print("    {:<62}{}  {}\n", part.label, padded(shown(part.difference, form, true), 10), band);
  }
}

void print_winners(const store::Comparison& c, const store::ComparedArm& arm) {
  if (c.councils.empty()) return;
  std::size_t wins = 0;
  std::size_t loses = 0;
  for (const store::WinnerRow& row : c.winners) {
    if (row.arm != arm.arm || row.metric != "spend_total") continue;
    (row.outcome == "wins" ? wins : loses) += 1;
  }
  if (wins + loses > 0)
    fmt::print("  Councils that spend less in at least nine of ten pairs: {}; more: {}; no clear sign: {}\n", wins, loses, c.councils.size() - wins - loses);
}

std::string variance_line(const store::Comparison& c, const store::ComparedArm& arm) {
  std::vector<double> factors;
  for (const Line& line : kLines)
    if (const auto* d = c.england(arm.arm, line.metric); d != nullptr && !std::isnan(d->variance_reduction)) factors.push_back(d->variance_reduction);
  if (factors.empty()) return "";
  std::sort(factors.begin(), factors.end());
  return fmt::format("  The same luck in both arms is worth {:.1f} times the runs (middle of {} measures, {:.1f} to {:.1f}).\n", factors[factors.size() / 2], factors.size(),
                     factors.front(), factors.back());
}

}  // namespace

void print_comparison(const store::Comparison& c, const std::string& folder, double wall_seconds) {
  const std::string draws = c.fact("draws");
  fmt::print("\n{} · seed {} · {} {} {}{}\n", c.fact("name"), c.fact("seed"), c.arms.size(), c.arms.size() == 1 ? "arm," : "arms,",
             c.fact("replicates") + (c.fact("replicates") == "1" ? " pair" : " pairs"), draws == "0" || draws.empty() ? "" : " in each of " + draws + " draws");
  for (const store::ComparedArm& arm : c.arms) {
    if (arm.arm == 0 || arm.leverage_off_of >= 0) continue;  // copies without leverage speak through the decomposition
    print_arm(c, arm);
    print_parts(c, arm, "price", "Why a week for a child who needs a home costs more or less", "pounds");
    print_parts(c, arm, "spend", "Why spending on it changes, a year", "million");
    print_winners(c, arm);
    fmt::print("{}", variance_line(c, arm));
  }
  if (c.arms.size() == 1) fmt::print("\n  One arm: nothing is compared. --policy FILE.yaml adds one.\n");
  fmt::print("\n  In brackets: 95 % interval of luck.{}\n", draws == "0" || draws.empty() ? " What is not known about the market is not in it." : "");
  for (const std::string& remark : c.remarks) fmt::print("  {}\n", remark);
  fmt::print("  {:.1f} s\n  Report     {}/report.html\n  Results    {}\n", wall_seconds, folder, folder);
}

}  // namespace carepool::cli
