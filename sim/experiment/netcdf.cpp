#include "experiment/tables.hpp"

#ifdef CAREPOOL_NETCDF

#include <H5public.h>
#include <netcdf.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <system_error>

#include "base/date.hpp"
#include "base/text.hpp"
#include "store/files.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kBlockBytes = 64u << 20;  // of all variables together

// Groups of one dimension that is the same in every run: councils and RCCs differ from point to point and are
// in the other files.
constexpr std::array<std::string_view, 6> kDimensions = {"region", "sector",   "setting",
                                                         "need",   "contract", "size"};

struct Variable {
  int id = -1;
  bool series = false;
  std::size_t width = 1;      // of the group dimension, or 1
  std::size_t per_point = 0;  // values
  std::vector<double> block;  // [points of the block × per_point]
};

// trajectories: metric(point, draw, replicate, time[, need …]); last values: summary_metric(point, draw,
// replicate[, need …]).
class NetcdfFile : public TableWriter {
 public:
  NetcdfFile(const TableHead& head, const fs::path& path) : head_(head), path_(path) {
    store::remove_file(path);
    H5dont_atexit();
    check(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file_));
    draws_ = draws_of(head.plan);
    replicates_ = static_cast<std::size_t>(head.plan.replicates());
    for (const std::int32_t day : head.days) time_of_.emplace(day, time_of_.size());
    dimensions();
    define_values();
    coordinates();
    check(nc_enddef(file_));
    fill_coordinates();
  }
  // A file that could not be written (a full disk) is left open: HDF5 falls over its own buffers when it
  // closes one, here or as the program ends. Nobody reads a ".part".
  ~NetcdfFile() override = default;
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;

  void add(const TableRun& run) override {
    while (run.of.point >= block_first_ + block_points_) write_block();
    const std::size_t member =
        (static_cast<std::size_t>(run.of.point) - block_first_) * draws_ * replicates_ +
        run.of.draw * replicates_ + static_cast<std::size_t>(run.of.replicate);
    for (const store::SummaryRow& row : run.summary)
      if (Variable* v = find(false, row.metric, row.group))
        v->block[member * v->width + place_[row.group]] = row.value;
    for (const store::SeriesRow& row : run.series)
      if (Variable* v = find(true, row.metric, row.group))
        v->block[(member * time_of_.size() + time_of_.at(row.date.days)) * v->width + place_[row.group]] =
            row.value;
  }

  void finish() override {
    while (block_first_ < static_cast<std::size_t>(head_.plan.points_size())) write_block();
    const int file = file_;
    file_ = -1;
    check(nc_close(file));
  }

 private:
  void check(int code) const {
    if (code == NC_NOERR) return;
    // HDF5 does not say why; a disk without room is the usual reason.
    std::error_code problem;
    const fs::space_info room = fs::space(path_.parent_path(), problem);
    const bool full = !problem && room.available < 256 * 1024;
    throw store::StoreError(path_, std::string("cannot be written as NetCDF: ") + nc_strerror(code) +
                                       (full ? " (no space left on device)" : ""));
  }
  int dimension(const char* name, std::size_t length) {
    int id = -1;
    check(nc_def_dim(file_, name, length, &id));
    return id;
  }
  void attribute(int variable, const char* name, const std::string& text) {
    check(nc_put_att_text(file_, variable, name, text.size(), text.c_str()));
  }

  void dimensions() {
    point_ = dimension("point", static_cast<std::size_t>(head_.plan.points_size()));
    draw_ = dimension("draw", draws_);
    replicate_ = dimension("replicate", replicates_);
    if (!head_.days.empty()) time_ = dimension("time", head_.days.size());
    place_.assign(head_.groups.size(), 0);
    kind_.assign(head_.groups.size(), -1);
    kind_[0] = 0;
    for (std::size_t d = 0; d < kDimensions.size(); ++d) {
      for (std::uint32_t g = 0; g < head_.groups.size(); ++g) {
        const std::string* only = only_column(head_.groups.key(g), kDimensions[d]);
        if (only == nullptr) continue;
        kind_[g] = static_cast<int>(d) + 1;
        place_[g] = labels_[d].size();
        labels_[d].push_back(*only);
      }
      if (!labels_[d].empty())
        group_dimension_[d] = dimension(std::string(kDimensions[d]).c_str(), labels_[d].size());
    }
  }

  // The value of the one column that is set, if it is this one.
  static const std::string* only_column(const store::GroupKey& key, std::string_view wanted) {
    const std::string* found = nullptr;
    const auto columns = store::columns_of(key);
    for (std::size_t c = 0; c < store::kGroupColumns; ++c) {
      if (columns[c]->empty()) continue;
      if (store::kGroupColumnNames[c] != wanted) return nullptr;
      found = columns[c];
    }
    return found;
  }

  void define_values() {
    std::size_t per_point = 0;
    for (std::uint32_t m = 0; m < head_.metrics.size(); ++m)
      for (int kind = 0; kind <= static_cast<int>(kDimensions.size()); ++kind) {
        if (kind > 0 && labels_[static_cast<std::size_t>(kind - 1)].empty()) continue;
        for (const bool series : {true, false})
          if (!series || !head_.days.empty()) per_point += define(m, kind, series);
      }
    block_points_ =
        std::clamp<std::size_t>(kBlockBytes / std::max<std::size_t>(1, per_point * sizeof(double)), 1,
                                static_cast<std::size_t>(std::max(1, head_.plan.points_size())));
    for (auto& [key, v] : variables_) v.block.assign(block_points_ * v.per_point, kNotDefined);
    for (auto& [key, v] : variables_) chunk(v);
  }

  std::size_t define(std::uint32_t metric, int kind, bool series) {
    const store::MetricInfo& info = head_.metrics[metric];
    std::string name = (series ? "" : "summary_") + info.id;
    std::vector<int> shape = {point_, draw_, replicate_};
    if (series) shape.push_back(time_);
    Variable v;
    v.series = series;
    if (kind > 0) {
      const auto d = static_cast<std::size_t>(kind - 1);
      name += "_by_" + std::string(kDimensions[d]);
      shape.push_back(group_dimension_[d]);
      v.width = labels_[d].size();
    }
    v.per_point = draws_ * replicates_ * (series ? time_of_.size() : 1) * v.width;
    check(nc_def_var(file_, name.c_str(), NC_DOUBLE, static_cast<int>(shape.size()), shape.data(), &v.id));
    check(nc_put_att_double(file_, v.id, "_FillValue", NC_DOUBLE, 1, &kNotDefined));
    attribute(v.id, "units", info.unit.empty() ? "1" : info.unit);
    attribute(v.id, "long_name", info.label);
    if (kind == 0)
      attribute(v.id, "comment", info.definition + (series ? "" : " At the end, as in a run's summary."));
    const std::size_t values = v.per_point;
    variables_.emplace(std::tuple(series, metric, kind), std::move(v));
    return values;
  }

  void chunk(const Variable& v) {
    std::vector<std::size_t> sizes = {std::clamp<std::size_t>(65536 / v.per_point, 1, block_points_), draws_,
                                      replicates_};
    if (v.series) sizes.push_back(time_of_.size());
    int rank = 0;
    check(nc_inq_varndims(file_, v.id, &rank));
    if (static_cast<std::size_t>(rank) > sizes.size()) sizes.push_back(v.width);
    check(nc_def_var_chunking(file_, v.id, NC_CHUNKED, sizes.data()));
    check(nc_def_var_deflate(file_, v.id, 1, 1, 1));
  }

  Variable* find(bool series, std::uint32_t metric, std::uint32_t group) {
    if (kind_[group] < 0) return nullptr;
    const auto at = variables_.find(std::tuple(series, metric, kind_[group]));
    return at == variables_.end() ? nullptr : &at->second;
  }

  void write_block() {
    const std::size_t points =
        std::min(block_points_, static_cast<std::size_t>(head_.plan.points_size()) - block_first_);
    for (auto& [key, v] : variables_) {
      std::vector<std::size_t> start = {block_first_, 0, 0}, count = {points, draws_, replicates_};
      if (v.series) count.push_back(time_of_.size());
      int rank = 0;
      check(nc_inq_varndims(file_, v.id, &rank));
      if (static_cast<std::size_t>(rank) > count.size()) count.push_back(v.width);
      start.resize(count.size(), 0);
      check(nc_put_vara_double(file_, v.id, start.data(), count.data(), v.block.data()));
      std::fill(v.block.begin(), v.block.end(), kNotDefined);
    }
    block_first_ += block_points_;
  }

  // ---- coordinates and factors ----

  struct Texts {
    int id;
    std::vector<std::string> values;
  };
  struct Numbers {
    int id;
    std::vector<double> values;
  };

  int text_variable(const std::string& name, int dimension, std::vector<std::string> values,
                    const std::string& what) {
    int id = -1;
    check(nc_def_var(file_, name.c_str(), NC_STRING, 1, &dimension, &id));
    attribute(id, "long_name", what);
    texts_.push_back({id, std::move(values)});
    return id;
  }
  int number_variable(const std::string& name, int dimension, std::vector<double> values,
                      const std::string& what, const std::string& unit) {
    int id = -1;
    check(nc_def_var(file_, name.c_str(), NC_DOUBLE, 1, &dimension, &id));
    attribute(id, "long_name", what);
    if (!unit.empty()) attribute(id, "units", unit);
    numbers_.push_back({id, std::move(values)});
    return id;
  }

  void coordinates() {
    const v1::Plan& p = head_.plan;
    attribute(NC_GLOBAL, "title", p.title().empty() ? p.experiment() : p.title());
    attribute(NC_GLOBAL, "comment", p.description());
    attribute(
        NC_GLOBAL, "source",
        "carepool " + p.carepool_version() + ", experiment " + p.experiment() + ", design " + p.design());
    std::vector<std::string> ids;
    for (const v1::PlanPoint& point : p.points()) ids.push_back(point.id());
    text_variable("point", point_, std::move(ids), "point of the design, by a hash of its settings");
    const auto count = [](std::size_t n) {
      std::vector<double> out(n);
      for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<double>(i);
      return out;
    };
    number_variable("draw", draw_, count(draws_), "draw of the ensemble", "1");
    number_variable("replicate", replicate_, count(replicates_),
                    "replicate: the same number has the same luck at every point", "1");
    if (!head_.days.empty()) {
      const int time = number_variable("time", time_, {head_.days.begin(), head_.days.end()},
                                       "last day of the period", "days since 1970-01-01 00:00:00");
      attribute(time, "calendar", "proleptic_gregorian");
      attribute(time, "standard_name", "time");
    }
    for (std::size_t d = 0; d < kDimensions.size(); ++d)
      if (!labels_[d].empty())
        text_variable(std::string(kDimensions[d]), group_dimension_[d], labels_[d],
                      std::string(kDimensions[d]));
    for (int f = 0; f < p.factors_size(); ++f) factor(f);
  }

  void factor(int f) {
    const v1::PlanFactor& factor = head_.plan.factors(f);
    const std::string name = "factor_" + std::to_string(f + 1);
    const bool number = factor.type() == v1::PlanFactor::NUMBER || factor.type() == v1::PlanFactor::WHOLE;
    std::vector<double> values;
    std::vector<std::string> words;
    for (const v1::PlanPoint& point : head_.plan.points()) {
      values.push_back(parse_double(point.levels(f)).value_or(kNotDefined));
      words.push_back(point.levels(f));
    }
    const int id = number ? number_variable(name, point_, std::move(values), factor.label(), factor.unit())
                          : text_variable(name, point_, std::move(words), factor.label());
    attribute(id, "name", factor.name());
    attribute(id, "path", factor.path());
  }

  void fill_coordinates() {
    for (const Texts& texts : texts_) {
      std::vector<const char*> pointers;
      for (const std::string& text : texts.values) pointers.push_back(text.c_str());
      check(nc_put_var_string(file_, texts.id, pointers.data()));
    }
    for (const Numbers& numbers : numbers_)
      check(nc_put_var_double(file_, numbers.id, numbers.values.data()));
  }

  const TableHead& head_;
  fs::path path_;
  int file_ = -1;
  std::size_t draws_ = 1, replicates_ = 1;
  int point_ = -1, draw_ = -1, replicate_ = -1, time_ = -1;
  std::array<int, kDimensions.size()> group_dimension_{};
  std::array<std::vector<std::string>, kDimensions.size()> labels_;
  std::vector<int> kind_;  // [groups] 0: England, 1…: position in kDimensions + 1, −1: not in this file
  std::vector<std::size_t> place_;  // [groups] along its dimension
  std::map<std::int32_t, std::size_t> time_of_;
  std::map<std::tuple<bool, std::uint32_t, int>, Variable> variables_;
  std::size_t block_first_ = 0, block_points_ = 1;
  std::vector<Texts> texts_;
  std::vector<Numbers> numbers_;
};

}  // namespace

std::unique_ptr<TableWriter> netcdf_file(const TableHead& head, const fs::path& path) {
  return std::make_unique<NetcdfFile>(head, path);
}
std::string netcdf_version() {
  const std::string text = nc_inq_libvers();
  return text.substr(0, text.find(' '));
}

}  // namespace carepool::experiment

#else

namespace carepool::experiment {

std::unique_ptr<TableWriter> netcdf_file(const TableHead&, const std::filesystem::path&) { return nullptr; }
std::string netcdf_version() { return ""; }

}  // namespace carepool::experiment

#endif
