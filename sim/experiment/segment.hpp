// Segment files: one append-only file of checksummed records for each worker of each attempt.
//
// For: the local executor, shards on a cluster, collect. Written by: SegmentWriter. Read by: scan_segments
// and read_stored. The one surprising decision: nobody ever writes to a file that another process made. Two
// copies of one shard, two sweeps on one folder or a job that the scheduler started twice write files of
// their own, and equal records are dropped when they are read.
//
// A record: "cpR1", length (u32), XXH3 of the payload (u64), XXH3 of those sixteen bytes (u32), then the
// payload, a SegmentRecord; all little-endian. A record cut short at the end of a file is a torn tail and is
// dropped; a record whose checksum fails is damaged, and reading goes on at the next record that holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "experiment/plan.hpp"
#include "store/files.hpp"

namespace carepool::experiment {

inline constexpr std::uint32_t kSegmentFormat = 1;

// A name that no other process has: time and 64 random bits. Never part of a result.
std::string new_attempt();

class SegmentWriter {
 public:
  // The file is made with the first record. `head.attempt` and `head.worker` name it. sync_every_s: how often
  // records are forced to the disk; 0: each one.
  SegmentWriter(std::filesystem::path folder, v1::SegmentHead head, double sync_every_s = 1);

  // Whole or not at all: after a failed write (a full disk) the file is cut back to its last record. Throws
  // store::StoreError.
  void append(const v1::RunResult& result, const v1::RunFacts& facts);
  // Marks the proper end. Without it the segment was cut short.
  void finish();

 private:
  void write(const v1::SegmentRecord& record);
  void open();

  std::filesystem::path path_;
  v1::SegmentHead head_;
  store::Descriptor file_;
  double sync_every_s_, synced_at_ = 0;
  std::uint64_t size_ = 0, records_ = 0;
};

// A run's record where it lies.
struct StoredRun {
  std::uint32_t segment = 0;  // position in SegmentScan::segments
  std::uint64_t offset = 0;   // of the record in the file
  std::uint32_t length = 0;   // of its payload
  std::uint64_t result_hash = 0;
  bool failed = false;
  std::string message;  // of a failure
  std::string world_hash, scenario_hash;
  v1::RunFacts facts;
};

struct SegmentInfo {
  std::string name;  // of the file
  v1::SegmentHead head;
  bool has_head = false;
  bool ended = false;  // has its last record
  std::uint64_t bytes = 0, torn_bytes = 0;
  std::vector<std::string> damage;  // "record at byte 4096: its checksum does not hold"
  std::string unreadable;           // why, or empty
  std::size_t of_this_plan = 0, of_no_run = 0;
};

struct SegmentScan {
  std::vector<SegmentInfo> segments;  // by name
  std::vector<std::vector<StoredRun>>
      copies;  // [runs_of(plan)] every copy of each run, in order of segment and offset
};

// Reads every segment of DIR/segments. Errors (exit 2): the folder cannot be read; a segment of another
// version.
Result<SegmentScan> scan_segments(const std::filesystem::path& dir, const v1::Plan& plan);

// The run's result, unpacked. Throws store::StoreError when the file has changed since it was scanned.
v1::RunResult read_stored(const std::filesystem::path& dir, const SegmentScan& scan, const StoredRun& run);

// Which copy counts: a finished one if there is any; of different finished ones the one that most copies
// agree with.
struct Standing {
  enum class State : std::uint8_t { missing, failed, finished, differing };
  State state = State::missing;
  std::size_t copy = 0;  // position in copies[run]
  std::size_t equal_copies = 1;
};
std::vector<Standing> standings(const SegmentScan& scan);  // [runs]

}  // namespace carepool::experiment
