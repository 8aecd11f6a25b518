#include "metrics/recorder.hpp"

#include <deque>
#include <utility>

#include "metrics/basket.hpp"
#include "metrics/list.hpp"
#include "metrics/sufficiency.hpp"

namespace carepool {
namespace metrics {
namespace {

constexpr std::size_t kMonthsKept = 13;
constexpr std::int32_t kBaseMonths = 3;  // of the fee index, in a run without a pre-history
constexpr std::int32_t kYear = 365;

// The body that searches, buys blocks or lists a framework for a council together with others; kNobody for a council by itself.
std::uint32_t rcc_of(const Rules& rules, std::size_t council) {
  for (const Function f : {Function::search, Function::block, Function::framework}) {
    const auto& body_of = rules.body_of[static_cast<std::size_t>(f)];
    if (council >= body_of.size()) continue;
    const std::uint32_t body = body_of[council];
    if (body < rules.bodies.size() && rules.bodies[body].members.size() >= 2) return body;
  }
  return kNobody;
}

}  // namespace
}  // namespace metrics

struct MetricRecorder::State {
  const Setup* setup = nullptr;
  metrics::Mark start, year;
  std::deque<metrics::Mark> months;  // the last is the latest month end
  metrics::Basket basket;
  bool has_base = false;
  metrics::Mark base;
  double nominal_paid = 0, real_paid = 0, child_days = 0;
  std::int32_t days_counted = 0, months_done = 0;

  // As things stand, without going on from there.
  metrics::Mark peek(const World& w) const {
    metrics::Mark m = metrics::take_mark(*setup, w);
    m.nominal_paid = nominal_paid + (metrics::paid_in_all(m.totals) - real_paid) * w.rules.price_level;
    m.child_days = child_days;
    m.days_counted = days_counted;
    return m;
  }

  metrics::Mark mark(const World& w) {
    metrics::Mark m = peek(w);
    nominal_paid = m.nominal_paid;
    real_paid = metrics::paid_in_all(m.totals);
    return m;
  }

  metrics::Frame frame(const World& w, const metrics::Mark& from, const metrics::Mark& to, const metrics::Stock& stock, bool by_council) const {
    metrics::Frame f{*setup, w, from, to, stock, basket, year_before(to.day), by_council, {}, {}, setup->region_names.size(), w.rules.bodies.size()};
    for (std::size_t c = 0; c < setup->councils(); ++c) {
      f.region.push_back(setup->places[c].region);
      f.rcc.push_back(metrics::rcc_of(w.rules, c));
    }
    metrics::sort_fees_by_group(f);
    f.chains = metrics::make_chains(f);
    return f;
  }

  // The latest month end at least 365 days before the day; null while the run is younger.
  const metrics::Mark* year_before(std::int32_t day) const {
    const metrics::Mark* found = nullptr;
    for (const metrics::Mark& m : months)
      if (day - m.day >= metrics::kYear) found = &m;
    return found;
  }

  void keep(metrics::Mark m) {
    months.push_back(std::move(m));
    // A pools world may have thousands of councils, and needs no twelve months.
    while (months.size() > (setup->pools_world ? 1 : metrics::kMonthsKept)) months.pop_front();
  }

  void learn_fees(const metrics::Mark& from, const metrics::Mark& to) {
    ++months_done;
    if (basket.ready) metrics::carry_forward(metrics::starts_between(*setup, from, to), basket);
    else if (months_done == metrics::kBaseMonths) basket = metrics::make_basket(metrics::starts_between(*setup, start, to));
  }
};

MetricRecorder::MetricRecorder(const Setup& s) : state_(std::make_unique<State>()) { state_->setup = &s; }
MetricRecorder::MetricRecorder(const MetricRecorder& other, const Setup& s) : state_(std::make_unique<State>(*other.state_)) { state_->setup = &s; }
MetricRecorder::~MetricRecorder() = default;
MetricRecorder::MetricRecorder(MetricRecorder&&) noexcept = default;
MetricRecorder& MetricRecorder::operator=(MetricRecorder&&) noexcept = default;

namespace {

void write_rows(const metrics::Frame& f, std::vector<MetricRow>& rows, bool (*wanted)(metrics::Over)) {
  const auto& list = metrics::all_metrics();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!wanted(list[i].over)) continue;
    metrics::Out out(static_cast<std::uint16_t>(i), rows);
    list[i].values(f, out);
  }
}

bool of_a_period(metrics::Over over) { return over != metrics::Over::run; }

}  // namespace

void MetricRecorder::base_from(const World& w) {
  state_->base = metrics::take_mark(*state_->setup, w);
  state_->has_base = true;
}

void MetricRecorder::start(const World& w) {
  state_->real_paid = metrics::paid_in_all(w.totals);
  state_->start = state_->year = state_->mark(w);
  state_->months.assign(1, state_->start);
  if (state_->has_base) state_->basket = metrics::make_basket(metrics::starts_between(*state_->setup, state_->base, state_->start));
}

void MetricRecorder::day_end(const World& w) {
  double sum = 0;
  for (const std::int32_t n : w.councils.children) sum += n;
  state_->child_days += sum;
  ++state_->days_counted;
}

void MetricRecorder::month_end(const World& w, std::vector<MetricRow>& rows) {
  const metrics::Stock stock = metrics::count_stock(*state_->setup, w);
  metrics::Mark now = state_->mark(w);
  const metrics::Frame f = state_->frame(w, state_->months.back(), now, stock, false);
  if (f.days() > 0) write_rows(f, rows, of_a_period);
  state_->learn_fees(state_->months.back(), now);
  state_->keep(std::move(now));
}

void MetricRecorder::year_end(const World& w, std::vector<MetricRow>& rows) {
  const metrics::Stock stock = metrics::count_stock(*state_->setup, w);
  metrics::Mark now = state_->mark(w);
  const metrics::Frame f = state_->frame(w, state_->year, now, stock, !state_->setup->pools_world);
  if (f.days() > 0) write_rows(f, rows, of_a_period);
  state_->year = std::move(now);
}

void MetricRecorder::summary(const World& w, std::vector<MetricRow>& rows) const {
  const State& x = *state_;
  const metrics::Stock stock = metrics::count_stock(*x.setup, w);
  const metrics::Mark now = x.peek(w);
  const metrics::Mark* year_ago = x.year_before(now.day);
  const bool by_council = !x.setup->pools_world;
  const metrics::Frame last = x.frame(w, !by_council || year_ago == nullptr ? x.start : *year_ago, now, stock, by_council);
  const metrics::Frame run = x.frame(w, x.start, now, stock, by_council);
  if (last.days() <= 0) return;
  write_rows(last, rows, of_a_period);
  write_rows(run, rows, [](metrics::Over over) { return over == metrics::Over::run; });
}

}  // namespace carepool
