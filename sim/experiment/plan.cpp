#include "experiment/plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "base/build_info.hpp"
#include "base/date.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "experiment/design.hpp"
#include "experiment/design_points.hpp"
#include "metrics/row.hpp"
#include "scenario/csv.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/find_tables.hpp"
#include "scenario/units.hpp"
#include "scenario/write.hpp"
#include "store/files.hpp"

namespace carepool::experiment {
namespace {

// At most so many rows of an ensemble or a list are tried before the first run; the others speak up when they
// are run.
constexpr int kRowsTried = 50;

std::string entry(const std::string& list, int i) { return list + "[" + std::to_string(i) + "]"; }

// A number as people would write it: at most twelve digits, so that 4000 + 0.1·2500 is 4250 everywhere.
std::string tidy_number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.12g", value);
  return number_text(parse_double(text).value_or(value));
}

// Where a factor's point lies before it has a world: an option's number, or a value as text; "" or -1 leaves
// the base.
struct Level {
  int option = -1;
  std::string value;
};

struct FactorPlan {
  v1::PlanFactor out;
  bool options = false;
  std::vector<Level> levels;  // listed, or cut from the range
  double low = 0, high = 0;   // of a range, in numbers
  bool ranged = false;
};

struct World {
  Scenario scenario;
  std::unordered_map<std::string, std::optional<std::string>>
      own;  // path → its own value; nothing: no such path here
};

class Planner {
 public:
  Planner(const ExperimentFile& file, const PlanOptions& options)
      : file_(file), x_(file.values), options_(options) {}

  Result<v1::Plan> plan() {
    if (!base()) return errors_;
    for (int i = 0; i < x_.factors_size(); ++i) factor(i);
    if (!errors_.empty()) return errors_;
    design();
    draws();
    if (!errors_.empty()) return errors_;
    if (points_of_rows()) head();
    if (!errors_.empty()) return errors_;
    return std::move(plan_);
  }

 private:
  void fail(const std::string& path, std::string message, std::string allowed = {},
            std::string suggestion = {}) {
    errors_.push_back(file_.error_at(path, std::move(message), std::move(allowed), std::move(suggestion)));
  }
  // What is wrong with a value, said where the experiment file holds it.
  void fail_as(const std::string& path, const Error& inner) {
    fail(path, inner.message, inner.allowed, inner.suggestion);
  }

  // ---- worlds: the base with some options ----

  Result<Scenario> load_world(const std::vector<int>& options) {
    LoadRequest request;
    request.path = resolve_path(file_.dir, x_.base());
    request.table_folders = options_.table_folders;
    for (const MetricDoc& doc : metric_dictionary()) request.metric_ids.push_back(doc.id);
    std::vector<std::string> set_at;
    const auto add = [&](const auto& holder, const std::string& at) {
      for (const std::string& policy : holder.policies())
        request.policies.push_back(resolve_path(file_.dir, policy));
      for (int i = 0; i < holder.set_size(); ++i) {
        request.sets.push_back(holder.set(i));
        set_at.push_back(entry(at + "set", i));
      }
    };
    add(x_, "");
    for (std::size_t i = 0; i < options_.sets.size(); ++i) {
      request.sets.push_back(options_.sets[i]);
      set_at.push_back("--set #" + std::to_string(i + 1));
    }
    for (int f = 0; f < x_.factors_size(); ++f) {
      const int option = options[static_cast<std::size_t>(f)];
      if (option < 0) continue;
      const v1::Option& chosen = x_.factors(f).options(option);
      add(chosen, entry("factors", f) + ".options[" + chosen.name() + "].");
    }
    if (options_.seed)
      request.seed = options_.seed;
    else if (x_.has_seed())
      request.seed = static_cast<std::uint64_t>(x_.seed());
    Result<Scenario> loaded = load_scenario(request);
    if (loaded.ok()) return loaded;
    Errors errors;
    for (const Error& error : loaded.errors()) errors.push_back(relocated(error, set_at));
    return errors;
  }

  // "--set #2" of the loader is the second entry of `set` here.
  Error relocated(const Error& error, const std::vector<std::string>& set_at) const {
    const std::string mark = "--set #";
    if (error.where.rfind(mark, 0) != 0) return error;
    const auto number =
        static_cast<std::size_t>(std::strtoul(error.where.c_str() + mark.size(), nullptr, 10));
    if (number < 1 || number > set_at.size()) return error;
    if (set_at[number - 1].rfind(mark, 0) == 0)
      return {set_at[number - 1], 0, 0, error.message, error.allowed, error.suggestion};
    return file_.error_at(set_at[number - 1], error.message, error.allowed, error.suggestion);
  }

  std::uint32_t world_of(const std::vector<int>& options) {
    const auto [place, is_new] =
        world_index_.try_emplace(options, static_cast<std::uint32_t>(worlds_.size()));
    if (!is_new) return place->second;
    Result<Scenario> loaded = load_world(options);
    if (!loaded.ok()) {
      errors_.insert(errors_.end(), loaded.errors().begin(), loaded.errors().end());
      worlds_.emplace_back();
      return place->second;
    }
    worlds_.push_back({std::move(loaded).value(), {}});
    v1::PlanWorld& world = *plan_.add_worlds();
    world.set_scenario_hash(hex64(worlds_.back().scenario.hash));
    world.set_scenario_yaml(worlds_.back().scenario.canonical_yaml);
    for (int f = 0; f < x_.factors_size(); ++f)
      if (const int option = options[static_cast<std::size_t>(f)]; option >= 0)
        world.add_options(factors_[static_cast<std::size_t>(f)].out.name() + "=" +
                          x_.factors(f).options(option).name());
    return place->second;
  }

  bool base() {
    const std::string path = resolve_path(file_.dir, x_.base());
    if (const Result<std::string> text = read_text_file(path); !text.ok()) {
      fail("base", "'" + path + "' " + text.errors().front().message, "a scenario file");
      return false;
    }
    for (int f = 0; f < x_.factors_size(); ++f) {
      factors_.emplace_back();
      const v1::Factor& factor = x_.factors(f);
      factors_.back().out.set_name(factor.name().empty() ? factor.path() : factor.name());
    }
    world_of(std::vector<int>(static_cast<std::size_t>(x_.factors_size()), -1));
    // Every option by itself, so that a mistake in one is found before the first run.
    for (int f = 0; f < x_.factors_size() && errors_.empty(); ++f)
      for (int o = 0; o < x_.factors(f).options_size(); ++o) {
        std::vector<int> options(static_cast<std::size_t>(x_.factors_size()), -1);
        options[static_cast<std::size_t>(f)] = o;
        const Result<Scenario> loaded = load_world(options);
        if (loaded.ok()) continue;
        errors_.insert(errors_.end(), loaded.errors().begin(), loaded.errors().end());
      }
    return errors_.empty();
  }

  // The value that a world has of its own; nothing when the path does not exist there (an instrument of
  // another option).
  const std::optional<std::string>& own_value(World& world, const std::string& path) {
    const auto [place, is_new] = world.own.try_emplace(path);
    if (is_new)
      if (const Result<std::string> value = value_at(world.scenario, path); value.ok())
        place->second = value.value();
    return place->second;
  }

  // A scenario in which the path exists: the base, or the base with one option that brings it.
  const Scenario* world_with(int f, const std::string& path) {
    if (own_value(worlds_[0], path)) return &worlds_[0].scenario;
    for (int g = 0; g < x_.factors_size(); ++g)
      for (int o = 0; o < x_.factors(g).options_size() && g != f; ++o) {
        std::vector<int> options(static_cast<std::size_t>(x_.factors_size()), -1);
        options[static_cast<std::size_t>(g)] = o;
        const auto [place, is_new] = trial_worlds_.try_emplace({g, o});
        if (is_new)
          if (Result<Scenario> loaded = load_world(options); loaded.ok())
            place->second = std::make_unique<World>(World{std::move(loaded).value(), {}});
        if (place->second != nullptr && own_value(*place->second, path)) return &place->second->scenario;
      }
    return nullptr;
  }

  // ---- factors ----

  void factor(int f) {
    const v1::Factor& in = x_.factors(f);
    FactorPlan& factor = factors_[static_cast<std::size_t>(f)];
    factor.out.set_path(in.path());
    factor.out.set_scale(in.scale());
    factor.out.set_future(in.role() == "future");
    if (in.options_size() > 0) {
      factor.options = true;
      factor.out.set_type(v1::PlanFactor::CHOICE);
      factor.out.set_label(factor.out.name());
      for (int o = 0; o < in.options_size(); ++o) {
        factor.levels.push_back({o, in.options(o).name()});
        factor.out.add_values(in.options(o).name());
      }
      return;
    }
    const Scenario* world = world_with(f, in.path());
    if (world == nullptr)
      return fail_as(entry("factors", f) + ".path",
                     value_at(worlds_[0].scenario, in.path()).errors().front());
    describe(*world, factor.out);
    if (in.role() != "auto") factor.out.set_future(in.role() == "future");
    for (int v = 0; v < in.values_size(); ++v)
      if (const auto text =
              canonical(*world, in.path(), in.values(v), entry(entry("factors", f) + ".values", v))) {
        factor.levels.push_back({-1, *text});
        factor.out.add_values(*text);
      }
    if (in.range_size() == 2) range(f, *world, factor);
  }

  static void describe(const Scenario& world, v1::PlanFactor& out) {
    out.set_type(v1::PlanFactor::CHOICE);
    for (const ParameterValue& value : parameter_values(world)) {
      if (!is_at_or_below(out.path(), value.path)) continue;
      out.set_future(is_future(value.parameter));
      out.set_unit(value.parameter.unit);
      out.set_label(value.parameter.label);
      const std::string& type = value.parameter.type;
      if (type == "whole number") out.set_type(v1::PlanFactor::WHOLE);
      if (type == "number" || (type.rfind("numbers", 0) == 0 && value.path != out.path()))
        out.set_type(v1::PlanFactor::NUMBER);
      if (value.parameter.unit == "date") out.set_type(v1::PlanFactor::DATE);
    }
  }

  // The value as the scenario writes it; nothing, with an error, where it is not allowed.
  std::optional<std::string> canonical(const Scenario& world, const std::string& path,
                                       const std::string& value, const std::string& at) {
    const Result<Scenario> with = with_sets(world, {path + "=" + value});
    if (!with.ok()) {
      fail_as(at, with.errors().front());
      return std::nullopt;
    }
    return value_at(with.value(), path).value();
  }

  void range(int f, const Scenario& world, FactorPlan& factor) {
    const v1::Factor& in = x_.factors(f);
    const std::string at = entry("factors", f) + ".range";
    if (factor.out.type() == v1::PlanFactor::CHOICE)
      return fail(at, "'" + in.path() + "' is neither a number nor a date", "values: […]");
    const auto low = canonical(world, in.path(), in.range(0), at + "[0]"),
               high = canonical(world, in.path(), in.range(1), at + "[1]");
    if (!low || !high) return;
    factor.out.set_low(*low);
    factor.out.set_high(*high);
    factor.low = as_number(factor.out, *low);
    factor.high = as_number(factor.out, *high);
    factor.ranged = true;
    if (!(factor.low < factor.high))
      return fail(at, "the range's first end is not below its second", "[low, high]");
    if (in.scale() == "log" && !(factor.low > 0 && factor.out.type() != v1::PlanFactor::DATE))
      return fail(at, "a range by ratios does not start above 0", "scale: linear");
    for (std::int64_t i = 0; i < in.levels(); ++i) {
      const double unit = static_cast<double>(i) / static_cast<double>(in.levels() - 1);
      const std::string value = value_between(factor, unit, false);
      if (factor.levels.empty() || factor.levels.back().value != value) factor.levels.push_back({-1, value});
    }
    for (const Level& level : factor.levels) factor.out.add_values(level.value);
  }

  static double as_number(const v1::PlanFactor& factor, const std::string& text) {
    if (factor.type() != v1::PlanFactor::DATE) return parse_double(text).value_or(std::nan(""));
    const auto date = parse_date(text);
    return date ? date->days : std::nan("");
  }

  // Whole numbers and days: sampled, each is equally likely; cut, the nearest to the place.
  static std::string value_between(const FactorPlan& factor, double unit, bool sampled) {
    const bool number = factor.out.type() == v1::PlanFactor::NUMBER;
    const double wide = factor.high - factor.low;
    double value = factor.low + unit * wide;
    if (factor.out.scale() == "log") value = factor.low * det::pow(factor.high / factor.low, unit);
    if (!number) {
      if (sampled && factor.out.scale() != "log") value = std::floor(factor.low + unit * (wide + 1));
      value = std::min(factor.high, std::max(factor.low, std::floor(value + 0.5)));
    }
    if (factor.out.type() == v1::PlanFactor::DATE) return to_string(Date{static_cast<std::int32_t>(value)});
    return tidy_number(value);
  }

  static Level level_at(const FactorPlan& factor, double unit) {
    if (factor.ranged && factor.levels.empty()) return {-1, value_between(factor, unit, true)};
    const auto n = factor.levels.size();
    return factor.levels[std::min(n - 1, static_cast<std::size_t>(unit * static_cast<double>(n)))];
  }

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
      return fail("factors", "more factors than Sobol's sequence is tabled for",
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
        errors_.push_back(
            {"--ensemble", 0, 0, "'" + path + "' " + text.errors().front().message, "a CSV file", ""});
      else
        fail(at, "'" + path + "' " + text.errors().front().message, "a CSV file");
      return std::nullopt;
    }
    Result<CsvFile> csv = parse_csv(text.value(), path);
    if (csv.ok()) return std::move(csv).value();
    errors_.insert(errors_.end(), csv.errors().begin(), csv.errors().end());
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
    if (!errors_.empty()) return;
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
    if (plan_.rows_size() == 0) errors_.push_back({path, 1, 1, "no points", "a row for each point", ""});
  }

  void add_list_factor(const CsvCell& cell, const std::string& path) {
    const Result<std::string> value = value_at(worlds_[0].scenario, cell.text);
    if (!value.ok()) {
      const Error& inner = value.errors().front();
      errors_.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      return;
    }
    factors_.emplace_back();
    factors_.back().out.set_name(cell.text);
    factors_.back().out.set_path(cell.text);
    factors_.back().out.set_scale("linear");
    describe(worlds_[0].scenario, factors_.back().out);
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
      errors_.push_back({path, cell.line, cell.column,
                         "'" + factor.out.name() + "' has no option '" + text + "'", all,
                         nearest(text, names).value_or("")});
      return {};
    }
    const Scenario* world = tried ? world_with(static_cast<int>(f), factor.out.path()) : nullptr;
    const Result<Scenario> with =
        world == nullptr ? Result<Scenario>(Errors{}) : with_sets(*world, {factor.out.path() + "=" + text});
    if (world != nullptr && !with.ok()) {
      const Error& inner = with.errors().front();
      errors_.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      return {};
    }
    const std::string value =
        with.ok() ? value_at(with.value(), factor.out.path()).value() : plain_value(factor.out, text);
    if (std::find(factor.out.values().begin(), factor.out.values().end(), value) == factor.out.values().end())
      factor.out.add_values(value);
    return {-1, value};
  }

  static std::string plain_value(const v1::PlanFactor& factor, const std::string& text) {
    const bool number = factor.type() == v1::PlanFactor::NUMBER || factor.type() == v1::PlanFactor::WHOLE;
    const auto value = number ? parse_double(text) : std::nullopt;
    return value ? number_text(*value) : text;
  }

  // ---- parameter draws ----

  void draws() {
    const std::string& named = options_.ensemble.empty() ? x_.ensemble() : options_.ensemble;
    if (named.empty()) {
      if (x_.draws() > 0)
        fail("draws", "draws without an ensemble", "ensemble: FILE.csv, or --ensemble FILE.csv");
      return;
    }
    std::string path;
    const auto csv = read_csv(named, "ensemble", path);
    if (!csv) return;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < csv->header.size(); ++c) {
      const CsvCell& cell = csv->header[c];
      if (cell.text == "draw") continue;  // its number, for people
      if (const Result<std::string> value = value_at(worlds_[0].scenario, cell.text); !value.ok()) {
        const Error& inner = value.errors().front();
        errors_.push_back({path, cell.line, cell.column, inner.message, inner.allowed, inner.suggestion});
      }
      for (const FactorPlan& factor : factors_)
        if (factor.out.path() == cell.text)
          errors_.push_back({path, cell.line, cell.column,
                             "'" + cell.text + "' is also a factor of the design",
                             "a path that the design leaves alone", ""});
      columns.push_back(c);
      plan_.add_draw_paths(cell.text);
    }
    if (!errors_.empty()) return;
    const auto asked = static_cast<std::size_t>(x_.draws());
    if (asked > csv->rows.size())
      return fail("draws",
                  "the ensemble has " + std::to_string(csv->rows.size()) + " draws, " +
                      std::to_string(asked) + " are asked for",
                  "at most " + std::to_string(csv->rows.size()));
    const std::size_t n = asked == 0 ? csv->rows.size() : asked;
    if (n == 0) return errors_.push_back({path, 1, 1, "no draws", "a row for each draw", ""});
    for (std::size_t r = 0; r < n; ++r) draw(csv->rows[r], columns, path, static_cast<int>(r) < kRowsTried);
  }

  void draw(const std::vector<CsvCell>& cells, const std::vector<std::size_t>& columns,
            const std::string& path, bool tried) {
    v1::PlanDraw& out = *plan_.add_draws();
    std::vector<std::string> sets;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const CsvCell& cell = cells[columns[i]];
      if (trim(cell.text).empty())
        errors_.push_back({path, cell.line, cell.column, "a blank cell", "a value", ""});
      out.add_values(std::string(trim(cell.text)));
      sets.push_back(plan_.draw_paths(static_cast<int>(i)) + "=" + out.values(static_cast<int>(i)));
    }
    if (!tried || !errors_.empty()) return;
    const Result<Scenario> with = with_sets(worlds_[0].scenario, sets);
    if (with.ok()) return;
    const Error& inner = with.errors().front();
    errors_.push_back(
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
      const std::uint32_t world = world_of(options);
      if (!errors_.empty()) return false;
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
          factor.options ? nullptr : &own_value(worlds_[world], factor.out.path());
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
    plan_.set_seed(static_cast<std::uint64_t>(worlds_[0].scenario.values.seed()));
    plan_.set_replicates(static_cast<std::int32_t>(effective.replicates()));
    plan_.set_design(x_.design().type());
    plan_.set_on_failure(x_.on_failure());
    for (FactorPlan& factor : factors_) *plan_.add_factors() = std::move(factor.out);
    for (const MetricDoc& doc : metric_dictionary())
      if (x_.metrics_size() == 0 ||
          std::find(x_.metrics().begin(), x_.metrics().end(), doc.id) != x_.metrics().end())
        plan_.add_metrics(doc.id);
    plan_.set_name_of_base(worlds_[0].scenario.name);
    plan_.set_months_or_years(x_.record().every());
    for (const std::string& group : x_.record().groups())
      if (group != "none") plan_.add_groups(group);
    plan_.set_key(plan_key(plan_));
  }

  const ExperimentFile& file_;
  const v1::Experiment& x_;
  const PlanOptions& options_;
  Errors errors_;
  v1::Plan plan_;
  std::vector<FactorPlan> factors_;
  std::vector<World> worlds_;
  std::map<std::vector<int>, std::uint32_t> world_index_;
  std::map<std::pair<int, int>, std::unique_ptr<World>> trial_worlds_;
  std::vector<std::vector<Level>> row_levels_;
};

std::vector<std::string> record_sets(const v1::Plan& plan) {
  const auto list = [](const auto& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return "[" + out + "]";
  };
  return {"record.every=" + plan.months_or_years(), "record.metrics=" + list(plan.metrics()),
          "record.groups=" + list(plan.groups())};
}

}  // namespace

std::string plan_key(const v1::Plan& plan) {
  Hasher hasher;
  hasher.string(plan.carepool_version());
  hasher.string(plan.months_or_years());
  for (const std::string& metric : plan.metrics()) hasher.string(metric);
  hasher.string("groups");
  for (const std::string& group : plan.groups()) hasher.string(group);
  return hex64(hasher.digest());
}

Result<v1::Plan> make_plan(const ExperimentFile& file, const PlanOptions& options) {
  return Planner(file, options).plan();
}

std::uint32_t draws_of(const v1::Plan& plan) {
  return static_cast<std::uint32_t>(std::max(1, plan.draws_size()));
}

std::size_t runs_of(const v1::Plan& plan) {
  return static_cast<std::size_t>(plan.points_size()) * draws_of(plan) *
         static_cast<std::size_t>(plan.replicates());
}

RunOf run_at(const v1::Plan& plan, std::size_t index) {
  const auto replicates = static_cast<std::size_t>(plan.replicates());
  const std::size_t draw = index / replicates;
  return {static_cast<std::uint32_t>(draw / draws_of(plan)),
          static_cast<std::uint32_t>(draw % draws_of(plan)), static_cast<std::int32_t>(index % replicates)};
}

std::size_t run_index(const v1::Plan& plan, const RunOf& run) {
  return (static_cast<std::size_t>(run.point) * draws_of(plan) + run.draw) *
             static_cast<std::size_t>(plan.replicates()) +
         static_cast<std::size_t>(run.replicate);
}

std::uint64_t seed_of(const v1::Plan& plan, std::int32_t replicate) {
  return replicate_seed(plan.seed(), static_cast<std::uint32_t>(replicate));
}

std::string draw_id(const v1::Plan& plan, std::uint32_t draw) {
  if (plan.draws_size() == 0) return "";
  Hasher hasher;
  for (const std::string& path : plan.draw_paths()) hasher.string(path);
  for (const std::string& value : plan.draws(static_cast<int>(draw)).values()) hasher.string(value);
  return hex64(hasher.digest());
}

std::string run_text(const v1::Plan& plan, const RunOf& run) {
  const v1::PlanPoint& point = plan.points(static_cast<int>(run.point));
  std::string levels;
  for (int f = 0; f < plan.factors_size(); ++f)
    if (!point.levels(f).empty())
      levels += (levels.empty() ? " (" : ", ") + plan.factors(f).name() + " = " + point.levels(f);
  return "point " + point.id() + levels + (levels.empty() ? "" : ")") +
         (plan.draws_size() > 0 ? ", draw " + std::to_string(run.draw) : "") + ", replicate " +
         std::to_string(run.replicate) + ", seed " + std::to_string(seed_of(plan, run.replicate));
}

// ---- scenarios of runs
// --------------------------------------------------------------------------------------------------------

PlanScenarios::PlanScenarios(const v1::Plan& plan, std::vector<std::string> table_folders)
    : plan_(plan),
      table_folders_(std::move(table_folders)),
      worlds_(static_cast<std::size_t>(plan.worlds_size())) {}

Result<std::shared_ptr<const Scenario>> PlanScenarios::world(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Scenario>& kept = worlds_.at(index);
  if (kept != nullptr) return kept;
  const v1::PlanWorld& from = plan_.worlds(static_cast<int>(index));
  LoadOptions options;
  options.sets = record_sets(plan_);
  options.table_folders = table_folders_;
  Result<Scenario> loaded =
      load_scenario_text(from.scenario_yaml(), plan_.name_of_base() + ".yaml", ".", options);
  if (!loaded.ok()) return loaded.errors();
  if (hex64(loaded.value().hash) != from.scenario_hash())
    return Error{
        plan_.name_of_base() + ".yaml",      0, 0, "the stored base scenario is not the one that was planned",
        "a plan and tables of this version", ""};
  kept = std::make_shared<const Scenario>(std::move(loaded).value());
  return kept;
}

Result<std::shared_ptr<const Scenario>> PlanScenarios::scenario(const RunOf& run) {
  const v1::PlanPoint& point = plan_.points(static_cast<int>(run.point));
  const Result<std::shared_ptr<const Scenario>> base = world(point.world());
  if (!base.ok()) return base.errors();
  std::vector<std::string> sets;
  if (plan_.draws_size() > 0)
    for (int i = 0; i < plan_.draw_paths_size(); ++i)
      sets.push_back(plan_.draw_paths(i) + "=" + plan_.draws(static_cast<int>(run.draw)).values(i));
  sets.insert(sets.end(), point.settings().begin(), point.settings().end());
  if (sets.empty()) return base;
  Result<Scenario> with = with_sets(*base.value(), sets);
  if (!with.ok()) return with.errors();
  return std::make_shared<const Scenario>(std::move(with).value());
}

// ---- the file
// ---------------------------------------------------------------------------------------------------------------

void write_plan(const std::filesystem::path& dir, const v1::Plan& plan) {
  const std::string bytes = plan.SerializeAsString();
  const std::filesystem::path path = dir / "plan.pb";
  const std::string whole = hex64(xxh_of(bytes)) + bytes;
  if (store::read_file_if_there(path) == whole) return;
  store::write_and_rename(path, whole);
}

Result<v1::Plan> read_plan(const std::filesystem::path& dir) {
  const std::filesystem::path path = dir / "plan.pb";
  std::optional<std::string> bytes;
  try {
    bytes = store::read_file_if_there(path);
  } catch (const store::StoreError& error) {
    return Error{path.string(), 0, 0, error.reason(), "a folder that may be read", ""};
  }
  if (!bytes)
    return Error{dir.string(),
                 0,
                 0,
                 "no experiment here: plan.pb is missing",
                 "a folder made by 'carepool sweep'",
                 ""};
  v1::Plan plan;
  const std::string_view body = bytes->size() < 16 ? std::string_view() : std::string_view(*bytes).substr(16);
  if (body.empty() || bytes->substr(0, 16) != hex64(xxh_of(body)) ||
      !plan.ParseFromArray(body.data(), static_cast<int>(body.size())))
    return Error{path.string(),
                 0,
                 0,
                 "is damaged",
                 "start the sweep again from its experiment file to write it anew",
                 ""};
  if (plan.format_version() != kPlanFormat || plan.carepool_version() != build_info().version)
    return Error{path.string(),
                 0,
                 0,
                 "was made by carepool " + plan.carepool_version() + ", this is carepool " +
                     std::string(build_info().version),
                 "the version that made it, or another folder",
                 ""};
  return plan;
}

std::uint64_t xxh_of(std::string_view bytes) {
  Hasher hasher;
  hasher.bytes(bytes.data(), bytes.size());
  return hasher.digest();
}

}  // namespace carepool::experiment
