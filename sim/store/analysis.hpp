// What `carepool analyse` found in an experiment, as rows: responses, sensitivity, regret, conditions.
//
// Filled by sim/experiment (analyse.cpp); written to CSV and analysis.sqlite by this room; read by sim/report. Surprising decision: the
// sentences stand beside the numbers that they were made from, so that text and table cannot disagree.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "store/results.hpp"
#include "store/typed_table.hpp"

namespace carepool::store {

inline constexpr int kAnalysisFormat = 302;

struct AnalysedFactor {
  std::string factor, label, unit, path, type, levels;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("factor", r.factor), v("label", r.label), v("unit", r.unit), v("path", r.path), v("type", r.type), v("levels", r.levels);
  }
};

struct ResponseRow {  // England's value at one level (or in one stretch) of a factor, over all points there
  std::string metric, factor, level;
  double x = 0;       // for the axis: the level as a number, else its position
  std::int64_t points = 0;
  double mean = 0, low = 0, high = 0;  // 10th to 90th percentile of the points
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("factor", r.factor), v("level", r.level), v("x", r.x), v("points", r.points), v("mean", r.mean), v("low", r.low), v("high", r.high);
  }
};

struct SobolRow {
  std::string metric, factor;
  double first = 0, first_low = 0, first_high = 0, total = 0, total_low = 0, total_high = 0, noise_floor = 0;
  std::int64_t rows_used = 0, rows = 0;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("factor", r.factor), v("first", r.first), v("first_low", r.first_low), v("first_high", r.first_high), v("total", r.total);
    v("total_low", r.total_low), v("total_high", r.total_high), v("noise_floor", r.noise_floor), v("rows_used", r.rows_used), v("rows", r.rows);
  }
};

struct MorrisRow {
  std::string metric, factor;
  double mu = 0, mu_star = 0, mu_star_low = 0, mu_star_high = 0, sigma = 0;
  std::int64_t effects = 0, left_out = 0;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("factor", r.factor), v("mu", r.mu), v("mu_star", r.mu_star), v("mu_star_low", r.mu_star_low), v("mu_star_high", r.mu_star_high);
    v("sigma", r.sigma), v("effects", r.effects), v("left_out", r.left_out);
  }
};

struct RegretCellRow {
  std::string metric, policy, future;
  double value = 0, regret = 0, low = 0, high = 0;
  std::int64_t best = 0, sure = 0;  // 1: the best there; the difference to the best is no matter of luck
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("policy", r.policy), v("future", r.future), v("value", r.value), v("regret", r.regret), v("low", r.low), v("high", r.high);
    v("best", r.best), v("sure", r.sure);
  }
};

struct RegretPolicyRow {
  std::string metric, policy;
  double most = 0, most_low = 0, most_high = 0;
  std::string most_in;
  double mean = 0;
  std::int64_t least_most = 0, least_mean = 0;
  std::int64_t told_apart = 0;  // 1: its largest regret is above the smallest one's, and not by luck
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("policy", r.policy), v("most", r.most), v("most_low", r.most_low), v("most_high", r.most_high), v("most_in", r.most_in), v("mean", r.mean);
    v("least_most", r.least_most), v("least_mean", r.least_mean), v("told_apart", r.told_apart);
  }
};

struct DiscoveryRow {  // one box of one question
  std::string metric, question, condition;
  std::int64_t points = 0, of_interest = 0;            // inside
  double density = 0, coverage = 0;
  std::int64_t all_points = 0, all_of_interest = 0;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.metric), v("question", r.question), v("condition", r.condition), v("points", r.points), v("of_interest", r.of_interest), v("density", r.density);
    v("coverage", r.coverage), v("all_points", r.all_points), v("all_of_interest", r.all_of_interest);
  }
};

struct Sentence {
  std::string topic, text;  // topic: "sensitivity", "discovery", "regret", "response", "note"
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("topic", r.topic), v("text", r.text);
  }
};

struct Analysis {
  std::vector<std::pair<std::string, std::string>> facts;  // experiment, title, description, design, points, runs, finished, failed, missing, replicates, draws
  std::vector<AnalysedFactor> factors;
  std::vector<MetricInfo> metrics;                         // that were analysed
  std::vector<ResponseRow> responses;
  std::vector<SobolRow> sobol;
  std::vector<MorrisRow> morris;
  std::vector<RegretCellRow> regret;
  std::vector<RegretPolicyRow> regret_policies;
  std::vector<DiscoveryRow> discovery;
  std::vector<Sentence> sentences;

  std::string fact(std::string_view key) const;
  const MetricInfo* metric(std::string_view id) const;
};

// name ("sobol.csv", "analysis.sqlite" …) → bytes; tables without rows are left out of the CSVs.
std::vector<std::pair<std::string, std::string>> analysis_files(const Analysis& analysis);

}  // namespace carepool::store
