#include "cli/run_summary.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "store/summary_json.hpp"

namespace carepool::cli {
namespace {

struct Line {
  const char* metric;
  const char* label;
  const char* form;  // people, pounds, share, miles, million, number
  const char* setting = "";  // empty: England as a whole
};

constexpr Line kLines[] = {
    {"children_in_care", "Children looked after", "people"},
    {"fee_weekly_mean_stock", "Mean fee of independent homes", "pounds"},
    {"fee_weekly_mean_starts", "  new placements", "pounds"},
    {"fee_index", "Fee index (start = 1)", "number"},
    {"unit_cost_weekly_mean", "Cost of a week in a home, all homes", "pounds"},
    {"operating_margin", "Operating margin, independent homes", "share"},
    {"sufficiency_rate_20mi", "Nights with a sufficient placement", "share"},
    {"beyond_20_miles_share", "Home placements beyond 20 miles", "share", "residential"},
    {"out_of_council_share", "Home placements outside the council", "share", "residential"},
    {"crisis_children", "Children in crisis placements", "people"},
    {"places_registered", "Registered places", "people"},
    {"framework_exit_rate", "Groups leaving a framework in a year", "share"},
    {"spend_total", "Spend in a year", "million"},
};

std::string shown(double x, std::string_view form) {
  if (form == "people") return fmt::format("{:>12}", grouped(x));
  if (form == "pounds") return fmt::format("{:>12}", "£" + grouped(x) + " a week");
  if (form == "share") return fmt::format("{:>12}", fmt::format("{:.1f} %", 100 * x));
  if (form == "million") return fmt::format("{:>12}", "£" + grouped(x / 1e6) + " million");
  return fmt::format("{:>12.3f}", x);
}

const store::SummaryRow* national(const store::Results& results, std::string_view id, const char* setting) {
  store::GroupKey key;
  key.setting = setting;
  for (const store::SummaryRow& row : results.summary)
    if (results.metrics[row.metric].id == id && results.groups.key(row.group) == key && !std::isnan(row.value)) return &row;
  return nullptr;
}

}  // namespace

void print_run_summary(const store::Results& results, const store::Manifest& manifest, const std::string& folder, bool json) {
  if (json) {
    fmt::print("{}", store::summary_json(results));
    return;
  }
  fmt::print("\n{} · seed {} · {} {}\n\n", manifest.scenario, manifest.seed, manifest.replicates, manifest.replicates == 1 ? "run" : "replicates");
  for (const Line& line : kLines) {
    const store::SummaryRow* row = national(results, line.metric, line.setting);
    if (row == nullptr) continue;
    fmt::print("  {:<40}{}", line.label, shown(row->value, line.form));
    if (row->band_luck) fmt::print("   95 % of luck: {} to {}", shown(row->band_luck->low, line.form), shown(row->band_luck->high, line.form));
    fmt::print("\n");
  }
  if (manifest.replicates == 1) fmt::print("\n  One run: no uncertainty is shown. --replicates N shows that of luck.\n");
  fmt::print("\n  World hash {}   {:.1f} s\n  Report     {}/report.html\n  Results    {}\n", manifest.world_hash, manifest.wall_seconds, folder, folder);
}

}  // namespace carepool::cli
