// What `carepool compare` found, as rows: arms, runs, differences with their intervals, trajectories,
// decompositions.
//
// Filled by sim/experiment (compare.cpp); written to differences.csv, trajectories.csv, summary.json and
// results.sqlite and read back from results.sqlite by this room; read by sim/report and sim/cli. Surprising
// decision: the report is made from these rows alone, so that `carepool report` gives the same page without
// running the model, and nothing here knows of clocks or machines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "store/results.hpp"
#include "store/typed_table.hpp"

namespace carepool::store {

inline constexpr int kComparisonFormat = 201;  // of the SQLite file; results_sqlite.hpp counts from 1
inline constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();

struct ComparedArm {
  std::int64_t arm = 0;  // 0: the base
  std::string name, policies, settings, scenario, scenario_hash;
  std::int64_t leverage_off_of = -1;  // the arm of which this is the copy without leverage in talks
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("name", r.name), v("policies", r.policies), v("settings", r.settings);
    v("scenario", r.scenario), v("scenario_hash", r.scenario_hash), v("leverage_off_of", r.leverage_off_of);
  }
};

struct ComparedRun {
  std::int64_t arm = 0, draw = 0, replicate = 0;
  std::string seed, world_hash;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("draw", r.draw), v("replicate", r.replicate), v("seed", r.seed),
        v("world_hash", r.world_hash);
  }
};

// One metric of one group in one arm against the base. See experiment/paired.hpp for what each means.
struct DifferenceRow {
  std::int64_t arm = 0;
  std::string metric, unit;
  GroupKey group;
  std::int64_t pairs = 0, left_out = 0;
  double base = 0, value = 0, difference = 0;
  double low = kNotDefined, high = kNotDefined;                      // 95 % of luck
  double not_known_low = kNotDefined, not_known_high = kNotDefined;  // 5th to 95th percentile of draws
  double share_higher = 0, share_lower = 0;                          // of pairs
  double p_higher = kNotDefined;                                     // of draws
  std::string better;                                                // "higher", "lower", or empty where neither is
  double p_better = kNotDefined;                                     // of draws
  double sd_base = kNotDefined, sd_value = kNotDefined, sd_difference = kNotDefined;
  double variance_reduction = kNotDefined;
  double precision_asked = kNotDefined;  // half-width, in the metric's unit
  std::int64_t more_pairs = -1;          // that it would take; −1: not known
  std::string verdict;                   // "higher", "lower", "cannot tell apart", "one pair", "no value"
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("metric", r.metric), v("unit", r.unit);
    v("council", r.group.council), v("region", r.group.region), v("rcc", r.group.rcc),
        v("sector", r.group.sector);
    v("setting", r.group.setting), v("need", r.group.need), v("contract", r.group.contract),
        v("size", r.group.size);
    v("pairs", r.pairs), v("left_out", r.left_out), v("base", r.base), v("value", r.value),
        v("difference", r.difference);
    v("low", r.low), v("high", r.high), v("not_known_low", r.not_known_low),
        v("not_known_high", r.not_known_high);
    v("share_higher", r.share_higher), v("share_lower", r.share_lower), v("p_higher", r.p_higher);
    v("better", r.better), v("p_better", r.p_better);
    v("sd_base", r.sd_base), v("sd_value", r.sd_value), v("sd_difference", r.sd_difference);
    v("variance_reduction", r.variance_reduction), v("precision_asked", r.precision_asked),
        v("more_pairs", r.more_pairs);
    v("verdict", r.verdict);
  }
};

// England over time: the mean of an arm, the range in which nine of ten of its runs lie, and the paired
// difference.
struct TrajectoryRow {
  std::int64_t arm = 0;
  std::string metric, date;
  double mean = 0, low = kNotDefined, high = kNotDefined;
  double difference = 0, difference_low = kNotDefined, difference_high = kNotDefined;  // 95 %
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("metric", r.metric), v("date", r.date), v("mean", r.mean), v("low", r.low),
        v("high", r.high);
    v("difference", r.difference), v("difference_low", r.difference_low),
        v("difference_high", r.difference_high);
  }
};

// One part of a difference. The parts of one (arm, table) sum to its part "total".
struct PartRow {
  std::int64_t arm = 0;
  std::string table, part, label, unit;  // table: "price" or "spend"
  double difference = 0, low = kNotDefined, high = kNotDefined;
  std::int64_t pairs = 0;
  std::string verdict;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("table", r.table), v("part", r.part), v("label", r.label), v("unit", r.unit),
        v("difference", r.difference);
    v("low", r.low), v("high", r.high), v("pairs", r.pairs), v("verdict", r.verdict);
  }
};

// A council whose measure goes the same way in at least nine of ten pairs.
struct WinnerRow {
  std::int64_t arm = 0;
  std::string metric, council, outcome;  // "wins" or "loses"
  double base = 0, difference = 0, low = kNotDefined, high = kNotDefined, share_of_pairs = 0;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("metric", r.metric), v("council", r.council), v("outcome", r.outcome),
        v("base", r.base);
    v("difference", r.difference), v("low", r.low), v("high", r.high), v("share_of_pairs", r.share_of_pairs);
  }
};

struct CouncilPlace {
  std::string code, name, region;
  std::int64_t hex_q = 0, hex_r = 0;
  double children = 0;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("code", r.code), v("name", r.name), v("region", r.region), v("hex_q", r.hex_q), v("hex_r", r.hex_r),
        v("children", r.children);
  }
};

struct ArmParameter {  // a parameter that the arms do not share
  std::int64_t arm = 0;
  std::string path, label, unit, value, base_value;  // empty: the arm (the base) has none
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("arm", r.arm), v("path", r.path), v("label", r.label), v("unit", r.unit), v("value", r.value),
        v("base_value", r.base_value);
  }
};

struct Comparison {
  std::vector<std::pair<std::string, std::string>>
      facts;                      // name, title, seed, from, to, replicates, draws, precision …
  std::vector<ComparedArm> arms;  // the base first
  std::vector<ComparedRun> runs;
  std::vector<DifferenceRow> differences;   // by (arm, metric, group)
  std::vector<TrajectoryRow> trajectories;  // by (arm, metric, date)
  std::vector<PartRow> parts;
  std::vector<WinnerRow> winners;
  std::vector<ArmParameter> parameters;
  std::vector<CouncilPlace> councils;
  std::vector<MetricInfo> metrics;
  std::vector<std::string> remarks;  // what a reader must know of this comparison, in sentences

  std::string fact(std::string_view key) const;  // empty when there is none
  const MetricInfo* metric(std::string_view id) const;
  const DifferenceRow* england(std::int64_t arm, std::string_view metric) const;
};

std::string comparison_sqlite(const Comparison& comparison);
Result<Comparison> parse_comparison_sqlite(std::string_view bytes,
                                           const std::string& where = "results.sqlite");
std::string differences_csv(const Comparison& comparison);
std::string trajectories_csv(const Comparison& comparison);
// Arms, and England's rows with a name for everything; the other groups are in the tables.
std::string comparison_summary_json(const Comparison& comparison);

}  // namespace carepool::store
