#include "world/populate_children.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "world/child_path.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr std::uint64_t kAtFirstDay = 0x5354'4f43'4b00'0001u, kAtPrehistory = 0x5354'4f43'4b00'0002u;
constexpr double kGolden = 0.6180339887498949;  // steps that spread evenly: classes come in their shares even in a small council

// Draws the children of one council who were in care on the night before `morning`.
class StockDraw {
 public:
  StockDraw(const Setup& s, std::uint64_t seed, std::uint32_t council, std::uint64_t tag, std::int32_t morning)
      : law_(s.care), care_(s.care.councils[council]), seed_(seed), council_(council), morning_(morning),
        key_(combine_keys(s.places[council].key, tag)), phase_(draw_uniform(seed, streams::stock_child, key_, 0)) {
    for (std::size_t c = 0; c < kBands; ++c) class_stock_[c] = care_.entries_per_day[c] * law_.stays[c].mean_days;
  }

  // Calls emit(children) for each child or pair of siblings until there are so many.
  template <class F>
  void draw(std::uint64_t with_family, std::uint64_t unaccompanied, F&& emit) {
    for (std::uint64_t n = 0; n < unaccompanied; ++n) emit(std::span<const Entrant>{&(child_[0] = next(true)), 1});
    for (std::uint64_t left = with_family; left > 0;) {
      child_[0] = next(false);
      const std::size_t count = add_sibling();
      if (count == 0) continue;
      const std::size_t taken = std::min<std::uint64_t>(count, left);
      if (taken == 1) child_[0].sibling_key = 0;
      emit(std::span<const Entrant>{child_.data(), taken});
      left -= taken;
    }
  }

 private:
  Entrant next(bool uasc) {
    ++attempt_;
    event_key_ = combine_keys(key_, attempt_);
    rng_ = Rng(seed_, streams::stock_child, event_key_, 0);
    double at = phase_ + static_cast<double>(attempt_) * kGolden;
    at -= std::floor(at);
    const std::size_t entry_class = uasc ? kUascClass : pick_from(std::clamp(at, 1e-12, 1 - 1e-12), class_stock_);
    const double u_age = rng_.uniform(), u_kind = rng_.uniform(), u_elapsed = rng_.uniform(), u_rest = rng_.uniform();
    stay_ = draw_stock_stay(law_.stays[entry_class], u_age, u_kind, u_elapsed, u_rest);
    Entrant e;
    e.key = combine_keys(event_key_, 1);
    e.council = council_;
    e.uasc = uasc;
    e.entry_day = morning_ - 1 - stay_.elapsed;
    e.birth_day = e.entry_day - stay_.entry_age;
    e.exit_day = e.entry_day + stay_.stay;
    return e;
  }

  // A child of a pair has a sibling with another age and the same luck, who may be gone. A pair with both in care would be found from either child:
  // half of them are dropped (returns 0).
  std::size_t add_sibling() {
    const double share = 2 * law_.sibling_share / (1 + law_.sibling_share);
    if (rng_.uniform() >= share) return 1;
    const std::size_t entry_class = pick_from(rng_.uniform(), std::span(care_.entries_per_day).first(kBands));
    const StayLaw& stay = law_.stays[entry_class];
    const std::int32_t age = stay.entry_age(rng_.uniform());
    const std::int32_t days = stay.stay(age, stay_.luck);
    if (days <= stay_.elapsed) return 1;
    if (rng_.uniform() < 0.5) return 0;
    child_[0].sibling_key = event_key_;
    child_[1] = child_[0];
    child_[1].key = combine_keys(event_key_, 2);
    child_[1].birth_day = child_[0].entry_day - age;
    child_[1].exit_day = child_[0].entry_day + days;
    return 2;
  }

  const CareLaw& law_;
  const CouncilCare& care_;
  std::uint64_t seed_;
  std::uint32_t council_;
  std::int32_t morning_;
  std::uint64_t key_;
  double phase_;
  std::array<double, kBands> class_stock_{};
  std::uint64_t attempt_ = 0, event_key_ = 0;
  Rng rng_{0, 0, 0};
  StockStay stay_;
  std::array<Entrant, 2> child_{};
};

void admit(const Setup& s, World& w, std::span<const Entrant> children) {
  const std::uint32_t first = begin_path(s, w, children[0]);
  if (children.size() == 2) link_siblings(w.children, first, begin_path(s, w, children[1]));
}

// In care at the start of the pre-history, or entering during it.
void keep(const Setup& s, World& w, std::vector<Entrant>& arrivals, std::span<const Entrant> children) {
  if (children[0].entry_day < s.prehistory_start) {
    admit(s, w, children);
  } else {
    arrivals.insert(arrivals.end(), children.begin(), children.end());
  }
}

// Keeps those who have left before the first day. Siblings (adjacent) of whom only one has left are no pair here.
void keep_if_gone(const Setup& s, World& w, std::vector<Entrant>& arrivals, std::span<const Entrant> children) {
  std::vector<Entrant> gone;
  for (const Entrant& e : children)
    if (e.exit_day < s.first_day) gone.push_back(e);
  for (std::size_t i = 0; i < gone.size();) {
    const bool pair = i + 1 < gone.size() && gone[i].sibling_key != 0 && gone[i].sibling_key == gone[i + 1].sibling_key;
    if (!pair) gone[i].sibling_key = 0;
    keep(s, w, arrivals, std::span<const Entrant>(gone).subspan(i, pair ? 2 : 1));
    i += pair ? 2 : 1;
  }
}

void populate_transients(const Setup& s, World& w, std::uint32_t council, std::vector<Entrant>& arrivals) {
  const CouncilCare& care = s.care.councils[council];
  Rng rng(w.seed, streams::stock_child, combine_keys(s.places[council].key, kAtPrehistory), 1);
  const std::uint64_t with_family = poisson(rng, care.stock - care.uasc_stock), unaccompanied = poisson(rng, care.uasc_stock);
  StockDraw(s, w.seed, council, kAtPrehistory, s.prehistory_start)
      .draw(with_family, unaccompanied, [&](std::span<const Entrant> c) { keep_if_gone(s, w, arrivals, c); });
  std::vector<Entrant> entrants;
  for (std::int32_t day = s.prehistory_start; day < s.first_day; ++day) draw_entrants(s, w.seed, council, day, 1, entrants);
  keep_if_gone(s, w, arrivals, entrants);
}

void store_arrivals(World& w, std::vector<Entrant>& arrivals) {
  const auto rank = [](const Entrant& e) { return std::tuple(e.entry_day, e.sibling_key != 0 ? e.sibling_key : e.key, e.key); };
  std::sort(arrivals.begin(), arrivals.end(), [&](const Entrant& a, const Entrant& b) { return rank(a) < rank(b); });
  Arrivals& to = w.arrivals;
  to = Arrivals{};
  for (const Entrant& e : arrivals) {
    to.entry_day.push_back(e.entry_day);
    to.birth_day.push_back(e.birth_day);
    to.exit_day.push_back(e.exit_day);
    to.council.push_back(static_cast<std::uint16_t>(e.council));
    to.uasc.push_back(e.uasc ? 1 : 0);
    to.key.push_back(e.key);
    to.sibling_key.push_back(e.sibling_key);
  }
}

}  // namespace

void populate_children(const Setup& s, World& w) {
  w.day = s.prehistory_start;
  std::vector<Entrant> arrivals;
  for (std::uint32_t council = 0; council < s.care.councils.size() && !s.care.pools; ++council) {
    const CouncilCare& care = s.care.councils[council];
    if (care.stock <= 0) continue;
    StockDraw(s, w.seed, council, kAtFirstDay, s.first_day)
        .draw(static_cast<std::uint64_t>(care.stock - care.uasc_stock), static_cast<std::uint64_t>(care.uasc_stock),
              [&](std::span<const Entrant> c) { keep(s, w, arrivals, c); });
    if (s.prehistory_start < s.first_day) populate_transients(s, w, council, arrivals);
  }
  store_arrivals(w, arrivals);
}

}  // namespace carepool
