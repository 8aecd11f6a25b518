#include "metrics/recorder.hpp"

#include <deque>

#include "metrics/list.hpp"

namespace carepool {
namespace metrics {
namespace {

constexpr std::size_t kMonthsKept = 13;
constexpr std::size_t kBaseMonths = 3;
constexpr std::size_t kAges = 2;

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
  std::int32_t days_counted = 0;

  metrics::Mark mark(const World& w) {
    metrics::Mark m = metrics::take_mark(*setup, w);
    const double now = metrics::paid_in_all(m.totals);
    nominal_paid += (now - real_paid) * w.rules.price_level;
    real_paid = now;
    m.nominal_paid = nominal_paid;
    m.child_days = child_days;
    m.days_counted = days_counted;
    return m;
  }

  metrics::Frame frame(const World& w, const metrics::Mark& from, const metrics::Mark& to, const metrics::Stock& stock) const {
    metrics::Frame f{*setup, w, from, to, stock, basket, nullptr, false, {}, {}, setup->region_names.size(), w.rules.bodies.size()};
    for (std::size_t c = 0; c < setup->councils(); ++c) {
      f.region.push_back(setup->places[c].region);
      f.rcc.push_back(metrics::rcc_of(w.rules, c));
    }
    return f;
  }
};

MetricRecorder::MetricRecorder(const Setup& s) : state_(std::make_unique<State>()) { state_->setup = &s; }
MetricRecorder::~MetricRecorder() = default;
MetricRecorder::MetricRecorder(MetricRecorder&&) noexcept = default;
MetricRecorder& MetricRecorder::operator=(MetricRecorder&&) noexcept = default;

namespace {

void write_rows(const metrics::Frame& f, bool summary, std::vector<MetricRow>& rows) {
  const auto& list = metrics::all_metrics();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].over == metrics::Over::run && !summary) continue;
    metrics::Out out(static_cast<std::uint16_t>(i), rows);
    list[i].values(f, out);
  }
}

}  // namespace

void MetricRecorder::base_from(const World& w) {
  state_->base = metrics::take_mark(*state_->setup, w);
  state_->has_base = true;
}

void MetricRecorder::start(const World& w) {
  state_->real_paid = metrics::paid_in_all(w.totals);
  state_->start = state_->year = state_->mark(w);
  state_->months.assign(1, state_->start);
}

void MetricRecorder::day_end(const World& w) {
  double sum = 0;
  for (const std::int32_t n : w.councils.children) sum += n;
  state_->child_days += sum;
  ++state_->days_counted;
}

void MetricRecorder::month_end(const World& w, std::vector<MetricRow>& rows) {
  const metrics::Stock stock = metrics::count_stock(*state_->setup, w);
  const metrics::Mark now = state_->mark(w);
  const metrics::Frame f = state_->frame(w, state_->months.back(), now, stock);
  if (f.days() > 0) write_rows(f, false, rows);
  state_->months.push_back(now);
  if (state_->months.size() > metrics::kMonthsKept) state_->months.pop_front();
}

void MetricRecorder::year_end(const World& w, std::vector<MetricRow>& rows) {
  const metrics::Stock stock = metrics::count_stock(*state_->setup, w);
  const metrics::Mark now = state_->mark(w);
  metrics::Frame f = state_->frame(w, state_->year, now, stock);
  f.by_council = !state_->setup->pools_world;
  if (f.days() > 0) write_rows(f, false, rows);
  state_->year = now;
}

void MetricRecorder::summary(const World& w, std::vector<MetricRow>& rows) {
  const metrics::Stock stock = metrics::count_stock(*state_->setup, w);
  const metrics::Mark now = state_->mark(w);
  metrics::Frame f = state_->frame(w, state_->setup->pools_world ? state_->start : state_->months.front(), now, stock);
  f.by_council = !state_->setup->pools_world;
  if (f.days() > 0) write_rows(f, true, rows);
}

}  // namespace carepool
