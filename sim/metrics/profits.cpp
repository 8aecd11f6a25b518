#include "metrics/profits.hpp"

#include <functional>

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "profits";

struct Account {  // £ in the period
  double revenue = 0, staff = 0, variable = 0, property = 0, overhead = 0, interest = 0;
  double operating() const { return revenue - staff - variable - property - overhead; }
};

double grown(const Frame& f, std::size_t g, Pence GroupAccount::*column) {
  const Pence then = g < f.from.groups.size() ? f.from.groups[g].*column : 0;
  return static_cast<double>(f.to.groups[g].*column - then) / 100.0;
}

Account account_of(const Frame& f, std::size_t g) {
  return {grown(f, g, &GroupAccount::revenue),  grown(f, g, &GroupAccount::staff),    grown(f, g, &GroupAccount::variable),
          grown(f, g, &GroupAccount::property), grown(f, g, &GroupAccount::overhead), grown(f, g, &GroupAccount::interest)};
}

void operator+=(Account& a, const Account& b) {
  a.revenue += b.revenue;
  a.staff += b.staff;
  a.variable += b.variable;
  a.property += b.property;
  a.overhead += b.overhead;
  a.interest += b.interest;
}

using Of = std::function<double(const Account&)>;  // not finite: no row

// Weighted accounts of the independent groups of homes: England, sectors, sizes, regions of the groups' seats.
void over_accounts(const Frame& f, Out& o, const Of& value) {
  Account all;
  std::vector<Account> sector(kSectors), size(kGroupSizes), region(f.regions);
  for (std::size_t g = 0; g < f.to.groups.size(); ++g) {
    if (!is_independent_home_group(f.world, g)) continue;
    const Account a = account_of(f, g);
    all += a;
    sector[static_cast<std::size_t>(f.world.providers.sector[g])] += a;
    size[static_cast<std::size_t>(f.stock.size_of_group(g))] += a;
    if (f.world.providers.region[g] < f.regions) region[f.world.providers.region[g]] += a;
  }
  o.add(value(all));
  for (std::size_t i = 1; i < kSectors; ++i) o.add(value(sector[i]), Dim::sector, i);
  for (std::size_t i = 0; i < kGroupSizes; ++i) o.add(value(size[i]), Dim::size, i);
  for (std::size_t i = 0; i < f.regions; ++i) o.add(value(region[i]), Dim::region, i);
}

double over_revenue(double x, const Account& a) { return a.revenue > 0 ? x / a.revenue : std::nan(""); }

// Margins of the groups with a running home and fees, from their accounts of the last twelve months.
struct GroupMargin {
  std::size_t sector, size;
  double margin;
};

std::vector<GroupMargin> margins(const Frame& f) {
  std::vector<GroupMargin> out;
  const Providers& p = f.world.providers;
  for (std::size_t g = 0; g < p.size(); ++g) {
    if (!is_independent_home_group(f.world, g) || f.stock.homes_of_group[g] == 0 || p.year_revenue[g] <= 0) continue;
    out.push_back({static_cast<std::size_t>(p.sector[g]), static_cast<std::size_t>(f.stock.size_of_group(g)), 1 - p.year_cost[g] / p.year_revenue[g]});
  }
  return out;
}

void over_margins(const Frame& f, Out& o, double (*statistic)(std::vector<double>&)) {
  const std::vector<GroupMargin> list = margins(f);
  std::vector<double> all;
  std::vector<std::vector<double>> sector(kSectors), size(kGroupSizes);
  for (const GroupMargin& x : list) {
    all.push_back(x.margin);
    sector[x.sector].push_back(x.margin);
    size[x.size].push_back(x.margin);
  }
  if (!all.empty()) o.add(statistic(all));
  for (std::size_t i = 0; i < kSectors; ++i)
    if (!sector[i].empty()) o.add(statistic(sector[i]), Dim::sector, i);
  for (std::size_t i = 0; i < kGroupSizes; ++i)
    if (!size[i].empty()) o.add(statistic(size[i]), Dim::size, i);
}

double loss_share(std::vector<double>& x) {
  std::size_t n = 0;
  for (const double m : x) n += m < 0 ? 1 : 0;
  return static_cast<double>(n) / static_cast<double>(x.size());
}

// ---- Where each pound went --------------------------------------------------------------------------------------------------------------

enum class Pound : std::uint8_t { care_staff, property, overhead, interest, profit, voids, crisis, transactions };

// Spend on homes, crisis, waiting and transactions; what providers of homes got for filled places is split as their accounts split it.
template <Pound kind>
void pound(const Frame& f, Out& o) {
  const double fees = total(paid(f, {Pay::homes_own, Pay::homes_fees, Pay::add_ons}));
  const double voids = total(paid(f, {Pay::block_voids}));
  const double crisis = total(paid(f, {Pay::crisis, Pay::waiting}));
  const double transactions = total(paid(f, {Pay::brokerage, Pay::tenders, Pay::rcc_setup, Pay::rcc_running}));
  const double all = fees + voids + crisis + transactions;
  if (all <= 0) return;
  Account a;
  for (std::size_t g = 0; g < f.to.groups.size(); ++g)
    if (f.world.providers.kind[g] == 0) a += account_of(f, g);
  const double split = a.revenue > 0 ? fees / a.revenue / all : 0;
  switch (kind) {
    case Pound::care_staff: return o.add((a.staff + a.variable) * split);
    case Pound::property: return o.add(a.property * split);
    case Pound::overhead: return o.add(a.overhead * split);
    case Pound::interest: return o.add(a.interest * split);
    case Pound::profit: return o.add((a.operating() - a.interest) * split);
    case Pound::voids: return o.add(voids / all);
    case Pound::crisis: return o.add(crisis / all);
    case Pound::transactions: return o.add(transactions / all);
  }
}

constexpr std::string_view kAccounts = "sector, size, region";

constexpr Metric kMetrics[] = {
    {"operating_margin", "share", "Operating margin", kFamily, Over::share,
     "Revenue less staff, care, property and overhead, before interest and tax / revenue, summed over private and voluntary groups of homes.", kAccounts,
     [](const Frame& f, Out& o) { over_accounts(f, o, [](const Account& a) { return over_revenue(a.operating(), a); }); }},
    {"operating_margin_median", "share", "Operating margin of the middle group", kFamily, Over::trailing,
     "Median over private and voluntary groups with a running home of the operating margin in their yearly accounts (memory of twelve months).",
     "sector, size", [](const Frame& f, Out& o) { over_margins(f, o, [](std::vector<double>& x) { return quantile(x, 0.5); }); }},
    {"loss_making_share", "share", "Groups that make a loss", kFamily, Over::trailing,
     "Private and voluntary groups with a running home whose yearly costs (memory of twelve months, before interest) exceed their revenue / all of them.",
     "sector, size", [](const Frame& f, Out& o) { over_margins(f, o, loss_share); }},
    {"profit_total", "£/year", "Profit after interest", kFamily, Over::rate,
     "Operating profit less interest of private and voluntary groups of homes, before tax.", kAccounts,
     [](const Frame& f, Out& o) {
       over_accounts(f, o, [&f](const Account& a) { return a.revenue > 0 ? (a.operating() - a.interest) / f.years() : std::nan(""); });
     }},
    {"ebitda_margin", "share", "Margin before property costs", kFamily, Over::share,
     "Revenue less staff, care and overhead / revenue of private and voluntary groups of homes: before property costs, which stand for rent or for "
     "the wear and finance of owned buildings, and before interest.",
     kAccounts, [](const Frame& f, Out& o) { over_accounts(f, o, [](const Account& a) { return over_revenue(a.operating() + a.property, a); }); }},
    {"return_on_capital", "share per year", "Return on property capital", kFamily, Over::share,
     "Operating profit before property costs a year / value of the property in use (property costs a year over the assumed yield) of private and "
     "voluntary groups of homes.",
     kAccounts, [](const Frame& f, Out& o) {
       const double yield = f.setup.v().costs().property_yield();
       over_accounts(f, o, [yield](const Account& a) { return a.property > 0 ? (a.operating() + a.property) / (a.property / yield) : std::nan(""); });
     }},
    {"interest_cover", "ratio", "Interest cover", kFamily, Over::share,
     "Operating profit / interest of private and voluntary groups of homes that paid interest.", "", [](const Frame& f, Out& o) {
       Account a;
       for (std::size_t g = 0; g < f.to.groups.size(); ++g)
         if (is_independent_home_group(f.world, g) && grown(f, g, &GroupAccount::interest) > 0) a += account_of(f, g);
       if (a.interest > 0) o.add(a.operating() / a.interest);
     }},
    {"pound_care_staff", "share", "Of each pound: care staff", kFamily, Over::share,
     "Share of councils' spend on homes, crisis, waiting and transactions that went on staff and direct care in homes.", "", pound<Pound::care_staff>},
    {"pound_property", "share", "Of each pound: property", kFamily, Over::share, "The share that went on homes' buildings, as rent or their wear and finance.", "",
     pound<Pound::property>},
    {"pound_overhead", "share", "Of each pound: overhead", kFamily, Over::share, "The share that went on homes' management and central costs.", "",
     pound<Pound::overhead>},
    {"pound_interest", "share", "Of each pound: interest", kFamily, Over::share, "The share that went on interest on the debt of groups of homes.", "",
     pound<Pound::interest>},
    {"pound_profit", "share", "Of each pound: profit", kFamily, Over::share,
     "The share that groups of homes kept after costs and interest; negative when they lose.", "", pound<Pound::profit>},
    {"pound_voids", "share", "Of each pound: empty block beds", kFamily, Over::share, "The share paid for beds under block contracts while they stood empty.", "",
     pound<Pound::voids>},
    {"pound_crisis", "share", "Of each pound: crisis and waiting", kFamily, Over::share, "The share paid for crisis placements and for care while a child waits.", "",
     pound<Pound::crisis>},
    {"pound_transactions", "share", "Of each pound: transactions", kFamily, Over::share,
     "The share paid for brokerage, tenders and the cost of joint bodies. The eight shares sum to 1.", "", pound<Pound::transactions>},
};

}  // namespace

std::span<const Metric> profits_metrics() { return kMetrics; }

}  // namespace carepool::metrics
