// tracer.hpp: writes down a run's decisions while it lives (`run --trace`).
//
// What for: takes from the world's trace log what has gathered and streams it to trace.pb. Who calls it: run_replicate. Who reads it: nobody;
// sim/report reads the file.
// The surprising decision: everything is recorded, for every child, home and group, since ten years of England take some tens of megabytes on
// disk; only replicate 0 is traced.
#pragma once

#include <cstdint>

#include "run/market_run.hpp"
#include "store/trace_file.hpp"
#include "world/trace.hpp"

namespace carepool {

class Tracer {
 public:
  explicit Tracer(store::StreamedFile file) : writer_(std::move(file)) {}
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  void begin(MarketRun& run);                       // the start is solved: who is there, and from here on what they decide
  void day_end();
  void end(MarketRun& run, std::uint64_t world_hash);
  store::StreamedFile& file() { return writer_.file(); }

 private:
  void write_piece();

  TraceLog log_;
  store::TraceWriter writer_;
};

}  // namespace carepool
