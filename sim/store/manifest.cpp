#include "store/manifest.hpp"

#include <google/protobuf/stubs/common.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "store/files.hpp"

namespace carepool::store {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSelf = "manifest_sha256";

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json files_json(const Manifest& manifest) {
  Json files = Json::object();
  for (const auto& [name, entry] : manifest.files) {
    files[name] = {{"sha256", entry.sha256}, {"bytes", entry.bytes}};
    if (!entry.replaces.empty()) files[name]["replaces"] = entry.replaces;
  }
  return files;
}

Json runs_json(const Manifest& manifest) {
  Json runs = Json::array();
  for (const ManifestRun& run : manifest.runs)
    runs.push_back({{"run", run.run}, {"seed", run.seed}, {"world_hash", run.world_hash}});
  return runs;
}

Json without_self(const Manifest& m) {
  Json json;
  json["format"] = kManifestFormat;
  json["carepool_version"] = m.carepool_version;
  json["scenario"] = m.scenario;
  json["scenario_hash"] = m.scenario_hash;
  json["seed"] = m.seed;
  json["replicates"] = m.replicates;
  json["replicates_asked"] = m.replicates_asked;
  json["world_hash"] = m.world_hash;
  json["runs"] = runs_json(m);
  json["command"] = m.command;
  json["build"] = {{"compiler", m.compiler}, {"type", m.build_type}, {"flags", m.build_flags}};
  json["libraries"] = m.libraries;
  json["threads"] = m.threads;
  json["workers_that_worked"] = m.workers_that_worked;
  json["host"] = {{"os", m.host.os},
                  {"architecture", m.host.architecture},
                  {"processor", m.host.processor},
                  {"cores", m.host.cores}};
  json["started_at"] = m.started_at;
  json["wall_seconds"] = m.wall_seconds;
  json["cpu_seconds"] = m.cpu_seconds;
  json["cpu_seconds_by_part"] = m.cpu_seconds_by_part;
  json["peak_memory_bytes"] = m.peak_memory_bytes;
  json["files"] = files_json(m);
  return json;
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  Json json = without_self(manifest);
  json[kSelf] = sha256_hex(dump(json));
  return dump(json);
}

namespace {

void read_build(const Json& json, Manifest& m) {
  m.compiler = json.at("build").at("compiler").get<std::string>();
  m.build_type = json.at("build").at("type").get<std::string>();
  m.build_flags = json.at("build").at("flags").get<std::string>();
  m.libraries = json.at("libraries").get<std::map<std::string, std::string>>();
  m.threads = json.at("threads").get<int>();
  m.workers_that_worked = json.at("workers_that_worked").get<int>();
  const Json& host = json.at("host");
  m.host = {host.at("os").get<std::string>(), host.at("architecture").get<std::string>(),
            host.at("processor").get<std::string>(), host.at("cores").get<int>()};
}

void read_costs(const Json& json, Manifest& m) {
  m.started_at = json.at("started_at").get<std::string>();
  m.wall_seconds = json.at("wall_seconds").get<double>();
  m.cpu_seconds = json.at("cpu_seconds").get<double>();
  m.cpu_seconds_by_part = json.at("cpu_seconds_by_part").get<std::map<std::string, double>>();
  m.peak_memory_bytes = json.at("peak_memory_bytes").get<std::uint64_t>();
}

void read_runs(const Json& json, Manifest& m) {
  for (const Json& run : json.at("runs"))
    m.runs.push_back({run.at("run").get<std::int32_t>(), run.at("seed").get<std::uint64_t>(),
                      run.at("world_hash").get<std::string>()});
  for (const auto& [name, entry] : json.at("files").items())
    m.files[name] = {entry.at("sha256").get<std::string>(), entry.at("bytes").get<std::uint64_t>(),
                     entry.value("replaces", std::string())};
}

Manifest manifest_of(const Json& json) {
  Manifest m;
  m.carepool_version = json.at("carepool_version").get<std::string>();
  m.scenario = json.at("scenario").get<std::string>();
  m.scenario_hash = json.at("scenario_hash").get<std::string>();
  m.seed = json.at("seed").get<std::uint64_t>();
  m.replicates = json.at("replicates").get<std::int32_t>();
  m.replicates_asked = json.at("replicates_asked").get<std::int32_t>();
  m.world_hash = json.at("world_hash").get<std::string>();
  m.command = json.at("command").get<std::string>();
  read_runs(json, m);
  read_build(json, m);
  read_costs(json, m);
  return m;
}

Error file_error(const std::string& where, std::string message) {
  Error error;
  error.where = where;
  error.message = std::move(message);
  return error;
}

Error other_version(const std::string& where, const Json& json) {
  const std::string maker = json.value("carepool_version", std::string("an unknown version"));
  return file_error(where, "the folder was made by another version: carepool " + maker +
                               ", manifest format " + json.at("format").dump() + "; this is carepool " +
                               std::string(build_info().version) + ", which reads format " +
                               std::to_string(kManifestFormat));
}

}  // namespace

Result<ManifestRead> parse_manifest(std::string_view text, const std::string& where) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kManifestFormat) return other_version(where, json);
    ManifestRead read;
    read.manifest = manifest_of(json);
    read.intact = manifest_text(read.manifest) == text;
    return read;
  } catch (const Json::exception& error) {
    return file_error(where, std::string("is not a readable manifest: ") + error.what());
  }
}

Result<ManifestRead> read_manifest(const std::filesystem::path& dir) {
  const auto path = dir / "manifest.json";
  try {
    if (!is_there(dir)) return file_error(dir.string(), "there is no such folder");
    const auto text = read_file_if_there(path);
    if (!text) return file_error(dir.string(), "holds no manifest.json: no run was finished here");
    return parse_manifest(*text, path.string());
  } catch (const StoreError& error) {
    return file_error(error.file().string(), error.reason());
  }
}

namespace {

std::string processor_model() {
  const auto text = read_file_if_there("/proc/cpuinfo");
  if (!text) return {};
  for (const std::string_view line : split(*text, '\n'))
    if (line.starts_with("model name")) return std::string(trim(line.substr(line.find(':') + 1)));
  return {};
}

}  // namespace

HostKind this_host() {
  HostKind host;
  utsname names{};
  if (::uname(&names) == 0) {
    host.os = names.sysname;
    host.architecture = names.machine;
  }
  host.processor = processor_model();
  host.cores = static_cast<int>(std::thread::hardware_concurrency());
  return host;
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Manifest manifest_of_this_build() {
  const BuildInfo& build = build_info();
  Manifest manifest;
  manifest.carepool_version = build.version;
  manifest.compiler = build.compiler;
  manifest.build_type = build.build_type;
  manifest.build_flags = build.flags;
  manifest.libraries["sqlite"] = sqlite3_libversion();
  manifest.libraries["protobuf"] = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  manifest.host = this_host();
  manifest.peak_memory_bytes = peak_memory_bytes();
  manifest.started_at = utc_now();
  return manifest;
}

}  // namespace carepool::store
