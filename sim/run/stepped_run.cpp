#include "run/stepped_run.hpp"

#include <algorithm>
#include <utility>

#include "base/date.hpp"
#include "run/record_world.hpp"
#include "world/hash.hpp"

namespace carepool {
namespace {

bool year_ends(const Ymd& next) { return next.month == 4 && next.day == 1; }

bool is_first_anniversary(const Setup& s, std::int32_t day, std::int32_t last_month_end) {
  const std::int32_t due = add_months(Date{s.first_day}, 12).days;
  return day >= due && last_month_end < due;
}

}  // namespace

SteppedRun::SteppedRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, int threads, std::int32_t replicate)
    : market_(std::move(scenario), seed, threads), recorder_(market_.setup()) {
  rows_.run = replicate;
  if (!market_.setup().pools_world) rows_.supply = market_.supply_fit().cells;
  recording_.set_run(replicate);
  recording_.set_seed(seed);
}

SteppedRun::SteppedRun(const SteppedRun& parent)
    : market_(parent.market_), recorder_(parent.recorder_, market_.setup()), rows_(parent.rows_), recording_(parent.recording_),
      month_rows_(parent.month_rows_), year_written_(parent.year_written_) {}

void SteppedRun::solve(const std::function<void(std::int32_t)>& on_day) {
  const Setup& s = market_.setup();
  const World& w = market_.world();
  const std::int32_t base_day = std::max(s.prehistory_start, s.first_day - 365);
  market_.solve([&](std::int32_t day) {
    if (day == base_day && base_day > s.prehistory_start) recorder_.base_from(w);
    if (on_day) on_day(day);
  });
  recorder_.start(w);
  record_month(recording_, w, market_.rules_hash_now());
}

bool SteppedRun::step(ResultsBuilder& builder) {
  market_.step();
  const Setup& s = market_.setup();
  const World& w = market_.world();
  if (s.pools_world) recorder_.day_end(w);
  const Ymd next = ymd(Date{w.day});
  year_written_ = false;
  if (next.day != 1) return false;
  month_rows_.clear();
  recorder_.month_end(w, month_rows_);
  builder.add_month(rows_, s, w, month_rows_);
  if (year_ends(next)) {
    std::vector<MetricRow> year;
    recorder_.year_end(w, year);
    builder.add_year(rows_, s, w, year);
    year_written_ = true;
    make_room_for_rows();
  }
  if (!s.pools_world && is_first_anniversary(s, w.day, add_months(Date{w.day}, -1).days)) {
    std::vector<MetricRow> year_one;
    recorder_.summary(w, year_one);
    rows_.observed = observe(s, w, year_one);
  }
  record_month(recording_, w, market_.rules_hash_now());
  return true;
}

// After the second year, which has every measure: room for as many rows in each of those to come, so that they move once.
void SteppedRun::make_room_for_rows() {
  const Setup& s = market_.setup();
  const std::int32_t lived = market_.world().day - s.first_day;
  if (lived < 2 * 365 || lived >= 3 * 365) return;
  const double years = static_cast<double>(s.last_day - s.first_day) / lived;
  rows_.series.reserve(static_cast<std::size_t>(static_cast<double>(rows_.series.size()) * std::min(years, 50.0) * 1.05));
}

ReplicateOutcome SteppedRun::finish(ResultsBuilder& builder) const& { return finished(builder, rows_, recording_); }

ReplicateOutcome SteppedRun::finish(ResultsBuilder& builder) && { return finished(builder, std::move(rows_), std::move(recording_)); }

ReplicateOutcome SteppedRun::finished(ResultsBuilder& builder, ReplicateRows so_far, v1::RecordedReplicate recording) const {
  ReplicateOutcome out;
  const Setup& s = market_.setup();
  const World& w = market_.world();
  out.rows = std::move(so_far);
  out.recording = std::move(recording);
  std::vector<MetricRow> rows;
  const bool month_ended = ymd(Date{w.day}).day == 1;
  if (month_ended && !year_written_ && w.day > s.first_day) {
    MetricRecorder recorder(recorder_, s);  // this run may go on
    recorder.year_end(w, rows);
    builder.add_year(out.rows, s, w, rows);
    rows.clear();
  }
  if (!month_ended) record_month(out.recording, w, market_.rules_hash_now());
  recorder_.summary(w, rows);
  builder.add_summary(out.rows, s, w, rows);
  out.world_hash = world_hash(w);
  out.recording.set_world_hash(out.world_hash);
  out.finished = true;
  return out;
}

}  // namespace carepool
