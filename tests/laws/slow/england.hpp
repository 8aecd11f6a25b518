// england.hpp: all of England lived by hand, with its measures month by month.
//
// What for: the slow laws, which say that England is sane, level, and answers policies as the theory says. Who reads it: tests/laws/slow.
// The surprising decision: policies share the past: a run is lived to their first day once and forked, so that an arm costs only its own
// years and shares every draw of luck with the run without it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "metrics/observed/observe.hpp"
#include "metrics/recorder.hpp"
#include "run/market_run.hpp"
#include "support/market_run.hpp"
#include "support/statistics.hpp"

namespace carepool::england {

inline std::int32_t on(const char* date) { return parse_date(date)->days; }

inline MetricGroup in(Dim dim, std::size_t index) { return {dim, static_cast<std::uint16_t>(index), Dim::none, 0}; }
inline MetricGroup in(Setting x) { return in(Dim::setting, static_cast<std::size_t>(x)); }
inline MetricGroup in(Sector x) { return in(Dim::sector, static_cast<std::size_t>(x)); }
inline MetricGroup in(Contract x) { return in(Dim::contract, static_cast<std::size_t>(x)); }
inline MetricGroup in(Need x) { return in(Dim::need, static_cast<std::size_t>(x)); }

// Values of one moment or period by metric and group.
class Values {
 public:
  explicit Values(const std::vector<MetricRow>& rows) {
    for (const MetricRow& row : rows) values_[{row.metric, row.group}] = row.value;
  }
  double operator()(const char* metric, MetricGroup group = {}) const {
    const std::uint32_t index = metric_index(metric);
    const auto found = values_.find({static_cast<std::uint16_t>(index), group});
    if (index == kNobody || found == values_.end()) throw std::runtime_error(std::string("no value of ") + metric);
    return found->second;
  }

 private:
  std::map<std::pair<std::uint16_t, MetricGroup>, double> values_;
};

// scenarios/england.yaml with overlays of scenarios/policies and `--set`s.
inline std::shared_ptr<const Scenario> scenario(const std::vector<std::string>& policies = {}, std::vector<std::string> sets = {}) {
  std::vector<std::string> files;
  for (const std::string& p : policies) files.push_back("policies/" + p);
  return test::scenario_file("england.yaml", std::move(sets), files);
}

class England {
 public:
  explicit England(std::shared_ptr<const Scenario> of, std::uint64_t seed = 1) : run_(std::move(of), seed, 1), recorder_(run_.setup()) {
    const std::int32_t base = std::max(run_.setup().prehistory_start + 1, run_.setup().first_day - 365);
    run_.solve([&](std::int32_t day) {
      if (day == base) recorder_.base_from(run_.world());
    });
    recorder_.start(run_.world());
  }
  // From here on, under this scenario, with the luck of the parent.
  England(const England& parent, std::shared_ptr<const Scenario> under) : run_(parent.run_), recorder_(parent.recorder_, run_.setup()), months_(parent.months_) {
    run_.change(std::move(under));
  }

  void live_to(std::int32_t day) {
    while (run_.world().day < day) {
      run_.step();
      const Ymd next = ymd(Date{run_.world().day});
      if (next.day != 1) continue;
      std::vector<MetricRow> rows;
      recorder_.month_end(run_.world(), rows);
      months_.emplace_back(rows);
    }
  }
  void live_to(const char* date) { live_to(on(date)); }

  const Setup& setup() const { return run_.setup(); }
  const World& world() const { return run_.world(); }
  const std::vector<Values>& months() const { return months_; }
  // Stocks as they are, flows of the last twelve months.
  std::vector<MetricRow> summary_rows() const {
    std::vector<MetricRow> rows;
    MetricRecorder(recorder_, run_.setup()).summary(run_.world(), rows);
    return rows;
  }
  Values summary() const { return Values(summary_rows()); }

  std::vector<double> monthly(const char* metric, MetricGroup group = {}) const {
    std::vector<double> out;
    for (const Values& month : months_) out.push_back(month(metric, group));
    return out;
  }

 private:
  MarketRun run_;
  MetricRecorder recorder_;
  std::vector<Values> months_;
};

inline double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

// Slope of a straight line through monthly values, a year, as a share of their mean.
inline double slope_per_year(const std::vector<double>& y) {
  const auto n = static_cast<double>(y.size());
  double t_mean = (n - 1) / 2, top = 0, bottom = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double t = static_cast<double>(i) - t_mean;
    top += t * y[i];
    bottom += t * t;
  }
  return 12 * top / bottom / mean(y);
}

// work(0) … work(n − 1), on two threads; the results are in order.
template <class Work>
auto each(std::size_t n, Work&& work) {
  std::vector<decltype(work(std::size_t{}))> out(n);
  const auto half = [&](std::size_t from) {
    for (std::size_t i = from; i < n; i += 2) out[i] = work(i);
  };
  std::thread other(half, 1);
  half(0);
  other.join();
  return out;
}

}  // namespace carepool::england
