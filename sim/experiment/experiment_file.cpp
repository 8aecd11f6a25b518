#include "experiment/experiment_file.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "metrics/row.hpp"
#include "scenario/find_tables.hpp"
#include "scenario/layers.hpp"

namespace carepool::experiment {
namespace {

std::string entry(const char* list, int i) { return list + ("[" + std::to_string(i) + "]"); }

// Rules that tie several values of the file together.
class Rules {
 public:
  Rules(const ExperimentFile& file, Findings& findings) : file_(file), x_(file.values), findings_(findings) {}

  void check() {
    design();
    for (int i = 0; i < x_.factors_size(); ++i) factor(i);
    names();
    metrics();
    const auto& groups = x_.record().groups();
    if (groups.size() > 1 && std::find(groups.begin(), groups.end(), "none") != groups.end())
      fail("record.groups", "'none' stands beside other groups", "[none], or the groups to keep");
  }

 private:
  void fail(const std::string& path, std::string message, std::string allowed = {},
            std::string suggestion = {}) {
    if (!findings_.in_trouble(path))
      findings_.error(path,
                      file_.error_at(path, std::move(message), std::move(allowed), std::move(suggestion)));
  }

  bool sampled() const {
    const std::string& type = x_.design().type();
    return type == "lhs" || type == "sobol" || type == "saltelli" || type == "morris";
  }

  void design() {
    const v1::Design& d = x_.design();
    if (findings_.in_trouble("design")) return;
    if (sampled() && d.samples() < 1)
      fail("design.samples", "the design '" + d.type() + "' has no samples", "samples: 1 or more");
    if (sampled() && x_.factors_size() == 0)
      fail("factors", "the design '" + d.type() + "' has no factors", "at least one factor");
    if (d.type() == "one-at-a-time" && x_.factors_size() == 0)
      fail("factors", "nothing to change one at a time", "at least one factor");
    if (d.type() == "morris" && d.levels() % 2 != 0)
      fail("design.levels", "an odd number of levels", "an even number, such as 4");
    if (d.type() == "list" && d.file().empty())
      fail("design.file", "the design 'list' has no file",
           "a CSV with a header of factors and a row for each point");
    if (d.type() != "list" && !d.file().empty())
      fail("design.file", "a file of points with the design '" + d.type() + "'", "type: list");
  }

  void factor(int i) {
    const v1::Factor& f = x_.factors(i);
    const std::string at = entry("factors", i);
    if (findings_.in_trouble(at)) return;
    const int ways =
        (f.values_size() > 0 ? 1 : 0) + (f.range_size() > 0 ? 1 : 0) + (f.options_size() > 0 ? 1 : 0);
    const bool listed = x_.design().type() == "list" && f.options_size() == 0;
    if (f.path().empty() == (f.options_size() == 0))
      return fail(at, "a factor needs either a path or options", "path: …, or options: […]");
    if (f.options_size() > 0 && f.name().empty())
      return fail(at, "a factor of options has no name", "name: …");
    if (ways > 1)
      return fail(at, "a factor has more than one kind of levels", "one of values, range and options");
    if (ways == 0 && !listed) return fail(at, "a factor has no levels", "values: […], or range: [low, high]");
    if (f.range_size() > 0 && f.range_size() != 2)
      return fail(at + ".range", "a range has two ends", "[low, high]");
    const bool cut = x_.design().type() == "grid" || x_.design().type() == "one-at-a-time";
    if (f.range_size() > 0 && cut && f.levels() < 2)
      return fail(at + ".range", "the design '" + x_.design().type() + "' needs a range with levels",
                  "levels: 2 or more, or values: […]");
    if (f.range_size() == 0 && f.levels() > 0)
      return fail(at + ".levels", "levels without a range", "range: [low, high]");
    if (f.path() == "seed" || f.path().rfind("record", 0) == 0)
      fail(at + ".path", "'" + f.path() + "' does not change the market",
           f.path() == "seed" ? "replicates: N for other luck" : "record: at the top of the file");
  }

  void names() {
    std::set<std::string> seen;
    for (int i = 0; i < x_.factors_size(); ++i) {
      const v1::Factor& f = x_.factors(i);
      const std::string name = f.name().empty() ? f.path() : f.name();
      if (!seen.insert(name).second)
        fail(entry("factors", i), "two factors named '" + name + "'", "each name once");
    }
    std::set<std::string> paths;
    for (int i = 0; i < x_.factors_size(); ++i)
      if (!x_.factors(i).path().empty() && !paths.insert(x_.factors(i).path()).second)
        fail(entry("factors", i) + ".path", "two factors change '" + x_.factors(i).path() + "'",
             "each path once");
  }

  void metrics() {
    std::vector<std::string> ids;
    for (const MetricDoc& doc : metric_dictionary()) ids.push_back(doc.id);
    for (int i = 0; i < x_.metrics_size(); ++i)
      if (std::find(ids.begin(), ids.end(), x_.metrics(i)) == ids.end())
        fail(entry("metrics", i), "unknown metric '" + x_.metrics(i) + "'",
             "what 'carepool params --metrics' lists", nearest(x_.metrics(i), ids).value_or(""));
  }

  const ExperimentFile& file_;
  const v1::Experiment& x_;
  Findings& findings_;
};

}  // namespace

Result<ExperimentFile> load_experiment_text(std::string_view text, const std::string& name,
                                            const std::string& dir) {
  ExperimentFile file;
  file.name = name;
  file.dir = dir;
  file.provenance.layers.push_back(name);
  const Result<yaml::Item> root = yaml::parse(text, name, 1);
  if (!root.ok()) return root.errors();
  Findings findings;
  fill_defaults(file.values);
  apply_layer(root.value(), file.values, file.provenance, findings);
  check_whole(file.values, file.provenance, findings);
  Rules(file, findings).check();
  if (!findings.ok()) return findings.take_errors();
  return file;
}

Result<ExperimentFile> load_experiment(const std::string& path) {
  Result<std::string> text = read_text_file(path);
  if (!text.ok()) {
    Error error = text.errors().front();
    error.allowed = "an experiment file (YAML)";
    return error;
  }
  const std::string dir = std::filesystem::path(path).parent_path().string();
  return load_experiment_text(text.value(), path, dir.empty() ? "." : dir);
}

}  // namespace carepool::experiment
