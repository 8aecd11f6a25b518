#include "experiment/collect.hpp"

#include <google/protobuf/stubs/common.h>
#include <sqlite3.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "experiment/executor.hpp"
#include "experiment/folder_lock.hpp"
#include "experiment/mapped.hpp"
#include "experiment/plan.hpp"
#include "experiment/sweep.hpp"
#include "experiment/tables.hpp"
#include "metrics/row.hpp"
#include "store/files.hpp"
#include "store/manifest.hpp"
#include "store/sqlite.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kManifestFormat = 1;
constexpr const char* kSelf = "manifest_sha256";
// Missing runs are named one by one up to so many; runs.json and the table `runs` name them all.
constexpr std::size_t kMostNamed = 200;

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

store::GroupKey key_of(const v1::ResultGroup& group) {
  return {group.council(), group.region(), group.rcc(),      group.sector(),
          group.setting(), group.need(),   group.contract(), group.size()};
}

ManifestEntry entry_of(const fs::path& path) {
  const Mapped file(path);
  return {sha256_hex(file.bytes()), file.bytes().size()};
}

std::string manifest_text(const ExperimentManifest& m) {
  Json json;
  json["format"] = kManifestFormat;
  json["kind"] = "experiment";
  json["carepool_version"] = m.carepool_version;
  json["experiment"] = m.experiment;
  json["plan_key"] = m.plan_key;
  json["points"] = m.points;
  json["runs"] = m.runs;
  json["finished"] = m.finished;
  json["failed"] = m.failed;
  json["missing"] = m.missing;
  json["libraries"] = m.libraries;
  json["files"] = Json::object();
  for (const auto& [name, entry] : m.files)
    json["files"][name] = {{"sha256", entry.sha256}, {"bytes", entry.bytes}};
  json[kSelf] = sha256_hex(dump(json));
  return dump(json);
}

std::map<std::string, std::string> libraries() {
  std::map<std::string, std::string> out = {
      {"sqlite", sqlite3_libversion()},
      {"zstd", ZSTD_versionString()},
      {"protobuf", google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION)}};
  if (!netcdf_version().empty()) out["netcdf"] = netcdf_version();
  return out;
}

// A run whatever its number: a design that grew or shrank numbers its runs anew.
std::string run_name(const std::string& point, std::int64_t draw, std::int64_t replicate) {
  return point + " " + std::to_string(draw) + " " + std::to_string(replicate);
}

std::set<std::string> published_runs(const fs::path& dir) {
  std::set<std::string> out;
  store::Database database = store::Database::read_file(dir / "results.sqlite");
  store::Statement rows = database.prepare("SELECT point, draw, replicate FROM runs WHERE status = 'finished'");
  while (rows.step()) out.insert(run_name(rows.text(0), rows.integer(1), rows.integer(2)));
  return out;
}

class Collector {
 public:
  Collector(const fs::path& dir, const v1::Plan& plan, Survey survey, std::function<void(double)> progress)
      : dir_(dir),
        plan_(plan),
        survey_(std::move(survey)),
        progress_(std::move(progress)),
        head_{plan, {}, {}, {}} {}

  CollectReport collect() {
    find_published();
    report();
    if (report_.kept) {
      store::write_and_rename(dir_ / "runs.json", runs_json());
      return std::move(report_);
    }
    find_head();
    if (const auto before = read_experiment_manifest(dir_); before.ok()) before_ = before.value().files;
    store::remove_file(dir_ / "manifest.json");
    write_tables();
    store::write_and_rename(dir_ / "points.csv", points_csv(head_));
    store::write_and_rename(dir_ / "runs.json", runs_json());
    store::write_and_rename(dir_ / "manifest.json", manifest());
    return std::move(report_);
  }

 private:
  const Standing& standing(std::size_t run) const { return survey_.standings[run]; }
  const StoredRun& copy(std::size_t run) const { return survey_.scan.copies[run][standing(run).copy]; }
  bool has_result(std::size_t run) const { return standing(run).state == Standing::State::finished; }
  std::size_t runs() const { return survey_.standings.size(); }

  // ---- what was published before ----

  // The finished runs of the tables that are there, where some segments cannot be read now.
  void find_published() {
    const auto& segments = survey_.scan.segments;
    if (std::all_of(segments.begin(), segments.end(), [](const SegmentInfo& s) { return s.unreadable.empty(); })) return;
    if (!read_experiment_manifest(dir_).ok() || !store::is_there(dir_ / "results.sqlite")) return;
    try {
      const std::set<std::string> tables = published_runs(dir_);
      for (std::size_t r = 0; r < runs(); ++r)
        if (const std::string name = published_name(r); tables.contains(name) && !has_result(r)) only_published_.insert(r);
      report_.published = tables.size();
    } catch (const store::StoreError&) {  // tables that cannot be read either hold nothing to lose
    }
    report_.kept = !only_published_.empty();
  }

  std::string published_name(std::size_t run) const {
    const RunOf of = run_at(plan_, run);
    return run_name(plan_.points(static_cast<int>(of.point)).id(), of.draw, of.replicate);
  }

  // ---- what is there and what is not ----

  void report() {
    report_.experiment = plan_.experiment();
    report_.points = static_cast<std::size_t>(plan_.points_size());
    report_.runs = runs();
    report_.finished = survey_.finished;
    report_.failed = survey_.failed;
    report_.missing = survey_.missing;
    report_.differing = survey_.differing;
    report_.of_no_run = survey_.of_no_run;
    report_segments();
    if (report_.kept)
      report_.problems.push_back("kept: the tables stay as they were published, with " + std::to_string(report_.published) + " finished runs: " +
                                 std::to_string(only_published_.size()) + " of them lie in segments that cannot be read now");
    for (std::size_t r = 0; r < runs(); ++r)
      if (standing(r).state == Standing::State::differing)
        report_.problems.push_back("different copies: " + run_text(plan_, run_at(plan_, r)) + ": " +
                                   copies_text(r));
    for (std::size_t r = 0; r < runs(); ++r)
      if (standing(r).state == Standing::State::failed)
        report_.problems.push_back("failed: " + run_text(plan_, run_at(plan_, r)) + ": " + copy(r).message);
    report_missing();
    for (std::size_t r = 0; r < runs(); ++r) {
      if (has_result(r)) {
        report_.equal_copies += standing(r).equal_copies - 1;
        report_.cpu_seconds += copy(r).facts.cpu_seconds();
      }
      const std::size_t others = finished_copies(r) - standing(r).equal_copies;
      if (has_result(r) && others > 0)
        report_.notes.push_back("different copies: " + run_text(plan_, run_at(plan_, r)) +
                                ": the one that most copies agree with is kept: " + copies_text(r));
    }
    if (report_.equal_copies > 0)
      report_.notes.push_back(std::to_string(report_.equal_copies) + " equal copies were dropped");
    if (report_.of_no_run > 0)
      report_.notes.push_back(std::to_string(report_.of_no_run) +
                              " records of points that this plan does not have were left aside");
  }

  std::size_t finished_copies(std::size_t run) const {
    std::size_t n = 0;
    for (const StoredRun& stored : survey_.scan.copies[run]) n += stored.failed ? 0 : 1;
    return n;
  }

  std::string copies_text(std::size_t run) const {
    std::string out;
    for (const StoredRun& stored : survey_.scan.copies[run])
      if (!stored.failed)
        out += (out.empty() ? "" : ", ") + ("world " + stored.world_hash) + " in segments/" +
               survey_.scan.segments[stored.segment].name;
    return out;
  }

  // Damage takes nothing away once every planned run has a good record: then it is a warning and no problem.
  void report_damage(const std::string& what) {
    if (report_.finished == report_.runs)
      report_.notes.push_back("warning: " + what + "; superseded: every planned run has a good record");
    else
      report_.problems.push_back(what);
  }

  void report_segments() {
    for (const SegmentInfo& segment : survey_.scan.segments) {
      const std::string name = "segments/" + segment.name;
      if (!segment.unreadable.empty()) {
        ++report_.unreadable;
        report_damage("unreadable: " + name + ": " + segment.unreadable);
      }
      for (const std::string& damage : segment.damage) {
        ++report_.damaged;
        report_damage("damaged: " + name + ": " + damage);
      }
      if (segment.torn_bytes > 0) {
        ++report_.torn;
        report_.notes.push_back("cut short: " + name + ": its last " + std::to_string(segment.torn_bytes) +
                                " bytes are no whole record and were dropped");
      }
    }
  }

  void report_missing() {
    std::size_t named = 0;
    const std::size_t all = report_.missing - count_missing_but_published();
    for (std::size_t r = 0; r < runs() && named < kMostNamed; ++r)
      if (standing(r).state == Standing::State::missing && !only_published_.contains(r)) {
        report_.problems.push_back("missing: " + run_text(plan_, run_at(plan_, r)));
        ++named;
      }
    if (all > named)
      report_.problems.push_back("missing: " + std::to_string(all - named) +
                                 " more; runs.json names them all");
  }

  std::size_t count_missing_but_published() const {
    return static_cast<std::size_t>(std::count_if(only_published_.begin(), only_published_.end(), [&](std::size_t r) { return standing(r).state == Standing::State::missing; }));
  }

  // ---- tables ----

  void find_head() {
    for (const std::string& id : plan_.metrics()) {
      const std::uint32_t m = metric_index(id);
      if (m >= metric_dictionary().size()) continue;
      const MetricDoc& doc = metric_dictionary()[m];
      metric_.emplace(id, static_cast<std::uint32_t>(head_.metrics.size()));
      head_.metrics.push_back({doc.id, doc.unit, doc.label, doc.definition, doc.family});
    }
    std::set<store::GroupKey> groups;
    std::set<std::int32_t> days;
    for (std::size_t r = 0; r < runs(); ++r) {
      tell(0.4, r);
      if (!has_result(r)) continue;
      const v1::RunResult result = read_stored(dir_, survey_.scan, copy(r));
      for (const v1::ResultGroup& group : result.groups()) groups.insert(key_of(group));
      std::int32_t day = 0;
      for (const std::int32_t step : result.series().day()) {
        day += step;
        if (step != 0) days.insert(day);
      }
    }
    for (const store::GroupKey& key : groups) head_.groups.index(key);
    head_.days.assign(days.begin(), days.end());
  }

  void tell(double weight, std::size_t run) {
    if (progress_)
      progress_((weight < 0.5 ? 0 : 0.4) +
                weight * static_cast<double>(run) / static_cast<double>(std::max<std::size_t>(1, runs())));
  }

  TableRun table_run(std::size_t r) const {
    TableRun out;
    out.index = r;
    out.of = run_at(plan_, r);
    out.state = standing(r).state;
    if (out.state == Standing::State::failed) {
      out.message = copy(r).message;
      out.scenario_hash = copy(r).scenario_hash;
    }
    if (!has_result(r)) return out;
    const v1::RunResult result = read_stored(dir_, survey_.scan, copy(r));
    out.world_hash = result.world_hash();
    out.scenario_hash = result.scenario_hash();
    out.result_hash = copy(r).result_hash;
    std::vector<std::uint32_t> metric, group;
    for (const std::string& id : result.metrics()) metric.push_back(metric_.at(id));
    for (const v1::ResultGroup& key : result.groups()) group.push_back(*head_.groups.find(key_of(key)));
    for (int i = 0; i < result.summary().value_size(); ++i) {
      store::SummaryRow row;
      row.metric = metric.at(result.summary().metric(i));
      row.group = group.at(result.summary().group(i));
      row.value = result.summary().value(i);
      out.summary.push_back(row);
    }
    std::int32_t day = 0;
    for (int i = 0; i < result.series().value_size(); ++i) {
      day += result.series().day(i);
      out.series.push_back({static_cast<std::int32_t>(r), Date{day}, metric.at(result.series().metric(i)),
                            group.at(result.series().group(i)), result.series().value(i)});
    }
    std::sort(out.summary.begin(), out.summary.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.metric, a.group) < std::tuple(b.metric, b.group);
    });
    std::sort(out.series.begin(), out.series.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.metric, a.group, a.date) < std::tuple(b.metric, b.group, b.date);
    });
    return out;
  }

  void write_tables() {
    using Make = std::unique_ptr<TableWriter> (*)(const TableHead&, const fs::path&);
    const std::vector<std::pair<std::string, Make>> makers = {{"results.sqlite", sqlite_tables},
                                                              {"series.csv", series_csv},
                                                              {"summary.csv", summary_csv},
                                                              {"wide.csv", wide_csv},
                                                              {"results.nc", netcdf_file}};
    std::vector<std::pair<fs::path, std::unique_ptr<TableWriter>>> writers;
    for (const auto& [name, make] : makers)
      if (auto writer = make(head_, store::part_path(dir_ / name)))
        writers.emplace_back(dir_ / name, std::move(writer));
    for (std::size_t r = 0; r < runs(); ++r) {
      tell(0.6, r);
      const TableRun run = table_run(r);
      for (const auto& [path, writer] : writers) writer->add(run);
    }
    for (const auto& [path, writer] : writers) {
      writer->finish();
      store::rename_file(store::part_path(path), path, {});
      names_.push_back(path.filename().string());
    }
    store::sync_folder(dir_);
  }

  // ---- what is known of machines and clocks, and the manifest, which knows nothing of them ----

  std::string runs_json() const {
    Json json;
    json["experiment"] = plan_.experiment();
    json["collected_at"] = store::utc_now();
    json["build"] = {{"compiler", std::string(build_info().compiler)},
                     {"type", std::string(build_info().build_type)},
                     {"flags", std::string(build_info().flags)}};
    json["cpu_seconds"] = report_.cpu_seconds;
    json["problems"] = report_.problems;
    json["notes"] = report_.notes;
    json["tables_kept"] = report_.kept;
    json["warnings"] = Json::array();
    for (const v1::PlanWarning& warning : plan_.warnings())
      json["warnings"].push_back({{"text", warning.text()}, {"points", warning.points()}, {"first_point", warning.first_point()}});
    json["segments"] = Json::array();
    for (const SegmentInfo& s : survey_.scan.segments)
      json["segments"].push_back({{"name", s.name},
                                  {"executor", s.head.executor()},
                                  {"host", s.head.host()},
                                  {"started_at", s.head.started_at()},
                                  {"ended", s.ended},
                                  {"bytes", s.bytes},
                                  {"torn_bytes", s.torn_bytes},
                                  {"runs", s.of_this_plan},
                                  {"left_aside", s.of_no_run},
                                  {"damage", s.damage},
                                  {"unreadable", s.unreadable}});
    std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
    text.erase(text.find_last_not_of("}\n") + 1);
    text += ",\n  \"runs\": [";
    for (std::size_t r = 0; r < runs(); ++r)
      text +=
          (r == 0 ? "\n    " : ",\n    ") + run_json(r).dump(-1, ' ', false, Json::error_handler_t::replace);
    return text + "\n  ]\n}\n";
  }

  Json run_json(std::size_t r) const {
    const RunOf of = run_at(plan_, r);
    Json json = {{"run", r},
                 {"point", plan_.points(static_cast<int>(of.point)).id()},
                 {"draw", of.draw},
                 {"replicate", of.replicate},
                 {"status", state_name(standing(r).state)}};
    json["attempts"] = Json::array();
    for (const StoredRun& stored : survey_.scan.copies[r]) {
      Json attempt = {{"segment", survey_.scan.segments[stored.segment].name},
                      {"started_at", stored.facts.started_at()},
                      {"wall_seconds", stored.facts.wall_seconds()},
                      {"cpu_seconds", stored.facts.cpu_seconds()},
                      {"peak_memory_bytes", stored.facts.peak_memory_bytes()}};
      if (stored.failed)
        attempt["failed"] = stored.message;
      else
        attempt["world_hash"] = stored.world_hash;
      json["attempts"].push_back(std::move(attempt));
    }
    return json;
  }

  std::string manifest() {
    ExperimentManifest m;
    m.carepool_version = std::string(build_info().version);
    m.experiment = plan_.experiment();
    m.plan_key = plan_.key();
    m.points = report_.points;
    m.runs = report_.runs;
    m.finished = report_.finished;
    m.failed = report_.failed;
    m.missing = report_.missing + report_.differing;
    m.libraries = libraries();
    names_.insert(names_.end(), {"plan.pb", "experiment.yaml", "points.csv"});
    for (const std::string& name : names_) m.files[name] = entry_of(dir_ / name);
    // What was made from the same results (a report) still holds.
    const auto was = before_.find("results.sqlite");
    if (was != before_.end() && was->second.sha256 == m.files["results.sqlite"].sha256)
      for (const auto& [name, entry] : before_)
        if (store::is_there(dir_ / name)) m.files.try_emplace(name, entry);
    return manifest_text(m);
  }

  const fs::path& dir_;
  const v1::Plan& plan_;
  Survey survey_;
  std::function<void(double)> progress_;
  TableHead head_;
  std::map<std::string, std::uint32_t> metric_;
  CollectReport report_;
  std::vector<std::string> names_;
  std::map<std::string, ManifestEntry> before_;  // of the manifest that was there
  std::set<std::size_t> only_published_;         // finished in the tables, and in no segment that can be read
};

}  // namespace

namespace {

bool has_segments(const fs::path& dir) {
  std::error_code problem;
  return fs::exists(dir / "segments", problem) && !fs::is_empty(dir / "segments", problem) && !problem;
}

}  // namespace

Result<CollectReport> collect(const fs::path& dir, const std::function<void(double)>& progress) {
  if (const auto problem = unreadable(dir)) return *problem;
  Result<v1::Plan> plan = read_plan(dir);
  if (!plan.ok()) return plan.errors();
  // Tables of runs that were not kept, such as those of a published study, must not be overwritten by empty ones.
  if (!has_segments(dir)) {
    const auto manifest = read_experiment_manifest(dir);
    if (manifest.ok() && manifest.value().finished > 0)
      return Error{dir.string(), 0, 0, "is collected, and its runs' segments were not kept: there is nothing to merge",
                   "'carepool analyse' and 'carepool verify' of its tables; 'carepool sweep' to make the runs again", ""};
  }
  const FolderLock lock(dir);
  Result<Survey> found = survey(dir, plan.value());
  if (!found.ok()) return found.errors();
  return Collector(dir, plan.value(), std::move(found).value(), progress).collect();
}

bool is_experiment_folder(const fs::path& dir) {
  std::error_code problem;
  return fs::exists(dir / "plan.pb", problem);
}

Errors sweep_in_the_way(const fs::path& dir) {
  if (!is_experiment_folder(dir)) return {};
  return {Error{dir.string(), 0, 0, "holds a sweep", "another folder for --out; not even --force mixes the two", ""}};
}

Result<ExperimentManifest> read_experiment_manifest(const fs::path& dir) {
  const fs::path path = dir / "manifest.json";
  const auto text = store::read_file_if_there(path);
  if (!text)
    return Error{dir.string(),
                 0,
                 0,
                 "the experiment is not collected",
                 "'carepool collect " + dir.string() + "' first",
                 ""};
  try {
    const Json json = Json::parse(*text);
    if (json.value("kind", std::string()) != "experiment")
      return Error{path.string(),
                   0,
                   0,
                   "is of a single run, not of an experiment",
                   "a folder made by 'carepool sweep'",
                   ""};
    ExperimentManifest m;
    m.carepool_version = json.at("carepool_version").get<std::string>();
    if (json.at("format").get<int>() != kManifestFormat || m.carepool_version != build_info().version)
      return Error{path.string(),
                   0,
                   0,
                   "was made by carepool " + m.carepool_version + ", this is carepool " +
                       std::string(build_info().version),
                   "the version that made it",
                   ""};
    m.experiment = json.at("experiment").get<std::string>();
    m.plan_key = json.at("plan_key").get<std::string>();
    m.points = json.at("points").get<std::size_t>();
    m.runs = json.at("runs").get<std::size_t>();
    m.finished = json.at("finished").get<std::size_t>();
    m.failed = json.at("failed").get<std::size_t>();
    m.missing = json.at("missing").get<std::size_t>();
    m.libraries = json.at("libraries").get<std::map<std::string, std::string>>();
    for (const auto& [name, entry] : json.at("files").items())
      m.files[name] = {entry.at("sha256").get<std::string>(), entry.at("bytes").get<std::uint64_t>()};
    m.intact = manifest_text(m) == *text;
    return m;
  } catch (const Json::exception& problem) {
    return Error{path.string(),
                 0,
                 0,
                 std::string("cannot be read: ") + problem.what(),
                 "'carepool collect' writes it anew",
                 ""};
  }
}

void add_to_manifest(const fs::path& dir, const std::string& name, std::string_view bytes) {
  Result<ExperimentManifest> manifest = read_experiment_manifest(dir);
  if (!manifest.ok()) throw store::StoreError(dir / "manifest.json", manifest.errors().front().message);
  // Without a manifest in between, so that no checksum is ever wrong.
  store::remove_file(dir / "manifest.json");
  store::write_and_rename(dir / name, bytes);
  manifest.value().files[name] = entry_of(dir / name);
  store::write_and_rename(dir / "manifest.json", manifest_text(manifest.value()));
}

// ---- verify
// -------------------------------------------------------------------------------------------------------------------

namespace {

void check_file(const fs::path& dir, const std::string& name, const ManifestEntry& entry,
                ExperimentVerification& out) {
  ++out.files;
  try {
    const ManifestEntry now = entry_of(dir / name);
    if (now.bytes != entry.bytes)
      out.findings.push_back(name + " is damaged: " + std::to_string(now.bytes) + " bytes in place of " +
                             std::to_string(entry.bytes));
    else if (now.sha256 != entry.sha256)
      out.findings.push_back(name + " is damaged: its checksum is not the recorded one");
  } catch (const store::StoreError& error) {
    out.findings.push_back(name + " " + error.reason());
  }
}

struct Recorded {
  std::string status, result_hash, world_hash;
};

constexpr std::array<std::string_view, 6> kTables{"results.sqlite", "wide.csv", "series.csv", "summary.csv", "points.csv", "results.nc"};

std::map<std::size_t, Recorded> recorded_runs(const fs::path& dir) {
  std::map<std::size_t, Recorded> out;
  store::Database database = store::Database::read_file(dir / "results.sqlite");
  store::Statement rows = database.prepare(
      "SELECT number, status, result_hash, world_hash FROM runs WHERE status = 'finished' ORDER BY number");
  while (rows.step())
    out[static_cast<std::size_t>(rows.integer(0))] = {rows.text(1), rows.text(2), rows.text(3)};
  return out;
}

}  // namespace

Errors damaged_tables(const fs::path& dir) {
  const Result<ExperimentManifest> manifest = read_experiment_manifest(dir);
  if (!manifest.ok()) return manifest.errors();
  ExperimentVerification checked;
  for (const auto& [name, entry] : manifest.value().files)
    if (std::find(kTables.begin(), kTables.end(), name) != kTables.end()) check_file(dir, name, entry, checked);
  Errors errors;
  for (const std::string& finding : checked.findings)
    errors.push_back({dir.string(), 0, 0, finding, "the tables as 'carepool collect' wrote them: it writes them again", ""});
  return errors;
}

Result<ExperimentVerification> verify_experiment(const fs::path& dir, std::size_t n, int threads,
                                                 const std::vector<std::string>& table_folders) {
  const Result<ExperimentManifest> manifest = read_experiment_manifest(dir);
  if (!manifest.ok()) return manifest.errors();
  ExperimentVerification out;
  if (!manifest.value().intact) out.findings.push_back("manifest.json was changed after it was written");
  for (const auto& [name, entry] : manifest.value().files) check_file(dir, name, entry, out);
  const Result<v1::Plan> plan = read_plan(dir);
  if (!plan.ok() || !out.findings.empty()) {
    if (out.findings.empty()) return plan.errors();
    return out;
  }
  const std::map<std::size_t, Recorded> recorded = recorded_runs(dir);
  out.runs = recorded.size();
  out.planned = manifest.value().runs;
  if (recorded.empty()) {
    out.findings.emplace_back("it holds no finished run, so there is nothing to make again");
    return out;
  }
  std::vector<std::size_t> all, again;
  for (const auto& [run, unused] : recorded) all.push_back(run);
  const std::size_t some = n == 0 ? all.size() : std::min(n, all.size());
  for (std::size_t i = 0; i < some; ++i)
    again.push_back(all[some == 1 ? 0 : i * (all.size() - 1) / (some - 1)]);
  ExecuteOptions execute;
  execute.threads = threads;
  execute.table_folders = table_folders;
  std::map<std::size_t, std::string> different;
  std::mutex mutex;
  run_points(plan.value(), again, execute,
             [&](std::size_t, std::size_t run, v1::RunResult&& result, const v1::RunFacts&) {
               const Recorded& was = recorded.at(run);
               const std::lock_guard lock(mutex);
               if (result.status() == v1::RunResult::FAILED)
                 different[run] = "fails now: " + result.message();
               else if (result.world_hash() != was.world_hash)
                 different[run] = "ends in world " + result.world_hash() + " in place of " + was.world_hash;
               else if (hex64(xxh_of(result.SerializeAsString())) != was.result_hash)
                 different[run] = "ends in the same world and gives other numbers";
             });
  for (const auto& [run, how] : different)
    out.findings.push_back(run_text(plan.value(), run_at(plan.value(), run)) + " " + how);
  out.runs_made_again = again.size();
  return out;
}

}  // namespace carepool::experiment
