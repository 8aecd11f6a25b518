#include "experiment/analyse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "base/date.hpp"
#include "base/text.hpp"
#include "experiment/design_points.hpp"
#include "experiment/direction.hpp"
#include "experiment/morris_indices.hpp"
#include "experiment/paired.hpp"
#include "experiment/prim.hpp"
#include "experiment/regret.hpp"
#include "experiment/sobol_indices.hpp"
#include "experiment/statistics.hpp"

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kStretches = 8;         // into which a sampled range is cut for a response
constexpr std::size_t kFewestForConditions = 40;
constexpr std::size_t kMostPolicies = 60, kMostFutures = 400;

class Analyst {
 public:
  Analyst(const ExperimentData& data, const AnalyseOptions& options) : data_(data), points_(data), options_(options) {}

  store::Analysis work() {
    choose_metrics();
    facts();
    for (const std::uint32_t metric : metrics_) {
      responses(metric);
      if (data_.plan.design() == "saltelli") sobol(metric);
      if (data_.plan.design() == "morris") morris(metric);
      regret(metric);
      conditions(metric);
      from_lowest_to_highest(metric);
    }
    notes();
    return std::move(out_);
  }

 private:
  void say(const char* topic, std::string text) { out_.sentences.push_back({topic, std::move(text)}); }
  std::string label(std::uint32_t metric) const { return data_.metrics[metric].label.empty() ? data_.metrics[metric].id : data_.metrics[metric].label; }

  void choose_metrics() {
    constexpr int kDozen = 12;
    std::vector<std::string> ids = options_.metrics;
    if (ids.empty() && data_.plan.metrics_size() <= kDozen) ids.assign(data_.plan.metrics().begin(), data_.plan.metrics().end());
    if (ids.empty())
      for (const std::string_view id : headline_metrics()) ids.emplace_back(id);
    for (const std::string& id : ids)
      if (const auto metric = data_.metric(id); metric && has_values(*metric)) {
        metrics_.push_back(*metric);
        out_.metrics.push_back(data_.metrics[*metric]);
      }
  }

  bool has_values(std::uint32_t metric) const {
    for (std::size_t p = 0; p < points_.points(); ++p)
      if (std::isfinite(points_.value(p, metric))) return true;
    return false;
  }

  void facts() {
    std::size_t finished = 0;
    std::size_t failed = 0;
    for (const RunValues& run : data_.runs) {
      finished += run.status == RunStatus::finished ? 1 : 0;
      failed += run.status == RunStatus::failed ? 1 : 0;
    }
    missing_ = data_.runs.size() - finished;
    const v1::Plan& plan = data_.plan;
    out_.facts = {{"kind", "analysis"},
                  {"experiment", plan.experiment()},
                  {"title", plan.title()},
                  {"description", plan.description()},
                  {"base", plan.name_of_base()},
                  {"design", plan.design()},
                  {"points", std::to_string(plan.points_size())},
                  {"replicates", std::to_string(plan.replicates())},
                  {"draws", std::to_string(plan.draws_size())},
                  {"seed", std::to_string(plan.seed())},
                  {"runs", std::to_string(data_.runs.size())},
                  {"finished", std::to_string(finished)},
                  {"failed", std::to_string(failed)},
                  {"missing", std::to_string(missing_ - failed)},
                  {"plan_key", plan.key()}};
    for (std::size_t f = 0; f < points_.factors(); ++f) factor_fact(f);
  }

  void factor_fact(std::size_t f) {
    const v1::PlanFactor& factor = points_.factor(f);
    std::string levels;
    for (const std::string& value : factor.values()) levels += (levels.empty() ? "" : ", ") + value;
    if (factor.values_size() == 0) levels = factor.low() + " to " + factor.high();
    const char* types[] = {"number", "whole number", "date", "choice"};
    out_.factors.push_back({factor.name(), factor.label(), factor.unit(), factor.path(), types[factor.type()], levels});
  }

  void notes() {
    if (missing_ > 0)
      say("note", fmt::format("{} of {} runs have no result. Means are over those that have one; what each method does with the gaps stands beside it.", missing_, data_.runs.size()));
    if (data_.plan.replicates() == 1)
      say("note", "One replicate at each point: luck is not told from effect. More replicates would give error bars and a noise floor.");
    if (const std::string few = few_values_remark(static_cast<std::size_t>(data_.plan.replicates()), "replicates"); !few.empty()) say("note", few);
    for (const v1::PlanWarning& warning : data_.plan.warnings())
      say("note", static_cast<int>(warning.points()) == data_.plan.points_size()
                      ? fmt::format("Of every point: {}.", warning.text())
                      : fmt::format("Of {} of {} points: {}.", warning.points(), data_.plan.points_size(), warning.text()));
    if (metrics_.empty()) say("note", "No measure has a value to look at.");
  }

  // ---- responses ------------------------------------------------------------------------------------------------------------

  // Points that say something of this factor: in a one-at-a-time design only the base and its own steps.
  std::vector<std::size_t> points_for(std::size_t f) const {
    std::set<std::size_t> chosen;
    for (const v1::PlanRow& row : data_.plan.rows()) {
      const bool step_of_another = row.block() == "step" && data_.plan.design() == "one-at-a-time" && row.factor() != static_cast<int>(f);
      if (!step_of_another) chosen.insert(row.point());
    }
    return {chosen.begin(), chosen.end()};
  }

  struct At {
    double x;
    std::size_t point;
    double value;
  };

  void add_response(std::uint32_t metric, std::size_t f, const std::vector<At>& at, double x, std::string level) {
    std::vector<double> values;
    for (const At& a : at) values.push_back(a.value);
    std::sort(values.begin(), values.end());
    out_.responses.push_back({data_.metrics[metric].id, points_.name(f), std::move(level), x, static_cast<std::int64_t>(values.size()), mean_of(values),
                              quantile_of_sorted(values, 0.1), quantile_of_sorted(values, 0.9)});
  }

  void responses(std::uint32_t metric) {
    for (std::size_t f = 0; f < points_.factors(); ++f) {
      std::vector<At> at;
      for (const std::size_t p : points_for(f)) {
        const double x = points_.level(p, f);
        const double value = points_.value(p, metric);
        if (std::isfinite(x) && std::isfinite(value)) at.push_back({x, p, value});
      }
      std::stable_sort(at.begin(), at.end(), [](const At& a, const At& b) { return a.x < b.x; });
      std::set<double> distinct;
      for (const At& a : at) distinct.insert(a.x);
      if (distinct.size() < 2) continue;
      if (distinct.size() <= 2 * kStretches)
        by_level(metric, f, at);
      else
        by_stretch(metric, f, at);
    }
  }

  void by_level(std::uint32_t metric, std::size_t f, const std::vector<At>& at) {
    for (std::size_t i = 0; i < at.size();) {
      std::vector<At> here;
      const double x = at[i].x;
      while (i < at.size() && at[i].x == x) here.push_back(at[i++]);
      std::string text = points_.level_text(here[0].point, f);
      if (text == "(base)" && points_.is_number(f)) text = number_or_date(f, x);
      add_response(metric, f, here, x, text);
    }
  }

  // A grid's plain answer: each numeric factor at its highest level against its lowest, over all levels of the others, paired on the luck of
  // each replicate (and draw).
  void from_lowest_to_highest(std::uint32_t metric) {
    if (data_.plan.design() != "grid") return;
    std::string text;
    for (std::size_t f = 0; f < points_.factors(); ++f) {
      if (!points_.is_number(f)) continue;
      double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
      for (std::size_t p = 0; p < points_.points(); ++p)
        if (const double x = points_.level(p, f); std::isfinite(x)) lowest = std::min(lowest, x), highest = std::max(highest, x);
      if (!(lowest < highest)) continue;
      const PairedDifference d = paired_difference(extremes(metric, f, lowest, highest));
      if (d.pairs == 0) continue;
      text += fmt::format("{}{} {} rather than {}: ", text.empty() ? "" : "; ", points_.name(f), number_or_date(f, highest), number_or_date(f, lowest));
      if (d.identical) text += "no difference";
      else if (!d.luck || (d.luck->low <= 0 && d.luck->high >= 0)) text += "cannot be told apart";
      else text += fmt::format("{}{}", d.difference > 0 ? "+" : "", amount(metric, d.difference));
      if (!d.identical && d.luck) text += fmt::format(" (95 % interval {} to {})", number(metric, d.luck->low), number(metric, d.luck->high));
    }
    if (!text.empty()) say("response", label(metric) + ". " + text + ".");
  }

  std::vector<Pair> extremes(std::uint32_t metric, std::size_t f, double lowest, double highest) const {
    std::vector<Pair> pairs;
    for (std::uint32_t draw = 0; draw < draws_of(data_.plan); ++draw)
      for (std::int32_t replicate = 0; replicate < data_.plan.replicates(); ++replicate) {
        double low = 0, high = 0, n_low = 0, n_high = 0;
        for (std::size_t p = 0; p < points_.points(); ++p) {
          const double x = points_.level(p, f);
          if (x != lowest && x != highest) continue;
          const double value = data_.value(RunOf{static_cast<std::uint32_t>(p), draw, replicate}, metric);
          (x == lowest ? low : high) += value;
          (x == lowest ? n_low : n_high) += 1;
        }
        pairs.push_back({static_cast<std::int32_t>(draw), replicate, low / n_low, high / n_high});  // NaN where a run is missing: left out
      }
    return pairs;
  }

  std::string number_or_date(std::size_t f, double x) const {
    if (points_.factor(f).type() == v1::PlanFactor::DATE) return to_string(Date{static_cast<std::int32_t>(x)});
    return fmt::format("{:.4g}", x);
  }

  void by_stretch(std::uint32_t metric, std::size_t f, const std::vector<At>& at) {
    for (std::size_t s = 0; s < kStretches; ++s) {
      const std::size_t begin = at.size() * s / kStretches;
      const std::size_t end = at.size() * (s + 1) / kStretches;
      if (begin == end) continue;
      const std::vector<At> here(at.begin() + static_cast<std::ptrdiff_t>(begin), at.begin() + static_cast<std::ptrdiff_t>(end));
      double x = 0;
      for (const At& a : here) x += a.x / static_cast<double>(here.size());
      add_response(metric, f, here, x, number_or_date(f, here.front().x) + " to " + number_or_date(f, here.back().x));
    }
  }

  // ---- sensitivity ----------------------------------------------------------------------------------------------------------

  std::optional<double> floor_of(std::uint32_t metric) const {
    std::vector<std::vector<double>> values;
    for (std::size_t p = 0; p < points_.points(); ++p) values.push_back(points_.replicates(p, 0, metric));
    return noise_floor(values);
  }

  SaltelliValues saltelli_values(std::uint32_t metric) const {
    std::size_t rows = 0;
    for (const v1::PlanRow& row : data_.plan.rows()) rows = std::max<std::size_t>(rows, row.sample() + 1);
    SaltelliValues v;
    v.a.assign(rows, kNaN);
    v.b.assign(rows, kNaN);
    v.ab.assign(points_.factors(), std::vector<double>(rows, kNaN));
    for (const v1::PlanRow& row : data_.plan.rows()) {
      const double value = points_.value(row.point(), metric);
      if (row.block() == "A") v.a[row.sample()] = value;
      if (row.block() == "B") v.b[row.sample()] = value;
      if (row.block() == "AB" && row.factor() >= 0) v.ab[static_cast<std::size_t>(row.factor())][row.sample()] = value;
    }
    return v;
  }

  void sobol(std::uint32_t metric) {
    const SobolIndices found = sobol_indices(saltelli_values(metric), options_.resamples);
    const auto floor = floor_of(metric);
    if (!found.varies) return say("sensitivity", fmt::format("{} is the same at every point: no factor moves it.", label(metric)));
    for (std::size_t f = 0; f < found.factors.size(); ++f) {
      const SobolIndex& x = found.factors[f];
      out_.sobol.push_back({data_.metrics[metric].id, points_.name(f), x.first, x.first_band.low, x.first_band.high, x.total, x.total_band.low, x.total_band.high,
                            floor.value_or(kNaN), static_cast<std::int64_t>(x.rows_used), static_cast<std::int64_t>(found.rows)});
    }
    sobol_sentence(metric, found, floor);
  }

  void sobol_sentence(std::uint32_t metric, const SobolIndices& found, const std::optional<double>& floor) {
    std::vector<std::size_t> order(found.factors.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return found.factors[a].total > found.factors[b].total; });
    const double least = std::max(0.0, floor.value_or(0));
    std::string matter, not_shown;
    for (const std::size_t f : order) {
      const SobolIndex& x = found.factors[f];
      const bool shown = x.total_band.low > least;
      if (shown)
        matter += fmt::format("{}{} ({:.0f} %, 95 % interval {:.0f} to {:.0f} %; alone {:.0f} %)", matter.empty() ? "" : ", ", points_.name(f), 100 * x.total, 100 * x.total_band.low,
                              100 * x.total_band.high, 100 * x.first);
      else
        not_shown += (not_shown.empty() ? "" : ", ") + points_.name(f);
    }
    std::string text = fmt::format("{} is moved most by ", label(metric)) + (matter.empty() ? "no factor that can be told from noise" : matter) + ".";
    if (!not_shown.empty()) text += fmt::format(" Not shown to matter in these ranges: {}.", not_shown);
    if (floor) text += fmt::format(" Noise floor: {:.1f} % of the variance is left-over luck.", 100 * *floor);
    if (found.failed > 0)
      text += fmt::format(" {} of {} values of the design are missing; a row counts for a factor only when all three of its points have one.", found.failed,
                          found.rows * (found.factors.size() + 2));
    say("sensitivity", std::move(text));
  }

  std::vector<ElementaryEffect> effects(std::uint32_t metric) const {
    std::vector<ElementaryEffect> out;
    const v1::PlanRow* before = nullptr;
    for (const v1::PlanRow& row : data_.plan.rows()) {
      if (before != nullptr && row.factor() >= 0 && row.sample() == before->sample()) {
        const double step = row.unit(row.factor()) - before->unit(row.factor());
        const double change = points_.value(row.point(), metric) - points_.value(before->point(), metric);
        out.push_back({row.sample(), static_cast<std::uint32_t>(row.factor()), change / step});
      }
      before = &row;
    }
    return out;
  }

  void morris(std::uint32_t metric) {
    const auto found = morris_indices(effects(metric), points_.factors(), options_.resamples);
    std::vector<std::size_t> order;
    std::size_t left_out = 0;
    for (std::size_t f = 0; f < found.size(); ++f) {
      const MorrisIndex& x = found[f];
      out_.morris.push_back({data_.metrics[metric].id, points_.name(f), x.mu, x.mu_star, x.mu_star_band.low, x.mu_star_band.high, x.sigma, static_cast<std::int64_t>(x.effects),
                             static_cast<std::int64_t>(x.left_out)});
      left_out += x.left_out;
      if (std::isfinite(x.mu_star)) order.push_back(f);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return found[a].mu_star > found[b].mu_star; });
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i)
      text += fmt::format("{}{} (μ* {}, 95 % interval {} to {})", i == 0 ? "" : ", then ", points_.name(order[i]), amount(metric, found[order[i]].mu_star),
                          number(metric, found[order[i]].mu_star_band.low), amount(metric, found[order[i]].mu_star_band.high));
    text = fmt::format("Over its whole range, the factor that moves {} most is {}.", label(metric), text);
    if (left_out > 0) text += fmt::format(" {} steps had an end without a value and were left out.", left_out);
    say("sensitivity", std::move(text));
  }

  // ---- regret ---------------------------------------------------------------------------------------------------------------

  // Points by their levels of some factors, in order of first appearance.
  std::vector<std::string> groups(const std::vector<std::size_t>& of, std::vector<std::size_t>& group_of) const {
    std::vector<std::string> names;
    group_of.clear();
    for (std::size_t p = 0; p < points_.points(); ++p) {
      const std::string text = points_.levels_text(p, of);
      const auto found = std::find(names.begin(), names.end(), text);
      group_of.push_back(static_cast<std::size_t>(found - names.begin()));
      if (found == names.end()) names.push_back(text);
    }
    return names;
  }

  void regret(std::uint32_t metric) {
    const Better better = better_of(data_.metrics[metric].id);
    const std::string& design = data_.plan.design();
    if (better == Better::neither || (design != "grid" && design != "list")) return;
    std::vector<std::size_t> of_policy, of_future, policy, future;
    for (std::size_t f = 0; f < points_.factors(); ++f) (points_.is_policy(f) ? of_policy : of_future).push_back(f);
    const auto policies = groups(of_policy, policy);
    const auto worlds = groups(of_future, future);
    const std::size_t draws = draws_of(data_.plan);
    const std::size_t futures = worlds.size() * draws;
    if (policies.size() < 2 || futures < 2 || policies.size() > kMostPolicies || futures > kMostFutures) return;
    std::vector<std::vector<std::vector<double>>> values(policies.size(), std::vector<std::vector<double>>(futures));
    for (std::size_t p = 0; p < points_.points(); ++p)
      for (std::size_t d = 0; d < draws; ++d) values[policy[p]][future[p] * draws + d] = points_.replicates(p, static_cast<std::uint32_t>(d), metric);
    const RegretTable table = regret_table(values, better == Better::higher);
    std::vector<std::string> names;
    for (const std::string& world : worlds)
      for (std::size_t d = 0; d < draws; ++d) names.push_back(world + (draws > 1 ? (world.empty() ? "draw " : ", draw ") + std::to_string(d + 1) : ""));
    keep_regret(metric, table, policies, names);
  }

  void keep_regret(std::uint32_t metric, const RegretTable& table, const std::vector<std::string>& policies, const std::vector<std::string>& futures) {
    const std::string& id = data_.metrics[metric].id;
    for (std::size_t p = 0; p < policies.size(); ++p) {
      const RegretRow& row = table.rows[p];
      out_.regret_policies.push_back({id, policies[p], row.most, row.most_band.low, row.most_band.high, futures[row.most_in], row.mean, p == table.least_most ? 1 : 0,
                                      p == table.least_mean ? 1 : 0, row.told_apart ? 1 : 0});
      for (std::size_t f = 0; f < futures.size(); ++f) {
        const RegretCell& cell = row.cells[f];
        out_.regret.push_back({id, policies[p], futures[f], cell.value, cell.regret, cell.band.low, cell.band.high, table.best[f] == p ? 1 : 0, cell.sure ? 1 : 0});
      }
    }
    say("regret", regret_sentence(metric, table, policies, futures));
  }

  // "£120", "£25.7 million", "1.2" of points
  std::string number(std::uint32_t metric, double value) const {
    const std::string& unit = data_.metrics[metric].unit;
    const double size = std::fabs(value);
    const std::string sign = value < 0 ? "−" : "";
    if (unit.starts_with("share")) return sign + fmt::format("{:.2g}", 100 * size);
    if (!unit.starts_with("£")) return sign + fmt::format("{:.3g}", size);
    if (size >= 1e9) return sign + fmt::format("£{:.3g} billion", size / 1e9);
    return sign + (size >= 1e6 ? fmt::format("£{:.3g} million", size / 1e6) : "£" + grouped(size, size < 10 ? 2 : 0));
  }

  // What follows the number: " a week", " points", " children".
  std::string per(std::uint32_t metric) const {
    const std::string& unit = data_.metrics[metric].unit;
    if (unit.starts_with("share")) return " points";
    if (unit == "index" || unit == "ratio" || unit == "count" || unit == "£") return "";
    return unit.starts_with("£/") ? " a " + unit.substr(3) : " " + unit;
  }

  std::string amount(std::uint32_t metric, double value) const { return number(metric, value) + per(metric); }

  // A value of the measure, and no difference: shares in per cent.
  std::string level(std::uint32_t metric, double value) const {
    return data_.metrics[metric].unit.starts_with("share") ? fmt::format("{:.1f} %", 100 * value) : amount(metric, value);
  }

  std::string regret_sentence(std::uint32_t metric, const RegretTable& table, const std::vector<std::string>& policies, const std::vector<std::string>& futures) const {
    const RegretRow& least = table.rows[table.least_most];
    const std::string& name = policies[table.least_most];
    std::string text;
    if (least.most == 0) {
      text = fmt::format("On {}, '{}' is the best of {} policies in every one of {} futures.", label(metric), name, policies.size(), futures.size());
    } else {
      const bool band = std::isfinite(least.most_band.low);
      text = fmt::format("On {}, the policy whose largest regret is smallest is '{}': at worst {} worse than the best would have been (in '{}'{}), {} on average over {} futures",
                         label(metric), name, amount(metric, least.most), futures[least.most_in],
                         band ? "; 95 % interval " + number(metric, least.most_band.low) + " to " + amount(metric, least.most_band.high) : "", amount(metric, least.mean), futures.size());
      if (table.least_mean != table.least_most) text += "; smallest on average is '" + policies[table.least_mean] + "'";
      text += ".";
    }
    return text + others_by_luck(table, policies);
  }

  // Which policies luck alone may have put behind the least regretted one.
  std::string others_by_luck(const RegretTable& table, const std::vector<std::string>& policies) const {
    constexpr std::size_t kMostListed = 3;
    if (data_.plan.replicates() < 2) return " One replicate: luck alone could put another first.";
    std::vector<std::string> names;
    for (std::size_t p = 0; p < policies.size(); ++p)
      if (p != table.least_most && !table.rows[p].told_apart && std::isfinite(table.rows[p].most)) names.push_back("'" + policies[p] + "'");
    if (names.empty()) return "";
    if (names.size() + 1 == policies.size() && names.size() > 1) return " Luck alone could put any of the others first.";
    std::string text = " Luck alone could put first:";
    for (std::size_t i = 0; i < std::min(names.size(), kMostListed); ++i) text += (i == 0 ? " " : ", ") + names[i];
    return text + (names.size() > kMostListed ? fmt::format(" or {} more.", names.size() - kMostListed) : ".");
  }

  // ---- conditions -----------------------------------------------------------------------------------------------------------

  // A row for each point and draw that has a value; draws bring their parameters as factors.
  struct Sample {
    std::vector<PrimFactor> factors;
    std::vector<std::vector<double>> x;
    std::vector<double> value;
    std::vector<std::size_t> point;
    std::vector<std::uint32_t> draw;
  };

  Sample sample(std::uint32_t metric, const std::vector<std::size_t>& of) const {
    Sample s;
    for (const std::size_t f : of) s.factors.push_back(points_.prim_factor(f));
    const bool with_draws = data_.plan.draws_size() > 1;
    for (int i = 0; with_draws && i < data_.plan.draw_paths_size(); ++i) s.factors.push_back({data_.plan.draw_paths(i), "", {}});
    for (std::size_t p = 0; p < points_.points(); ++p)
      for (std::uint32_t d = 0; d < draws_of(data_.plan); ++d) {
        const double value = data_.mean_over_replicates(static_cast<std::uint32_t>(p), d, metric);
        std::vector<double> x;
        for (const std::size_t f : of) x.push_back(points_.is_number(f) ? points_.level(p, f) : choice(p, f));
        for (int i = 0; with_draws && i < data_.plan.draw_paths_size(); ++i) x.push_back(parse_double(data_.plan.draws(static_cast<int>(d)).values(i)).value_or(kNaN));
        const bool known = std::isfinite(value) && std::all_of(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
        if (!known) continue;
        s.x.push_back(std::move(x));
        s.value.push_back(value);
        s.point.push_back(p);
        s.draw.push_back(d);
      }
    return s;
  }

  // The level's position; the last stands for the base's own.
  double choice(std::size_t point, std::size_t f) const {
    const auto& values = points_.factor(f).values();
    const auto found = std::find(values.begin(), values.end(), points_.level_text(point, f));
    return static_cast<double>(found - values.begin());
  }

  void ask(std::uint32_t metric, const Sample& s, const std::vector<bool>& interest, const std::string& question) {
    const auto of_interest = static_cast<std::size_t>(std::count(interest.begin(), interest.end(), true));
    const auto boxes = prim_boxes(s.factors, s.x, interest);
    for (const PrimBox& box : boxes)
      out_.discovery.push_back({data_.metrics[metric].id, question, condition_text(s.factors, box), static_cast<std::int64_t>(box.points), static_cast<std::int64_t>(box.of_interest),
                                box.density, box.coverage, static_cast<std::int64_t>(s.x.size()), static_cast<std::int64_t>(of_interest)});
    say("discovery", prim_text(s.factors, boxes, question, s.x.size(), of_interest));
  }

  void conditions(std::uint32_t metric) {
    std::vector<std::size_t> all;
    std::optional<std::size_t> options;
    for (std::size_t f = 0; f < points_.factors(); ++f) {
      all.push_back(f);
      if (points_.factor(f).path().empty() && !options && points_.factor(f).values_size() > 1) options = f;
    }
    if (options && flips(metric, *options, all)) return;
    worst(metric, sample(metric, all));
  }

  // When does an option do worse than the first one, all else (and luck) equal? False when there are too few pairs to ask.
  bool flips(std::uint32_t metric, std::size_t options, std::vector<std::size_t> others) {
    const Better better = better_of(data_.metrics[metric].id);
    if (better == Better::neither) return false;
    std::erase(others, options);
    const Sample s = sample(metric, others);
    std::map<std::pair<std::string, std::uint32_t>, std::map<std::string, std::size_t>> twins;  // (other levels, draw) → option → row
    for (std::size_t i = 0; i < s.x.size(); ++i) twins[{points_.levels_text(s.point[i], others), s.draw[i]}][points_.level_text(s.point[i], options)] = i;
    const std::string reference = points_.factor(options).values(0);
    bool asked = false;
    for (int o = 1; o < points_.factor(options).values_size(); ++o) {
      const std::string& option = points_.factor(options).values(o);
      Sample pairs;
      pairs.factors = s.factors;
      std::vector<bool> interest;
      for (const auto& [place, rows] : twins) {
        const auto with = rows.find(option);
        const auto without = rows.find(reference);
        if (with == rows.end() || without == rows.end()) continue;
        const double change = s.value[with->second] - s.value[without->second];
        pairs.x.push_back(s.x[with->second]);
        interest.push_back(better == Better::higher ? change < 0 : change > 0);
      }
      if (pairs.x.size() < kFewestForConditions) continue;
      asked = true;
      ask(metric, pairs, interest, fmt::format("'{}' does worse than '{}' on {}", option, reference, data_.metrics[metric].id));
    }
    return asked;
  }

  void worst(std::uint32_t metric, const Sample& s) {
    if (s.x.size() < kFewestForConditions) return;
    const std::string& id = data_.metrics[metric].id;
    std::vector<double> sorted = s.value;
    std::sort(sorted.begin(), sorted.end());
    const auto given = options_.thresholds.find(id);
    const bool low_is_bad = given == options_.thresholds.end() && better_of(id) == Better::higher;
    const double bound = given != options_.thresholds.end() ? given->second : quantile_of_sorted(sorted, low_is_bad ? 0.25 : 0.75);
    std::vector<bool> interest;
    for (const double value : s.value) interest.push_back(low_is_bad ? value < bound : value > bound);
    ask(metric, s, interest, fmt::format("{} is {} {}{}", label(metric), low_is_bad ? "below" : "above", level(metric, bound), given != options_.thresholds.end() ? "" : " (the worst quarter)"));
  }

  const ExperimentData& data_;
  DesignPoints points_;
  const AnalyseOptions& options_;
  std::vector<std::uint32_t> metrics_;
  std::size_t missing_ = 0;
  store::Analysis out_;
};

}  // namespace

store::Analysis analyse(const ExperimentData& data, const AnalyseOptions& options) { return Analyst(data, options).work(); }

}  // namespace carepool::experiment
