#include "metrics/money.hpp"

#include "base/date.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "money";
constexpr std::string_view kGroups = "region, rcc, council";

PerCouncil paid_for_all(const Frame& f) {
  PerCouncil out(f.region.size(), 0.0);
  for (std::size_t k = 0; k < kPays; ++k) out = plus(std::move(out), paid(f, {static_cast<Pay>(k)}));
  return out;
}

void by_setting(const Frame& f, Out& o) {
  const auto add = [&](Setting s, std::initializer_list<Pay> kinds) {
    add_total(o, paid(f, kinds), 1 / f.years(), Dim::setting, static_cast<std::size_t>(s));
  };
  add(Setting::fostering, {Pay::fostering_own, Pay::fostering_agency});
  add(Setting::kinship, {Pay::kinship});
  add(Setting::residential, {Pay::homes_own, Pay::homes_fees, Pay::add_ons, Pay::block_voids});
  add(Setting::supported, {Pay::supported});
  add(Setting::secure, {Pay::secure});
  add(Setting::with_parents, {Pay::with_parents});
  add(Setting::adoption, {Pay::adoption});
  add(Setting::other, {Pay::other});
  add(Setting::crisis, {Pay::crisis});
}

void spend_total(const Frame& f, Out& o) {
  add_sums(f, o, paid_for_all(f), 1 / f.years());
  by_setting(f, o);
}

template <Pay kind>
void spend_of(const Frame& f, Out& o) {
  add_sums(f, o, paid(f, {kind}), 1 / f.years());
}

// Spend since the start of the financial year against as much of its budget.
void over_budget(const Frame& f, Out& o) {
  const Councils& c = f.world.councils;
  const Ymd last = ymd(Date{f.to.day - 1});
  const std::int32_t year_start = from_ymd(last.month >= 4 ? last.year : last.year - 1, 4, 1).days;
  const double share = static_cast<double>(f.to.day - year_start) / static_cast<double>(add_months(Date{year_start}, 12).days - year_start);
  PerCouncil over(f.region.size(), 0.0), budget(f.region.size(), 0.0);
  if (f.setup.first_day > year_start) return;  // the year's budget was made before the run
  for (std::size_t i = 0; i < over.size(); ++i) {
    if (c.budget_pence[i] <= 0) continue;
    Pence now = 0;
    for (std::size_t k = 0; k < kPays; ++k) now += f.to.totals.paid[i * kPays + k];
    budget[i] = static_cast<double>(c.budget_pence[i]) / 100.0 * share;
    over[i] = static_cast<double>(now - c.paid_mark_pence[i]) / 100.0 - budget[i];
  }
  add_ratios(f, o, over, budget);
}

constexpr std::string_view kUnit = "£/year";

constexpr Metric kMetrics[] = {
    {"spend_total", kUnit, "Spend on placements", kFamily, Over::rate,
     "All that councils paid for children looked after: carers, homes, add-ons, empty block beds, crisis, waiting, brokerage, tenders, joint bodies.",
     "region, rcc, council, setting", spend_total},
    {"spend_total_nominal", kUnit, "Spend on placements, prices of the day", kFamily, Over::rate, "spend_total in prices of the day, month by month.", "",
     [](const Frame& f, Out& o) { o.add((f.to.nominal_paid - f.from.nominal_paid) / f.years()); }},
    {"spend_per_child_week", "£/week", "Spend per child and week", kFamily, Over::share, "All that councils paid / weeks of children looked after, waiting included.",
     kGroups, [](const Frame& f, Out& o) { add_ratios(f, o, paid_for_all(f), nights_in_care(f), 7); }},
    {"spend_over_budget_share", "share", "Spend above budget", kFamily, Over::trailing,
     "Spend since 1 April less as much of the year's budget / that part of the budget; negative: below it.", kGroups, over_budget},
    {"spend_total_run", "£", "Spend on placements in the whole run", kFamily, Over::run, "All that councils paid for children looked after.", "",
     [](const Frame& f, Out& o) { o.add(total(paid_for_all(f))); }},
    {"spend_fostering_own", kUnit, "Spend: own foster carers", kFamily, Over::rate, "Paid to councils' own foster carers.", kGroups, spend_of<Pay::fostering_own>},
    {"spend_fostering_agency", kUnit, "Spend: fostering agencies", kFamily, Over::rate, "Paid to fostering agencies.", kGroups, spend_of<Pay::fostering_agency>},
    {"spend_kinship", kUnit, "Spend: kinship carers", kFamily, Over::rate, "Paid to relatives and friends who foster.", kGroups, spend_of<Pay::kinship>},
    {"spend_homes_own", kUnit, "Spend: own homes", kFamily, Over::rate, "Full cost of councils' own homes, less what others paid for places in them.", kGroups,
     spend_of<Pay::homes_own>},
    {"spend_homes_fees", kUnit, "Spend: fees of homes", kFamily, Over::rate, "Core fees of placements in homes.", kGroups, spend_of<Pay::homes_fees>},
    {"spend_add_ons", kUnit, "Spend: add-ons", kFamily, Over::rate, "Add-ons to fees.", kGroups, spend_of<Pay::add_ons>},
    {"spend_supported", kUnit, "Spend: supported accommodation", kFamily, Over::rate, "Fees of supported accommodation.", kGroups, spend_of<Pay::supported>},
    {"spend_secure", kUnit, "Spend: secure homes", kFamily, Over::rate, "Secure homes, at a fixed cost.", kGroups, spend_of<Pay::secure>},
    {"spend_with_parents", kUnit, "Spend: children with parents", kFamily, Over::rate, "Support of children placed with parents, at a fixed cost.", kGroups,
     spend_of<Pay::with_parents>},
    {"spend_adoption", kUnit, "Spend: children placed for adoption", kFamily, Over::rate, "Support of children placed for adoption, at a fixed cost.", kGroups,
     spend_of<Pay::adoption>},
    {"spend_other", kUnit, "Spend: other settings", kFamily, Over::rate, "Other settings, at a fixed cost.", kGroups, spend_of<Pay::other>},
    {"spend_crisis", kUnit, "Spend: crisis placements", kFamily, Over::rate, "Crisis placements.", kGroups, spend_of<Pay::crisis>},
    {"spend_waiting", kUnit, "Spend: waiting", kFamily, Over::rate, "Care of children while they wait for a placement.", kGroups, spend_of<Pay::waiting>},
    {"spend_block_voids", kUnit, "Spend: empty block beds", kFamily, Over::rate, "Guaranteed part of block beds while they were empty; the same as void_spend.",
     kGroups, spend_of<Pay::block_voids>},
    {"spend_brokerage", kUnit, "Spend: brokerage", kFamily, Over::rate, "Staff who search for places.", kGroups, spend_of<Pay::brokerage>},
    {"spend_tenders", kUnit, "Spend: tenders", kFamily, Over::rate, "Tendering of blocks and frameworks.", kGroups, spend_of<Pay::tenders>},
    {"spend_rcc_setup", kUnit, "Spend: setting up joint bodies", kFamily, Over::rate, "Once, when a joint body starts.", kGroups, spend_of<Pay::rcc_setup>},
    {"spend_rcc_running", kUnit, "Spend: running joint bodies", kFamily, Over::rate, "Yearly cost of joint bodies.", kGroups, spend_of<Pay::rcc_running>},
};

}  // namespace

std::span<const Metric> money_metrics() { return kMetrics; }

}  // namespace carepool::metrics
