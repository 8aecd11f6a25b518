#include "metrics/basket.hpp"

namespace carepool::metrics {
namespace {

std::int64_t grown(const Column<std::int64_t>& now, const Column<std::int64_t>& then, std::size_t i) {
  return now[i] - (i < then.size() ? then[i] : 0);
}

void add_crisis(const Setup& s, const Mark& from, const Mark& to, Starts& x) {
  std::int64_t starts = 0, nights = 0;
  Pence paid = 0;
  for (std::size_t c = 0; c < s.councils(); ++c) {
    starts += grown(to.totals.crisis_starts, from.totals.crisis_starts, c);
    paid += grown(to.totals.paid, from.totals.paid, c * kPays + static_cast<std::size_t>(Pay::crisis));
    const std::size_t cell = (c * kSettings + static_cast<std::size_t>(Setting::crisis)) * kLinks;
    for (std::size_t k = 0; k < kLinks; ++k) nights += grown(to.totals.nights, from.totals.nights, cell + k);
  }
  const bool known = starts > 0 && nights > 0;
  x.count.push_back(known ? static_cast<double>(starts) : 0.0);
  x.pounds.push_back(known ? static_cast<double>(starts) * static_cast<double>(paid) / 100.0 * 7.0 / static_cast<double>(nights) : 0.0);
}

}  // namespace

std::size_t basket_cell(std::size_t region, std::size_t need, std::size_t age) { return (region * kNeeds + need) * kAges + age; }

Starts starts_between(const Setup& s, const Mark& from, const Mark& to) {
  const std::size_t regions = s.region_names.size();
  Starts x;
  x.count.assign(regions * kNeeds * kAges, 0.0);
  x.pounds.assign(regions * kNeeds * kAges, 0.0);
  for (std::size_t r = 0; r < regions; ++r)
    for (std::size_t n = 0; n < kNeeds; ++n)
      for (std::size_t k = 0; k < kContracts; ++k) {
        if (static_cast<Contract>(k) == Contract::in_house) continue;
        for (std::size_t sector = 1; sector < kSectors; ++sector)
          for (std::size_t age = 0; age < kAges; ++age) {
            const std::size_t i = (((r * kNeeds + n) * kContracts + k) * kSectors + sector) * kAges + age;
            const std::size_t cell = basket_cell(r, n, age);
            x.count[cell] += static_cast<double>(grown(to.totals.start_count, from.totals.start_count, i));
            x.pounds[cell] += static_cast<double>(grown(to.totals.start_fee, from.totals.start_fee, i)) / 100.0;
          }
      }
  add_crisis(s, from, to, x);
  return x;
}

Basket make_basket(const Starts& base) {
  Basket b;
  b.weight = base.count;
  for (std::size_t i = 0; i < base.count.size(); ++i) b.level.push_back(base.count[i] > 0 ? base.pounds[i] / base.count[i] : 0.0);
  b.last = b.level;
  b.ready = true;
  return b;
}

void carry_forward(const Starts& x, Basket& b) {
  for (std::size_t i = 0; i < b.last.size(); ++i)
    if (x.count[i] > 0) b.last[i] = x.pounds[i] / x.count[i];
}

}  // namespace carepool::metrics
