// The steps, in order:
//  1. companies: registered companies by size, as published for 2025 (voluntary ones apart, in the
//  proportions of 2023).
//  2. merge: the largest companies absorb others until the 20 largest groups hold their published share of
//  homes, and the 2 largest theirs.
//  3. plan_regions: how many private homes of each region belong to single owners, small and medium groups
//  and the 20 largest, through the
//     published extremes of the mix.
//  4. assign: groups up to 19 homes live in one region, around the founder's home; the 20 largest are spread
//  over the country.
//  5. investors: groups owned by investment firms, up to the published share of private homes.
#include "world/supply_owners.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "world/rounding.hpp"

namespace carepool {
namespace {

constexpr std::size_t kLargestGroups = 20, kTopGroups = 2;
constexpr int kSmallestLarge =
    20;  // homes of the last of the 20 largest: just above the companies of 10 to 19
constexpr double kFirstOfTwo = 0.53;  // the larger of the two largest: assumption

enum class Class : std::uint8_t {
  single,
  pair,
  small,
  medium,
  largest
};  // 1, 2-3, 4-9, 10-19 homes, the 20 largest groups
constexpr std::size_t kClasses = 5;

struct Plan {  // a group before it has homes
  int homes = 0;
  int companies = 1;
  Class kind = Class::single;
};

Class class_of(int homes) {
  if (homes == 1) return Class::single;
  if (homes <= 3) return Class::pair;
  return homes <= 9 ? Class::small : Class::medium;
}

DrawnSize size_class_of(int homes) {
  if (homes <= 1) return DrawnSize::single;
  if (homes <= 9) return DrawnSize::small;
  return homes < kSmallestLarge ? DrawnSize::medium : DrawnSize::large;
}

int rounded(double v) { return static_cast<int>(std::floor(v + 0.5)); }

// low, low·r, low·r², … largest first, with the r for which they sum to `total`.
std::vector<int> geometric_sizes(std::size_t count, int total, int low) {
  if (count == 0) return {};
  std::vector<double> shape(count, 1.0);
  double from = 1, to = 3;
  for (int i = 0; i < 60; ++i) {
    const double r = (from + to) / 2;
    double sum = 0, term = low;
    for (std::size_t k = count; k-- > 0; term *= r) sum += shape[k] = term;
    (sum < total ? from : to) = r;
  }
  std::vector<int> out = apportion(shape, total);
  std::sort(out.rbegin(), out.rend());
  return out;
}

class OwnersDraw {
 public:
  OwnersDraw(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams, DrawnHomes& homes,
             DrawnGroups& groups, SupplyFit& fit)
      : t_(tables), seed_(seed), stream_(streams.group), homes_(homes), groups_(groups), fit_(fit) {}

  void run() {
    council_groups();
    for (std::size_t h = 0; h < homes_.size(); ++h) {
      if (homes_.sector[h] == TableSector::private_sector) private_.push_back(h);
      if (homes_.sector[h] == TableSector::voluntary) voluntary_.push_back(h);
    }
    const std::vector<int> voluntary = voluntary_companies();
    const std::vector<Plan> plans = merge(private_companies(voluntary));
    assign_private(plans);
    assign_voluntary(voluntary);
    settle_areas();
    investors();
    measure();
  }

 private:
  double luck(std::size_t home, std::uint32_t ordinal) const {
    return draw_uniform(seed_, stream_, homes_.key[home], ordinal);
  }
  std::size_t region_of(std::size_t home) const { return t_.councils[homes_.council[home]].region; }

  std::uint32_t add_group(TableSector sector, int homes, int companies) {
    groups_.sector.push_back(sector);
    groups_.size_class.push_back(size_class_of(homes));
    groups_.homes.push_back(homes);
    groups_.investor_owned.push_back(0);
    groups_.region.push_back(0);
    groups_.council.push_back(0);
    groups_.legal_entities.push_back(companies);
    return static_cast<std::uint32_t>(groups_.size() - 1);
  }

  // Group c is council c's own service, with or without homes.
  void council_groups() {
    std::vector<int> held(t_.councils.size(), 0);
    for (std::size_t h = 0; h < homes_.size(); ++h) {
      if (homes_.sector[h] != TableSector::council) continue;
      ++held[homes_.council[h]];
      homes_.group[h] = homes_.council[h];
    }
    for (std::size_t c = 0; c < t_.councils.size(); ++c) {
      add_group(TableSector::council, held[c], 1);
      groups_.region[c] = static_cast<std::uint32_t>(t_.councils[c].region);
      groups_.council[c] = static_cast<std::uint32_t>(c);
    }
  }

  // Sizes of voluntary owners: those of 2023 scaled to today's homes; single owners take up the rest.
  std::vector<int> voluntary_companies() const {
    const int wanted = static_cast<int>(voluntary_.size());
    double before = 0;
    for (const OwnerSizeRow& r : t_.owner_sizes_2023)
      if (r.sector == TableSector::voluntary) before += r.homes;
    std::vector<int> sizes;
    for (const OwnerSizeRow& r : t_.owner_sizes_2023) {
      if (r.sector != TableSector::voluntary || before <= 0) continue;
      const double scale = wanted / before;
      const int owners = rounded(r.owners * scale);
      const int homes = std::clamp(rounded(r.homes * scale), owners * r.homes_from, owners * r.homes_to);
      const std::vector<int> row = sizes_with_total(owners, homes, r.homes_from, std::min(r.homes_to, 60));
      sizes.insert(sizes.end(), row.begin(), row.end());
    }
    std::sort(sizes.rbegin(), sizes.rend());
    int rest = wanted - std::accumulate(sizes.begin(), sizes.end(), 0);
    for (; rest > 0; --rest) sizes.push_back(1);
    while (rest < 0) {
      rest += sizes.back();
      sizes.pop_back();
    }
    for (; rest > 0; --rest) sizes.push_back(1);
    return sizes;
  }

  // Homes of each published class: owners of the smallest class hold one each, the other classes share the
  // rest as published.
  std::vector<int> homes_by_class() const {
    const int independent = static_cast<int>(private_.size() + voluntary_.size());
    std::vector<double> shares;
    int singles = 0;
    for (const OwnerClass& c : t_.owner_classes_2025) {
      const bool single = c.homes_to == 1;
      if (single) singles = std::min(static_cast<int>(c.owners), independent);
      shares.push_back(single ? 0.0 : c.homes_share_pct);
    }
    std::vector<int> out = apportion(shares, independent - singles);
    for (std::size_t k = 0; k < out.size(); ++k)
      if (t_.owner_classes_2025[k].homes_to == 1) out[k] = singles;
    return out;
  }

  // Sizes of private registered companies, largest first: the published classes less the voluntary owners.
  std::vector<int> private_companies(const std::vector<int>& voluntary) {
    const std::vector<int> class_homes = homes_by_class();
    std::vector<int> sizes;
    int left = static_cast<int>(private_.size());
    for (std::size_t k = 0; k < class_homes.size(); ++k) {
      const OwnerClass& c = t_.owner_classes_2025[k];
      int owners = static_cast<int>(c.owners), homes = class_homes[k];
      for (int v : voluntary) {
        if (v < c.homes_from || v > c.homes_to) continue;
        --owners;
        homes -= v;
      }
      if (k + 1 == class_homes.size()) homes = left;
      const int most = std::min(c.homes_to, 400);
      homes = std::clamp(homes, owners * c.homes_from, owners * most);
      left -= homes;
      const std::vector<int> row = k + 1 == class_homes.size()
                                       ? scaled_top(static_cast<std::size_t>(owners), homes)
                                       : sizes_with_total(owners, homes, c.homes_from, most);
      sizes.insert(sizes.end(), row.begin(), row.end());
    }
    for (; left > 0; --left) sizes.push_back(1);
    std::sort(sizes.rbegin(), sizes.rend());
    measure_companies(sizes, voluntary);
    return sizes;
  }

  void measure_companies(const std::vector<int>& sizes, const std::vector<int>& voluntary) {
    for (const auto* list : {&sizes, &voluntary}) {
      for (int s : *list) {
        const std::size_t k = s >= kSmallestLarge ? 4 : static_cast<std::size_t>(class_of(s));
        ++fit_.entities_by_class[k];
        fit_.entity_homes_by_class[k] += s;
      }
    }
  }

  // Homes of the 20 largest groups, largest first.
  std::vector<int> top_targets() const {
    const double all = static_cast<double>(homes_.size());
    const int top20 = rounded(t_.figure("largest_owners_20_share_pct") / 100.0 * all);
    const int top2 = rounded(t_.figure("largest_owners_2_share_pct") / 100.0 * all);
    std::vector<int> out{rounded(kFirstOfTwo * top2)};
    out.push_back(top2 - out[0]);
    const std::vector<int> rest = geometric_sizes(kLargestGroups - kTopGroups, top20 - top2, kSmallestLarge);
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
  }

  // The largest companies look like the largest groups on a smaller scale, none below 20 homes.
  std::vector<int> scaled_top(std::size_t count, int total) const {
    const std::vector<int> top = top_targets();
    if (count == 0) return {};
    if (count > top.size()) return geometric_sizes(count, total, kSmallestLarge);
    double from = 0, to = 1;
    std::vector<double> shape(count);
    for (int i = 0; i < 50; ++i) {
      const double f = (from + to) / 2;
      double sum = 0;
      for (std::size_t k = 0; k < count; ++k) sum += shape[k] = std::max<double>(kSmallestLarge, f * top[k]);
      (sum < total ? from : to) = f;
    }
    std::vector<int> out = apportion(shape, total);
    std::sort(out.rbegin(), out.rend());
    return out;
  }

  // Companies of 2 to 19 homes in an order in which larger ones tend to come first: those that the largest
  // groups take over.
  std::vector<std::size_t> takeover_order(const std::vector<int>& companies, std::size_t first) const {
    std::vector<std::pair<double, std::size_t>> score;
    for (std::size_t i = first; i < companies.size(); ++i) {
      if (companies[i] < 2) continue;
      const double u = draw_uniform(seed_, stream_, (std::uint64_t{1} << 62) + i, 0);
      score.emplace_back(-det::log(u) / companies[i], i);
    }
    std::sort(score.begin(), score.end());
    std::vector<std::size_t> out;
    for (const auto& s : score) out.push_back(s.second);
    return out;
  }

  std::vector<Plan> merge(const std::vector<int>& companies) const {
    const std::vector<int> targets = top_targets();
    const std::size_t n = std::min(targets.size(), companies.size());
    std::vector<std::uint8_t> taken(companies.size(), 0);
    std::vector<Plan> plans;
    const std::vector<std::size_t> order = takeover_order(companies, n);
    std::size_t single = companies.size();
    for (std::size_t g = 0; g < n; ++g) {
      Plan plan{companies[g], 1, Class::largest};
      taken[g] = 1;
      for (std::size_t i : order) {
        if (taken[i] || plan.homes + companies[i] > targets[g]) continue;
        take(plan, companies, taken, i);
      }
      while (plan.homes < targets[g] && single > n && companies[single - 1] == 1)
        take(plan, companies, taken, --single);
      plans.push_back(plan);
    }
    for (std::size_t i = n; i < companies.size(); ++i)
      if (!taken[i]) plans.push_back({companies[i], 1, class_of(companies[i])});
    return plans;
  }

  static void take(Plan& plan, const std::vector<int>& companies, std::vector<std::uint8_t>& taken,
                   std::size_t i) {
    plan.homes += companies[i];
    ++plan.companies;
    taken[i] = 1;
  }

  // Private homes of each region that each class should hold.
  Grid expected_mix(const std::vector<Plan>& plans) const {
    const std::size_t regions = t_.regions.size();
    std::vector<double> rows(regions, 0.0), columns(kClasses, 0.0);
    for (std::size_t h : private_) ++rows[region_of(h)];
    for (const Plan& p : plans) columns[static_cast<std::size_t>(p.kind)] += p.homes;
    Grid fixed(regions, kClasses), grid(regions, kClasses, 1.0);
    for (const OwnerMixRow& m : t_.owner_mix_2025) {
      const std::size_t k =
          static_cast<std::size_t>(m.owner_class == "single" ? Class::single : Class::largest);
      fixed.at(m.region, k) =
          std::min(m.homes_share_pct / 100.0 * fit_.homes_by_region[m.region], 0.95 * rows[m.region]);
      grid.at(m.region, k) = 0;
      rows[m.region] -= fixed.at(m.region, k);
      columns[k] -= fixed.at(m.region, k);
    }
    fit_margins(grid, rows, columns);
    for (std::size_t i = 0; i < grid.cells.size(); ++i) grid.cells[i] += fixed.cells[i];
    return grid;
  }

  // Each group of one region goes where its class lacks most homes. Returns the region of each plan; the 20
  // largest have none.
  std::vector<std::size_t> place_groups(const std::vector<Plan>& plans, Grid need) const {
    std::vector<std::size_t> out(plans.size(), t_.regions.size());
    for (std::size_t i = 0; i < plans.size(); ++i) {  // largest first within a class
      const std::size_t k = static_cast<std::size_t>(plans[i].kind);
      if (plans[i].kind == Class::largest || plans[i].kind == Class::single) continue;
      std::size_t best = 0;
      for (std::size_t r = 1; r < need.rows; ++r)
        if (need.at(r, k) > need.at(best, k)) best = r;
      need.at(best, k) -= plans[i].homes;
      out[i] = best;
    }
    return out;
  }

  void assign_private(const std::vector<Plan>& plans) {
    const std::size_t regions = t_.regions.size();
    const Grid mix = expected_mix(plans);
    const std::vector<std::size_t> home_region = place_groups(plans, mix);
    std::vector<double> single_share;
    int singles = 0;
    std::vector<int> left(regions, 0);
    for (std::size_t h : private_) ++left[region_of(h)];
    for (std::size_t r = 0; r < regions; ++r) single_share.push_back(mix.at(r, 0));
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if (plans[i].kind == Class::single) ++singles;
      if (home_region[i] < regions) left[home_region[i]] -= plans[i].homes;
    }
    std::vector<int> single = apportion(single_share, singles);
    for (std::size_t r = 0; r < regions; ++r) left[r] -= single[r];  // what is left is the 20 largest groups'
    keep_above_zero(left, single);

    std::vector<std::size_t> for_largest;
    std::vector<std::size_t> for_singles;
    for (std::size_t r = 0; r < regions; ++r) {
      std::vector<std::size_t> pool = shuffled_private(r);
      const auto cut = pool.begin() + std::clamp(left[r], 0, static_cast<int>(pool.size()));
      for_largest.insert(for_largest.end(), pool.begin(), cut);
      pool.erase(pool.begin(), cut);
      for (std::size_t i = 0; i < plans.size(); ++i) {
        if (home_region[i] != r) continue;
        cluster(pool, plans[i].homes,
                add_group(TableSector::private_sector, plans[i].homes, plans[i].companies));
      }
      for_singles.insert(for_singles.end(), pool.begin(), pool.end());
    }
    sort_by_luck(for_largest, 1);
    deal_largest(plans, for_largest);
    std::sort(for_singles.begin(), for_singles.end());
    for (std::size_t h : for_singles) homes_.group[h] = add_group(TableSector::private_sector, 1, 1);
  }

  // Regions where small owners were given more than there is swap a single owner for homes of the largest
  // groups elsewhere.
  static void keep_above_zero(std::vector<int>& largest, std::vector<int>& single) {
    for (std::size_t r = 0; r < largest.size(); ++r) {
      while (largest[r] < 0 && single[r] > 0) {
        const auto most =
            static_cast<std::size_t>(std::max_element(largest.begin(), largest.end()) - largest.begin());
        if (largest[most] <= 0) return;
        --single[r];
        ++largest[r];
        ++single[most];
        --largest[most];
      }
    }
  }

  void sort_by_luck(std::vector<std::size_t>& homes, std::uint32_t ordinal) const {
    std::vector<std::pair<double, std::size_t>> keyed;
    for (std::size_t h : homes) keyed.emplace_back(luck(h, ordinal), h);
    std::sort(keyed.begin(), keyed.end());
    for (std::size_t i = 0; i < homes.size(); ++i) homes[i] = keyed[i].second;
  }

  std::vector<std::size_t> shuffled_private(std::size_t r) const {
    std::vector<std::size_t> out;
    for (std::size_t h : private_)
      if (region_of(h) == r) out.push_back(h);
    sort_by_luck(out, 0);
    return out;
  }

  // The founder's home is the first of the pool; the others are the nearest that are left.
  void cluster(std::vector<std::size_t>& pool, int homes, std::uint32_t group) {
    const std::size_t n = std::min(static_cast<std::size_t>(homes), pool.size());
    if (n == 0) return;
    const Point founder = homes_.at[pool[0]];
    std::vector<std::pair<double, std::size_t>> near;
    for (std::size_t i = 0; i < pool.size(); ++i)
      near.emplace_back(i == 0 ? -1.0 : distance_km(founder, homes_.at[pool[i]]), i);
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(n), near.end());
    std::vector<std::uint8_t> taken(pool.size(), 0);
    for (std::size_t i = 0; i < n; ++i) {
      homes_.group[pool[near[i].second]] = group;
      taken[near[i].second] = 1;
    }
    groups_.council[group] = homes_.council[pool[0]];
    std::size_t kept = 0;
    for (std::size_t i = 0; i < pool.size(); ++i)
      if (!taken[i]) pool[kept++] = pool[i];
    pool.resize(kept);
  }

  void deal_largest(const std::vector<Plan>& plans, const std::vector<std::size_t>& homes) {
    std::size_t next = 0;
    for (const Plan& p : plans) {
      if (p.kind != Class::largest) continue;
      const std::uint32_t group = add_group(TableSector::private_sector, p.homes, p.companies);
      if (next < homes.size()) groups_.council[group] = homes_.council[homes[next]];
      for (int n = p.homes; n > 0 && next < homes.size(); --n) homes_.group[homes[next++]] = group;
      largest_.push_back(group);
    }
  }

  void assign_voluntary(const std::vector<int>& sizes) {
    std::vector<std::size_t> pool = voluntary_;
    sort_by_luck(pool, 0);
    for (int n : sizes) cluster(pool, n, add_group(TableSector::voluntary, n, 1));
  }

  // Homes really held, area of single owners, and the region where most homes are.
  void settle_areas() {
    std::vector<std::vector<int>> by_region(groups_.size(), std::vector<int>(t_.regions.size(), 0));
    std::fill(groups_.homes.begin(), groups_.homes.end(), 0);
    for (std::size_t h = 0; h < homes_.size(); ++h) {
      const std::uint32_t g = homes_.group[h];
      ++groups_.homes[g];
      ++by_region[g][region_of(h)];
      if (groups_.sector[g] != TableSector::council && groups_.homes[g] == 1 &&
          groups_.size_class[g] == DrawnSize::single) {
        groups_.council[g] = homes_.council[h];
      }
    }
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      groups_.size_class[g] = size_class_of(groups_.homes[g]);
      if (groups_.sector[g] == TableSector::council) continue;
      const auto most = std::max_element(by_region[g].begin(), by_region[g].end());
      groups_.region[g] = static_cast<std::uint32_t>(most - by_region[g].begin());
    }
  }

  // Chance weight of investment ownership; nothing for groups of one to three homes.
  double investor_weight(std::uint32_t group) const {
    if (groups_.homes[group] >= kSmallestLarge) return t_.figure("investor_weight_largest");
    if (groups_.homes[group] >= 10) return t_.figure("investor_weight_medium");
    return groups_.homes[group] >= 4 ? t_.figure("investor_weight_small") : 0.0;
  }

  void investors() {
    std::vector<std::pair<double, std::uint32_t>> order;
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
      if (groups_.sector[g] != TableSector::private_sector) continue;
      const double weight = investor_weight(g);
      if (weight > 0)
        order.emplace_back(-det::log(draw_uniform(seed_, stream_, (std::uint64_t{1} << 63) + g, 0)) / weight,
                           g);
    }
    std::sort(order.begin(), order.end());
    const int wanted =
        rounded(t_.figure("investor_owned_share_pct") / 100.0 * static_cast<double>(private_.size()));
    int held = 0;
    for (const auto& [score, g] : order) {
      if (held + groups_.homes[g] > wanted + 2) continue;
      groups_.investor_owned[g] = 1;
      held += groups_.homes[g];
    }
    fit_.investor_share_of_private =
        private_.empty() ? 0.0 : static_cast<double>(held) / static_cast<double>(private_.size());
  }

  void measure() {
    std::vector<int> held;
    for (std::size_t g = 0; g < groups_.size(); ++g)
      if (groups_.sector[g] != TableSector::council) held.push_back(groups_.homes[g]);
    std::sort(held.rbegin(), held.rend());
    const double all = static_cast<double>(homes_.size());
    for (std::size_t i = 0; i < held.size() && i < kLargestGroups; ++i) {
      fit_.top20_share += held[i] / all;
      if (i < kTopGroups) fit_.top2_share += held[i] / all;
    }
    std::vector<std::uint8_t> is_largest(groups_.size(), 0);
    for (std::uint32_t g : largest_) is_largest[g] = 1;
    for (const OwnerMixRow& m : t_.owner_mix_2025) {
      int count = 0;
      for (std::size_t h : private_) {
        const std::uint32_t g = homes_.group[h];
        const bool counts = m.owner_class == "single" ? groups_.homes[g] == 1 : is_largest[g] != 0;
        if (counts && region_of(h) == m.region) ++count;
      }
      fit_.owner_mix.push_back({m.region, m.owner_class, m.homes_share_pct / 100.0,
                                static_cast<double>(count) / fit_.homes_by_region[m.region]});
    }
  }

  const Tables& t_;
  std::uint64_t seed_;
  std::uint32_t stream_;
  DrawnHomes& homes_;
  DrawnGroups& groups_;
  SupplyFit& fit_;
  std::vector<std::size_t> private_, voluntary_;  // home indices
  std::vector<std::uint32_t> largest_;
};

}  // namespace

void draw_owners(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams, DrawnHomes& homes,
                 DrawnGroups& groups, SupplyFit& fit) {
  OwnersDraw(tables, seed, streams, homes, groups, fit).run();
}

}  // namespace carepool
