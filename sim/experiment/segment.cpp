#include "experiment/segment.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <random>
#include <system_error>
#include <unordered_map>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "experiment/mapped.hpp"
#include "store/manifest.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

constexpr char kMagic[4] = {'c', 'p', 'R', '1'};
constexpr std::size_t kFrame = 20;
constexpr std::uint32_t kLongest = 1u << 30;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class T>
T get(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::string framed(std::string_view payload) {
  std::string out(kMagic, sizeof kMagic);
  out.reserve(kFrame + payload.size());
  put(out, static_cast<std::uint32_t>(payload.size()));
  put(out, xxh_of(payload));
  put(out, static_cast<std::uint32_t>(xxh_of(out)));
  out.append(payload);
  return out;
}

std::string packed(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("a result cannot be compressed");
  out.resize(size);
  return out;
}

// Nothing when the bytes are not what packed() made.
std::optional<std::string> unpacked(std::string_view bytes) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kLongest)
    return std::nullopt;
  std::string out(size, '\0');
  const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) return std::nullopt;
  return out;
}

[[noreturn]] void refuse(const fs::path& path) {
  throw store::StoreError(path, std::generic_category().message(errno));
}

bool is_frame(std::string_view rest) {
  return rest.size() >= kFrame && std::memcmp(rest.data(), kMagic, sizeof kMagic) == 0 &&
         get<std::uint32_t>(rest.data() + 16) == static_cast<std::uint32_t>(xxh_of(rest.substr(0, 16))) &&
         get<std::uint32_t>(rest.data() + 4) <= kLongest;
}

bool all_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

// Walks the records of one segment; each that holds goes to on_record, what does not into the segment's
// damage.
void walk(std::string_view bytes, SegmentInfo& info,
          const std::function<void(std::uint64_t offset, std::string_view payload)>& on_record) {
  std::size_t at = 0;
  const auto damaged = [&](std::size_t where, const char* what) {
    info.damage.push_back("record at byte " + std::to_string(where) + ": " + what);
  };
  while (at < bytes.size()) {
    const std::string_view rest = bytes.substr(at);
    if (is_frame(rest)) {
      const std::size_t length = get<std::uint32_t>(rest.data() + 4);
      if (rest.size() < kFrame + length) {
        info.torn_bytes = rest.size();
        return;
      }
      const std::string_view payload = rest.substr(kFrame, length);
      if (get<std::uint64_t>(rest.data() + 8) == xxh_of(payload))
        on_record(at, payload);
      else
        damaged(at, "its checksum does not hold");
      at += kFrame + length;
      continue;
    }
    std::size_t next = bytes.find(std::string_view(kMagic, sizeof kMagic), at + 1);
    while (next != std::string_view::npos && !is_frame(bytes.substr(next)))
      next = bytes.find(std::string_view(kMagic, sizeof kMagic), next + 1);
    const bool cut_short =
        next == std::string_view::npos &&
        (all_zero(rest) || (rest.size() < kFrame &&
                            std::memcmp(rest.data(), kMagic, std::min<std::size_t>(4, rest.size())) == 0));
    if (cut_short) {
      info.torn_bytes = rest.size();
      return;
    }
    damaged(at, "not a record");
    if (next == std::string_view::npos) return;
    at = next;
  }
}

// Which run of a plan a record is of.
class RunFinder {
 public:
  explicit RunFinder(const v1::Plan& plan) : plan_(plan) {
    for (int p = 0; p < plan.points_size(); ++p)
      points_.emplace(plan.points(p).id(), static_cast<std::uint32_t>(p));
    for (std::uint32_t d = 0; d < draws_of(plan); ++d) draws_.emplace(draw_id(plan, d), d);
  }

  std::optional<std::size_t> find(const v1::RunStored& run) const {
    const auto point = points_.find(run.point());
    const auto draw = draws_.find(run.draw_id());
    if (point == points_.end() || draw == draws_.end() || run.replicate() < 0 ||
        run.replicate() >= plan_.replicates())
      return std::nullopt;
    if (run.seed() != seed_of(plan_, run.replicate())) return std::nullopt;
    return run_index(plan_, {point->second, draw->second, run.replicate()});
  }

 private:
  const v1::Plan& plan_;
  std::unordered_map<std::string, std::uint32_t> points_, draws_;
};

StoredRun stored_at(std::uint32_t segment, std::uint64_t offset, std::size_t length, v1::RunStored& run) {
  StoredRun out;
  out.segment = segment;
  out.offset = offset;
  out.length = static_cast<std::uint32_t>(length);
  out.result_hash = run.result_hash();
  out.failed = run.status() == v1::RunResult::FAILED;
  out.message = run.message();
  out.world_hash = run.world_hash();
  out.scenario_hash = run.scenario_hash();
  out.facts.Swap(run.mutable_facts());
  return out;
}

std::vector<std::string> segment_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem))
    if (it->path().extension() == ".seg") names.push_back(it->path().filename().string());
  if (problem && problem != std::errc::no_such_file_or_directory)
    throw store::StoreError(folder, problem.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string new_attempt() {
  std::random_device device;
  const std::uint64_t random = (static_cast<std::uint64_t>(device()) << 32) | device();
  std::string time = store::utc_now();
  time.erase(std::remove_if(time.begin(), time.end(), [](char c) { return c == '-' || c == ':'; }),
             time.end());
  return time + "-" + hex64(random);
}

SegmentWriter::SegmentWriter(fs::path folder, v1::SegmentHead head, double sync_every_s)
    : path_(std::move(folder) / (head.attempt() + "-" + std::to_string(head.worker()) + ".seg")),
      head_(std::move(head)),
      sync_every_s_(sync_every_s) {}

void SegmentWriter::open() {
  store::make_folders(path_.parent_path());
  file_ = store::Descriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644));
  if (file_.get() < 0) refuse(path_);
  head_.set_format_version(kSegmentFormat);
  head_.set_carepool_version(std::string(build_info().version));
  head_.set_started_at(store::utc_now());
  v1::SegmentRecord record;
  *record.mutable_head() = head_;
  write(record);
}

void SegmentWriter::write(const v1::SegmentRecord& record) {
  const std::string bytes = framed(record.SerializeAsString());
  try {
    store::write_all(file_.get(), bytes, path_, {});
    const double now = seconds_now();
    if (now - synced_at_ >= sync_every_s_) {
      if (::fdatasync(file_.get()) != 0) refuse(path_);
      synced_at_ = now;
    }
  } catch (const store::StoreError&) {
    (void)::ftruncate(file_.get(), static_cast<off_t>(size_));
    throw;
  }
  size_ += bytes.size();
}

void SegmentWriter::append(const v1::RunResult& result, const v1::RunFacts& facts) {
  if (file_.get() < 0) open();
  const std::string bytes = result.SerializeAsString();
  v1::SegmentRecord record;
  v1::RunStored& run = *record.mutable_run();
  run.set_result(packed(bytes));
  run.set_result_hash(xxh_of(bytes));
  *run.mutable_facts() = facts;
  run.set_point(result.point());
  run.set_draw(result.draw());
  run.set_replicate(result.replicate());
  run.set_seed(result.seed());
  run.set_draw_id(result.draw_id());
  run.set_status(result.status());
  run.set_world_hash(result.world_hash());
  run.set_scenario_hash(result.scenario_hash());
  run.set_message(result.message());
  write(record);
  ++records_;
}

void SegmentWriter::finish() {
  if (file_.get() < 0) return;
  v1::SegmentRecord record;
  record.mutable_end()->set_records(records_);
  sync_every_s_ = 0;
  write(record);
  file_ = store::Descriptor();
}

Result<SegmentScan> scan_segments(const fs::path& dir, const v1::Plan& plan) {
  SegmentScan scan;
  scan.copies.resize(runs_of(plan));
  const RunFinder finder(plan);
  std::vector<std::string> names;
  try {
    names = segment_names(dir / "segments");
  } catch (const store::StoreError& error) {
    return Error{error.file().string(), 0, 0, error.reason(), "a folder that may be read", ""};
  }
  for (const std::string& name : names) {
    SegmentInfo info;
    info.name = name;
    const auto number = static_cast<std::uint32_t>(scan.segments.size());
    try {
      const Mapped file(dir / "segments" / name);
      info.bytes = file.bytes().size();
      walk(file.bytes(), info, [&](std::uint64_t offset, std::string_view payload) {
        v1::SegmentRecord record;
        if (!record.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
          info.damage.push_back("record at byte " + std::to_string(offset) + ": it cannot be read");
        } else if (record.has_head()) {
          info.head = record.head();
          info.has_head = true;
        } else if (record.has_end()) {
          info.ended = true;
        } else if (record.has_run()) {
          const auto run =
              info.has_head && info.head.plan_key() != plan.key() ? std::nullopt : finder.find(record.run());
          ++(run ? info.of_this_plan : info.of_no_run);
          if (run)
            scan.copies[*run].push_back(stored_at(number, offset, payload.size(), *record.mutable_run()));
        }
      });
    } catch (const store::StoreError& error) {
      info.unreadable = error.reason();
    }
    if (info.has_head && (info.head.format_version() != kSegmentFormat ||
                          info.head.carepool_version() != build_info().version))
      return Error{(dir / "segments" / name).string(),
                   0,
                   0,
                   "was made by carepool " + info.head.carepool_version() + ", this is carepool " +
                       std::string(build_info().version),
                   "the version that made it, or another folder",
                   ""};
    scan.segments.push_back(std::move(info));
  }
  return scan;
}

v1::RunResult read_stored(const fs::path& dir, const SegmentScan& scan, const StoredRun& run) {
  const fs::path path = dir / "segments" / scan.segments.at(run.segment).name;
  const store::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) refuse(path);
  std::string bytes(run.length, '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = ::pread(file.get(), bytes.data() + got, bytes.size() - got,
                              static_cast<off_t>(run.offset + kFrame + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  v1::SegmentRecord record;
  v1::RunResult result;
  const bool parsed = got == bytes.size() && record.ParseFromString(bytes);
  const auto body = parsed ? unpacked(record.run().result()) : std::nullopt;
  if (!body || xxh_of(*body) != run.result_hash || !result.ParseFromString(*body))
    throw store::StoreError(path, "changed while it was read");
  return result;
}

std::vector<Standing> standings(const SegmentScan& scan) {
  std::vector<Standing> out(scan.copies.size());
  for (std::size_t r = 0; r < out.size(); ++r) {
    const std::vector<StoredRun>& copies = scan.copies[r];
    std::map<std::uint64_t, std::vector<std::size_t>> finished, failed;
    for (std::size_t c = 0; c < copies.size(); ++c)
      (copies[c].failed ? failed : finished)[copies[c].result_hash].push_back(c);
    const auto& of = finished.empty() ? failed : finished;
    if (of.empty()) continue;
    std::size_t most = 0, holders = 0;
    for (const auto& [hash, who] : of) {
      if (who.size() == most) ++holders;
      if (who.size() <= most) continue;
      most = who.size();
      holders = 1;
      out[r].copy = who.front();
    }
    out[r].equal_copies = most;
    out[r].state = finished.empty() ? Standing::State::failed
                   : holders > 1    ? Standing::State::differing
                                    : Standing::State::finished;
  }
  return out;
}

}  // namespace carepool::experiment
