// The committed studies in results/studies/experiments: one for each example experiment, whole, small, and of the files as they stand.
// That the model still gives these numbers is shown by studies.sh, which makes some runs again.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/hash.hpp"
#include "experiment/collect.hpp"
#include "experiment/experiment_file.hpp"
#include "experiment/plan.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 1'500'000;
constexpr const char* kMend = "'bash results/studies/experiments/regenerate' makes the studies anew";

fs::path studies() { return test::source_dir() / "results/studies/experiments"; }

std::vector<std::string> examples() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(test::source_dir() / "scenarios/experiments"))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

v1::Experiment read(const fs::path& path) {
  const auto file = load_experiment(path.string());
  if (!file.ok()) throw std::runtime_error(file.errors().front().text());
  return file.value().values;
}

TEST(Studies, ThereIsOneForEveryExample) {
  ASSERT_GE(examples().size(), 7U);
  for (const std::string& name : examples()) {
    EXPECT_TRUE(fs::exists(studies() / (name + ".yaml"))) << name;
    EXPECT_TRUE(fs::exists(studies() / name / "manifest.json")) << name << ": no committed study; " << kMend;
    EXPECT_TRUE(fs::exists(studies() / name / "report.html")) << name << ": no report; " << kMend;
  }
}

TEST(Studies, AskWhatTheirExamplesAsk) {
  for (const std::string& name : examples()) {
    const v1::Experiment example = read(test::source_dir() / "scenarios/experiments" / (name + ".yaml"));
    const v1::Experiment study = read(studies() / (name + ".yaml"));
    EXPECT_EQ(study.design().type(), example.design().type()) << name;
    ASSERT_EQ(study.factors_size(), example.factors_size()) << name;
    for (int f = 0; f < study.factors_size(); ++f) {
      EXPECT_EQ(study.factors(f).path(), example.factors(f).path()) << name;
      EXPECT_EQ(study.factors(f).name(), example.factors(f).name()) << name;
      ASSERT_EQ(study.factors(f).options_size(), example.factors(f).options_size()) << name;
    }
    ASSERT_EQ(study.policies_size(), example.policies_size()) << name;
    for (int p = 0; p < study.policies_size(); ++p)
      EXPECT_EQ(fs::path(study.policies(p)).filename(), fs::path(example.policies(p)).filename()) << name;
    EXPECT_EQ(std::vector<std::string>(study.metrics().begin(), study.metrics().end()),
              std::vector<std::string>(example.metrics().begin(), example.metrics().end()))
        << name;
    EXPECT_GE(study.replicates(), 2) << name << ": with one replicate nothing is said of luck";
  }
}

// One study at least of each kind of question: their reports have something to say where the others say that they have not.
TEST(Studies, ThereIsOneForEveryKindOfAnswer) {
  std::set<std::string> designs;
  for (const std::string& name : examples()) designs.insert(read(test::source_dir() / "scenarios/experiments" / (name + ".yaml")).design().type());
  for (const char* type : {"grid", "sobol", "lhs", "morris", "saltelli"}) EXPECT_TRUE(designs.contains(type)) << "no example of " << type;
  const auto lines_of = [](const std::string& file) {
    const std::string text = bytes_of(studies() / file);
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines_of("what-matters/morris.csv"), 1 + 3 * 12);  // a row for each measure and factor
  EXPECT_EQ(lines_of("fee-doubt/sobol.csv"), 1 + 2 * 5);
  // Enough points for conditions: the page names some, or says that there is none.
  const std::string page = bytes_of(studies() / "cap-breaks/report.html");
  EXPECT_GE(read(studies() / "cap-breaks.yaml").design().samples(), 200);
  EXPECT_TRUE(page.find("so when") != std::string::npos || page.find("No simple condition") != std::string::npos) << "the report says nothing of conditions";
}

TEST(Studies, AreWholeAndUnchangedAndSmall) {
  for (const std::string& name : examples()) {
    const fs::path dir = studies() / name;
    const auto manifest = read_experiment_manifest(dir);
    if (!manifest.ok()) {
      ADD_FAILURE() << manifest.errors().front().text() << "; " << kMend;
      continue;
    }
    const ExperimentManifest& m = manifest.value();
    EXPECT_TRUE(m.intact) << name << ": manifest.json was changed by hand";
    EXPECT_GT(m.runs, 20U) << name;
    EXPECT_EQ(m.finished, m.runs) << name;
    for (const char* file : {"results.sqlite", "wide.csv", "plan.pb", "report.html", "analysis.sqlite"})
      EXPECT_TRUE(m.files.contains(file)) << name << "/" << file;
    std::uintmax_t bytes = 0;
    for (const auto& [file, entry] : m.files) {
      const std::string now = bytes_of(dir / file);
      EXPECT_EQ(now.size(), entry.bytes) << name << "/" << file;
      EXPECT_EQ(sha256_hex(now), entry.sha256) << name << "/" << file;
      bytes += now.size();
    }
    EXPECT_LT(bytes, kMostBytes) << name;
    std::set<std::string> strangers;
    for (const fs::directory_entry& entry : fs::directory_iterator(dir))
      if (const std::string file = entry.path().filename().string(); file != "manifest.json" && !m.files.contains(file)) strangers.insert(file);
    EXPECT_EQ(strangers, std::set<std::string>()) << name << ": files that the manifest does not name";
  }
}

TEST(Studies, AreOfTheScenariosAsTheyStand) {
  for (const std::string& name : examples()) {
    const auto file = load_experiment((studies() / (name + ".yaml")).string());
    ASSERT_TRUE(file.ok()) << file.errors().front().text();
    const auto plan = make_plan(file.value());
    ASSERT_TRUE(plan.ok()) << plan.errors().front().text();
    const auto stored = read_plan(studies() / name);
    if (!stored.ok()) {
      ADD_FAILURE() << stored.errors().front().text() << "; " << kMend;
      continue;
    }
    EXPECT_EQ(stored.value().SerializeAsString(), plan.value().SerializeAsString()) << name << ": the base, a policy or the design has changed since; " << kMend;
  }
}

}  // namespace
}  // namespace carepool::experiment
