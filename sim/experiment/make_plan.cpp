// An experiment file becomes a plan: its factors' levels, its design's rows, its draws, and the points that they come to.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "experiment/design.hpp"
#include "experiment/plan.hpp"
#include "experiment/plan_factors.hpp"
#include "experiment/plan_worlds.hpp"
#include "metrics/row.hpp"
#include "scenario/csv.hpp"
#include "scenario/find_tables.hpp"
#include "scenario/warnings.hpp"
#include "scenario/write.hpp"

namespace carepool::experiment {
namespace {

// At most so many rows of an ensemble or a list are tried before the first run; the others speak up when they
// are run.
constexpr int kRowsTried = 50;

class Planner {
 public:
  Planner(const ExperimentFile& file, const PlanOptions& options)
      : file_(file), x_(file.values), options_(options), findings_(file), worlds_(file, options, findings_) {}

  Result<v1::Plan> plan() {
    if (!worlds_.load_base(plan_)) return findings_.errors;
    for (int i = 0; i < x_.factors_size(); ++i) factors_.push_back(read_factor(i, file_, worlds_, findings_));
    if (!findings_.errors.empty()) return findings_.errors;
    design();
    draws();
    if (!findings_.errors.empty()) return findings_.errors;
    if (points_of_rows()) {
      head();
      warnings();
    }
    if (!findings_.errors.empty()) return findings_.errors;
    return std::move(plan_);
  }

 private:
  // ---- the design ----

  void design() {
    const v1::Design& d = x_.design();
    const auto n = static_cast<std::size_t>(d.samples());
    const auto seed = static_cast<std::uint64_t>(d.seed());
    const std::size_t k = factors_.size();
    if (d.type() == "grid") return grid();
    if (d.type() == "list") return list();
    if (d.type() == "one-at-a-time") return one_at_a_time();
    // A sampled range is not cut into levels.
    for (FactorPlan& factor : factors_)
      if (factor.ranged && d.type() != "morris") {
        factor.levels.clear();
        factor.out.clear_values();
      }
    const std::size_t dimensions = d.type() == "saltelli" ? 2 * k : k;
    if ((d.type() == "sobol" || d.type() == "saltelli") && dimensions > kSobolDimensions)
      return findings_.fail("factors", "more factors than Sobol's sequence is tabled for",
                  d.type() == "sobol" ? "at most 48" : "at most 24");
    if (d.type() == "lhs") return sampled(latin_hypercube(n, k, seed));
    if (d.type() == "sobol") return sampled(sobol_design(n, k));
    if (d.type() == "saltelli") return sampled(saltelli_design(n, k));
    sampled(morris_design(n, k, static_cast<std::size_t>(d.levels()), seed));
  }

  void add_row(std::vector<Level> levels, v1::PlanRow row) {
    row_levels_.push_back(std::move(levels));
    *plan_.add_rows() = std::move(row);
  }

  void sampled(const std::vector<DesignRow>& rows) {
    for (const DesignRow& from : rows) {
      std::vector<Level> levels;
      for (std::size_t j = 0; j < factors_.size(); ++j) levels.push_back(level_at(factors_[j], from.unit[j]));
      v1::PlanRow row;
      row.set_block(from.block);
      row.set_sample(from.sample);
      row.set_factor(from.factor);
      for (const double u : from.unit) row.add_unit(u);
      add_row(std::move(levels), std::move(row));
    }
  }

  void grid() {
    std::vector<std::size_t> counts;
    for (const FactorPlan& factor : factors_) counts.push_back(factor.levels.size());
    std::uint32_t sample = 0;
    for (const auto& at : grid_design(counts)) {
      std::vector<Level> levels;
      for (std::size_t j = 0; j < at.size(); ++j) levels.push_back(factors_[j].levels[at[j]]);
      v1::PlanRow row;
      row.set_sample(sample++);
      row.set_factor(-1);
      add_row(std::move(levels), std::move(row));
    }
  }

  void one_at_a_time() {
    v1::PlanRow row;
    row.set_block("base");
    row.set_factor(-1);
    add_row(std::vector<Level>(factors_.size()), row);
    row.set_block("step");
    for (std::size_t j = 0; j < factors_.size(); ++j)
      for (std::size_t v = 0; v < factors_[j].levels.size(); ++v) {
        std::vector<Level> levels(factors_.size());
        levels[j] = factors_[j].levels[v];
        row.set_factor(static_cast<std::int32_t>(j));
        row.set_sample(static_cast<std::uint32_t>(v));
        add_row(std::move(levels), row);
      }
  }

  std::optional<CsvFile> read_csv(const std::string& file, const std::string& at, std::string& path) {
    path = at == "ensemble" && !options_.ensemble.empty() ? file : resolve_path(file_.dir, file);
    const Result<std::string> text = read_text_file(path);
    if (!text.ok()) {
      if (at == "ensemble" && !options_.ensemble.empty())
        findings_.errors.push_back(
            {"--ensemble", 0, 0, "'" + path + "' " + text.errors().front().message, "a CSV file", ""});
      else
        findings_.fail(at, "'" + path + "' " + text.errors().front().message, "a CSV file");
      return std::nullopt;
    }
    Result<CsvFile> csv = parse_csv(text.value(), path);
    if (csv.ok()) return std::move(csv).value();
    findings_.add(csv.errors());
    return std::nullopt;
  }

  // Columns of the list that no factor declares are factors of their own: the header is their path.
  void list() {
    std::string path;
    const auto csv = read_csv(x_.design().file(), "design.file", path);
    if (!csv) return;
    std::vector<std::size_t> factor_of;
    for (const CsvCell& cell : csv->header) {
      const auto known = std::find_if(factors_.begin(), factors_.end(), [&](const FactorPlan& f) {
        return f.out.name() == cell.text || f.out.path() == cell.text;
      });
      factor_of.push_back(static_cast<std::size_t>(known - factors_.begin()));
      if (known == factors_.end()) add_list_factor(cell, path);
    }
    if (!findings_.errors.empty()) return;
    int tried = 0;
    for (const auto& cells : csv->rows) {
      std::vector<Level> levels(factors_.size());
      for (std::size_t c = 0; c < cells.size(); ++c)
        if (!trim(cells[c].text).empty())
          levels[factor_of[c]] = list_level(factor_of[c], cells[c], path, tried < kRowsTried);
      ++tried;
      v1::PlanRow row;
      row.set_sample(static_cast<std::uint32_t>(plan_.rows_size()));
      row.set_factor(-1);
      add_row(std::move(levels), std::move(row));
    }
    if (plan_.rows_size() == 0) findings_.errors.push_back({path, 1, 1, "no points", "a row for each point", ""});
  }

  void add_list_factor(const CsvCell& cell, const std::string& path) {
    const Result<std::string> value = value_at(worlds_.base(), cell.text);
    if (!value.ok()) {
      const Error& inner = value.errors().front();
      findings_.errors.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      return;
    }
    factors_.emplace_back();
    factors_.back().out.set_name(cell.text);
    factors_.back().out.set_path(cell.text);
    factors_.back().out.set_scale("linear");
    describe(worlds_.base(), factors_.back().out);
  }

  Level list_level(std::size_t f, const CsvCell& cell, const std::string& path, bool tried) {
    FactorPlan& factor = factors_[f];
    const std::string text(trim(cell.text));
    if (factor.options) {
      for (const Level& level : factor.levels)
        if (level.value == text) return level;
      std::vector<std::string> names(factor.out.values().begin(), factor.out.values().end());
      std::string all;
      for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
      findings_.errors.push_back({path, cell.line, cell.column,
                         "'" + factor.out.name() + "' has no option '" + text + "'", all,
                         nearest(text, names).value_or("")});
      return {};
    }
    const Scenario* world = tried ? worlds_.world_with(static_cast<int>(f), factor.out.path()) : nullptr;
    const Result<Scenario> with =
        world == nullptr ? Result<Scenario>(Errors{}) : with_sets(*world, {factor.out.path() + "=" + text});
    if (world != nullptr && !with.ok()) {
      const Error& inner = with.errors().front();
      findings_.errors.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      return {};
    }
    const std::string value =
        with.ok() ? value_at(with.value(), factor.out.path()).value() : plain_value(factor.out, text);
    if (std::find(factor.out.values().begin(), factor.out.values().end(), value) == factor.out.values().end())
      factor.out.add_values(value);
    return {-1, value};
  }

  // ---- parameter draws ----

  void draws() {
    const std::string& named = options_.ensemble.empty() ? x_.ensemble() : options_.ensemble;
    if (named.empty()) {
      if (x_.draws() > 0)
        findings_.fail("draws", "draws without an ensemble", "ensemble: FILE.csv, or --ensemble FILE.csv");
      return;
    }
    std::string path;
    const auto csv = read_csv(named, "ensemble", path);
    if (!csv) return;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < csv->header.size(); ++c) {
      const CsvCell& cell = csv->header[c];
      if (cell.text == "draw") continue;  // its number, for people
      if (const Result<std::string> value = value_at(worlds_.base(), cell.text); !value.ok()) {
        const Error& inner = value.errors().front();
        findings_.errors.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      }
      for (const FactorPlan& factor : factors_)
        if (factor.out.path() == cell.text)
          findings_.errors.push_back({path, cell.line, cell.column,
                             "'" + cell.text + "' is also a factor of the design",
                             "a path that the design leaves alone", ""});
      columns.push_back(c);
      plan_.add_draw_paths(cell.text);
    }
    if (!findings_.errors.empty()) return;
    const auto asked = static_cast<std::size_t>(x_.draws());
    if (asked > csv->rows.size())
      return findings_.fail("draws",
                  "the ensemble has " + std::to_string(csv->rows.size()) + " draws, " +
                      std::to_string(asked) + " are asked for",
                  "at most " + std::to_string(csv->rows.size()));
    const std::size_t n = asked == 0 ? csv->rows.size() : asked;
    if (n == 0) return findings_.errors.push_back({path, 1, 1, "no draws", "a row for each draw", ""});
    for (std::size_t r = 0; r < n; ++r) draw(csv->rows[r], columns, path, static_cast<int>(r) < kRowsTried);
  }

  void draw(const std::vector<CsvCell>& cells, const std::vector<std::size_t>& columns,
            const std::string& path, bool tried) {
    v1::PlanDraw& out = *plan_.add_draws();
    std::vector<std::string> sets;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const CsvCell& cell = cells[columns[i]];
      if (trim(cell.text).empty())
        findings_.errors.push_back({path, cell.line, cell.column, "a blank cell", "a value", ""});
      out.add_values(std::string(trim(cell.text)));
      sets.push_back(plan_.draw_paths(static_cast<int>(i)) + "=" + out.values(static_cast<int>(i)));
    }
    if (!tried || !findings_.errors.empty()) return;
    const Result<Scenario> with = with_sets(worlds_.base(), sets);
    if (with.ok()) return;
    const Error& inner = with.errors().front();
    findings_.errors.push_back(
        {path, cells.front().line, cells.front().column, inner.message, inner.allowed, inner.suggestion});
  }

  // ---- points ----

  bool points_of_rows() {
    std::unordered_map<std::string, std::uint32_t> known;
    const std::size_t most = factors_.size();
    for (int r = 0; r < plan_.rows_size(); ++r) {
      std::vector<Level>& levels = row_levels_[static_cast<std::size_t>(r)];
      levels.resize(most);
      std::vector<int> options;
      for (int f = 0; f < x_.factors_size(); ++f)
        options.push_back(levels[static_cast<std::size_t>(f)].option);
      const std::uint32_t world = worlds_.world_of(options, plan_);
      if (!findings_.errors.empty()) return false;
      v1::PlanPoint point = point_of(levels, world);
      const auto [place, is_new] =
          known.try_emplace(point.id(), static_cast<std::uint32_t>(plan_.points_size()));
      if (is_new) *plan_.add_points() = std::move(point);
      plan_.mutable_rows(r)->set_point(place->second);
    }
    return true;
  }

  v1::PlanPoint point_of(const std::vector<Level>& levels, std::uint32_t world) {
    v1::PlanPoint point;
    point.set_world(world);
    Hasher hasher;
    hasher.string(plan_.worlds(static_cast<int>(world)).scenario_hash());
    std::set<std::string> sorted;  // the order of the factors means nothing
    for (std::size_t f = 0; f < factors_.size(); ++f) {
      const FactorPlan& factor = factors_[f];
      const std::string& value = levels[f].value;
      const std::optional<std::string>* own =
          factor.options ? nullptr : &worlds_.own_value(world, factor.out.path());
      const bool applies = factor.options || own->has_value();
      const bool own_one = applies && !factor.options && value.empty() && **own != "(not set)";
      point.add_levels(!applies ? "" : own_one ? **own : value);
      if (factor.options || !applies || value.empty() || value == **own) continue;
      point.add_settings(factor.out.path() + "=" + value);
      sorted.insert(point.settings(point.settings_size() - 1));
    }
    for (const std::string& setting : sorted) hasher.string(setting);
    point.set_id(hex64(hasher.digest()));
    return point;
  }

  // Of the parameters as they stand: draws move numbers within what is plausible.
  void warnings() {
    for (const v1::PlanPoint& point : plan_.points()) {
      const Scenario& world = worlds_.scenario(point.world());
      warn(point, point.settings().empty() ? world.warnings : warnings_with(world, {point.settings().begin(), point.settings().end()}));
    }
  }

  void warn(const v1::PlanPoint& point, const Errors& warnings) {
    std::set<std::string> said;
    for (const Error& warning : warnings) {
      if (!said.insert(warning.message).second) continue;
      auto& all = *plan_.mutable_warnings();
      auto known = std::find_if(all.begin(), all.end(), [&](const v1::PlanWarning& w) { return w.text() == warning.message; });
      const bool first = known == all.end();
      v1::PlanWarning& entry = first ? *all.Add() : *known;
      if (first) entry.set_first_point(point.id());
      entry.set_text(warning.message);
      entry.set_points(entry.points() + 1);
    }
  }

  void head() {
    plan_.set_format_version(kPlanFormat);
    plan_.set_carepool_version(std::string(build_info().version));
    plan_.set_experiment(x_.experiment());
    plan_.set_title(x_.title());
    plan_.set_description(x_.description());
    v1::Experiment effective = x_;
    for (const std::string& set : options_.sets) effective.add_set(set);
    if (options_.replicates) effective.set_replicates(*options_.replicates);
    plan_.set_experiment_yaml(canonical_yaml(effective));
    plan_.set_seed(static_cast<std::uint64_t>(worlds_.base().values.seed()));
    plan_.set_replicates(static_cast<std::int32_t>(effective.replicates()));
    plan_.set_design(x_.design().type());
    plan_.set_on_failure(x_.on_failure());
    for (FactorPlan& factor : factors_) *plan_.add_factors() = std::move(factor.out);
    for (const MetricDoc& doc : metric_dictionary())
      if (x_.metrics_size() == 0 ||
          std::find(x_.metrics().begin(), x_.metrics().end(), doc.id) != x_.metrics().end())
        plan_.add_metrics(doc.id);
    plan_.set_name_of_base(worlds_.base().name);
    plan_.set_months_or_years(x_.record().every());
    for (const std::string& group : x_.record().groups())
      if (group != "none") plan_.add_groups(group);
    plan_.set_key(plan_key(plan_));
  }

  const ExperimentFile& file_;
  const v1::Experiment& x_;
  const PlanOptions& options_;
  PlanFindings findings_;
  PlanWorlds worlds_;
  v1::Plan plan_;
  std::vector<FactorPlan> factors_;
  std::vector<std::vector<Level>> row_levels_;
};

}  // namespace

Result<v1::Plan> make_plan(const ExperimentFile& file, const PlanOptions& options) {
  return Planner(file, options).plan();
}

}  // namespace carepool::experiment
