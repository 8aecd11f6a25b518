// Prices, profits, sufficiency, stability and the mix of contracts: charts over time and tables of first and
// last year.
#include <fmt/format.h>

#include <array>
#include <limits>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"

namespace carepool::report {

namespace {

std::string close_or_absent(std::string body, std::string_view what) {
  return (body.empty() ? nothing_recorded(what) : body) + "</section>";
}

std::string side_by_side(const std::vector<std::string>& figures) {
  std::string out;
  for (const std::string& figure : figures) out += figure;
  return out.empty() ? out : "<div class=\"charts\">" + out + "</div>";
}

}  // namespace

std::string section_prices(Page& page) {
  std::string body = side_by_side(
      {lines_chart(page, "fees", "Weekly fee of a placement in an independent home",
                   {"fee_weekly_mean_starts", "fee_weekly_mean_stock", "fee_weekly_median_stock",
                    "fee_weekly_p90_stock"}),
       lines_chart(page, "fee-index", "Fee index: the same basket of children each year", {"fee_index"}),
       grouped_chart(page, "fees-need", "Mean fee of new placements, by need", "fee_weekly_mean_starts",
                     "need"),
       grouped_chart(page, "fees-contract", "Mean fee of new placements, by kind of contract",
                     "fee_weekly_mean_starts", "contract"),
       lines_chart(page, "fees-tail", "Placements that cost more than £10,000 a week",
                   {"fee_over_10k_share"}),
       grouped_chart(page, "fees-setting", "Mean fee in force, by setting", "fee_weekly_mean_stock",
                     "setting")});
  body += first_and_last(
      page.data, {"fee_index", "fee_weekly_mean_starts", "fee_weekly_mean_stock", "fee_weekly_median_stock",
                  "fee_weekly_p90_stock", "fee_over_10k_share", "fee_spread_same_need",
                  "unit_cost_weekly_mean", "all_in_cost_per_sufficient_week"});
  body += by_group(page.data, "fee_weekly_mean_starts", "region", "by region");
  return open_section("prices", "Prices") + close_or_absent(std::move(body), "prices");
}

std::string section_profits(Page& page) {
  std::string body = side_by_side(
      {lines_chart(page, "margin", "Operating margin of independent providers",
                   {"operating_margin", "operating_margin_median"}),
       lines_chart(page, "losses", "Provider groups that make a loss", {"loss_making_share"}),
       grouped_chart(page, "margin-size", "Operating margin, by size of group", "operating_margin", "size"),
       lines_chart(page, "occupancy", "Occupancy of homes",
                   {"occupancy_registered", "occupancy_reported", "occupancy_usable"}),
       lines_chart(page, "places", "Places in homes", {"places_registered", "places_usable"}),
       lines_chart(page, "homes-flow", "Homes opened and closed", {"homes_opened", "homes_closed"})});
  body +=
      first_and_last(page.data, {"operating_margin", "operating_margin_median", "loss_making_share",
                                 "profit_total", "ebitda_margin", "return_on_capital", "interest_cover",
                                 "providers_active", "providers_failed", "mergers", "groups_in_breach", "homes_open", "homes_opened",
                                 "homes_closed", "places_registered", "places_usable", "occupancy_registered",
                                 "occupancy_reported", "occupancy_usable", "hhi_places", "top10_share"});
  body += by_group(page.data, "operating_margin", "size", "by size of group");
  body += by_group(page.data, "operating_margin", "sector", "by sector");
  return open_section("profits", "Profits and supply") + close_or_absent(std::move(body), "profits");
}

namespace {

struct Link {
  std::string_view metric;
  std::string_view name;
};

// The product that sufficiency is: each link is a share of the nights that passed the links before it.
constexpr std::array<Link, 7> kLinks{{{"sufficiency_placed_share", "Placed, not waiting"},
                                      {"sufficiency_lawful_share", "× lawful"},
                                      {"sufficiency_setting_share", "× right setting"},
                                      {"sufficiency_need_share", "× need is served there"},
                                      {"sufficiency_siblings_share", "× siblings together"},
                                      {"sufficiency_near_share", "× near: 20 miles or own area"},
                                      {"sufficiency_rate_20mi", "= sufficient"}}};

std::string links_chart(Page& page) {
  Chart chart;
  chart.id = "sufficiency-links";
  chart.title = "Which link of sufficiency fails";
  chart.unit = "share";
  chart.kind = ChartKind::bar;
  ChartLine line{"Share of nights", "sufficiency_rate_20mi", {}, {}, {}};
  for (const Link& link : kLinks) {
    const auto value = page.data.value(link.metric);
    if (!value) continue;
    chart.categories.emplace_back(link.name);
    line.values.push_back(*value);
  }
  if (line.values.size() < 3) return {};
  chart.lines.push_back(std::move(line));
  chart.note =
      "Each bar is the share of the nights left by the bars above it; multiplied together they give the "
      "last.";
  return finish_chart(page, std::move(chart));
}

}  // namespace

std::string section_sufficiency(Page& page) {
  std::string body =
      side_by_side({lines_chart(page, "sufficiency", "Nights in sufficient care",
                                {"sufficiency_rate_20mi", "sufficiency_rate_in_area"}),
                    links_chart(page),
                    lines_chart(page, "crisis", "Children in crisis placements, and children waiting",
                                {"crisis_children", "unplaced_children_mean"}),
                    lines_chart(page, "offers", "Referrals with a choice, and with one offer only",
                                {"choice_rate", "single_offer_share"}),
                    lines_chart(page, "distance", "Children placed away from home",
                                {"out_of_council_share", "beyond_20_miles_share"}),
                    grouped_chart(page, "sufficiency-need", "Sufficiency within 20 miles, by need",
                                  "sufficiency_rate_20mi", "need")});
  body += first_and_last(
      page.data,
      {"sufficiency_rate_20mi", "sufficiency_rate_in_area", "choice_rate", "single_offer_share",
       "offers_per_referral_mean", "days_waiting_mean", "referrals", "referrals_blocked_share",
       "unplaced_children_mean", "crisis_children", "crisis_placements_started", "out_of_council_share",
       "beyond_20_miles_share", "distance_miles_mean", "distance_miles_median", "crisis_spell_days_mean",
       "need_gap_places", "residential_for_want_of_foster"});
  body += by_group(page.data, "sufficiency_rate_20mi", "region", "by region");
  return open_section("sufficiency", "Sufficiency") + close_or_absent(std::move(body), "sufficiency");
}

std::string section_stability(Page& page) {
  std::string body =
      side_by_side({lines_chart(page, "children", "Children looked after", {"children_in_care"}),
                    grouped_chart(page, "children-setting", "Where children live", "children_in_care",
                                  "setting", ChartKind::stacked_area),
                    lines_chart(page, "flows", "Children entering and leaving care", {"entries", "exits"}),
                    lines_chart(page, "moves", "Children with three or more placements in a year",
                                {"three_plus_placements_share"})});
  body += first_and_last(
      page.data, {"children_in_care", "entries", "exits", "placements_started", "moves_per_child_year",
                  "three_plus_placements_share", "breakdowns_per_child_year", "displaced_children"});
  body += by_group(page.data, "children_in_care", "setting", "by setting");
  return open_section("stability", "Children and stability") + close_or_absent(std::move(body), "stability");
}

namespace {

// Spot, framework and block are shares of independent home placements and make a whole; in-house has a base
// of its own.
std::string contracts_chart(Page& page) {
  Chart chart;
  chart.id = "contracts";
  chart.title = "How placements in independent homes are bought";
  chart.kind = ChartKind::stacked_area;
  for (const std::string& contract : page.data.values_of("contract_share", "contract")) {
    if (contract != "in_house")
      add_line(chart, page.data, "contract_share", "contract=" + contract, spoken(contract));
  }
  return finish_chart(page, std::move(chart));
}

}  // namespace

std::string section_contracts(Page& page) {
  std::string body =
      side_by_side({contracts_chart(page),
                    lines_chart(page, "framework-exits", "Groups that leave a framework within a year",
                                {"framework_exit_rate"})});
  body += by_group(page.data, "contract_share", "contract", "");
  body += first_and_last(page.data, {"framework_exit_rate", "framework_joins", "framework_exits",
                                     "void_spend", "block_void_share", "block_cost_per_used_week"});
  return open_section("contracts", "Contract mix") + close_or_absent(std::move(body), "the mix of contracts");
}

}  // namespace carepool::report
