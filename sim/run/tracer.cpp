#include "run/tracer.hpp"

#include "base/hash.hpp"
#include "market/tell.hpp"

namespace carepool {
namespace {

constexpr std::size_t kRecordsOfAChunk = 50000;  // some megabytes in memory, a few hundred kilobytes on disk

v1::TraceHeader header_of(const Setup& s) {
  v1::TraceHeader header;
  header.set_scenario(s.scenario->name);
  header.set_scenario_hash(hex64(s.scenario->hash));
  header.set_seed(s.seed);
  header.set_first_day(s.first_day);
  for (const std::string& name : s.place_names) header.add_councils(name);
  for (const std::string& name : s.region_names) header.add_regions(name);
  header.set_far_share(s.v().search().far_share());
  header.set_local_miles(s.v().search().local_miles());
  header.set_local_miles_per_day(s.v().search().local_miles_per_day());
  header.set_days_before_crisis(s.v().search().days_before_crisis());
  header.set_required_return(s.v().supply().required_return());
  return header;
}

}  // namespace

void Tracer::begin(MarketRun& run) {
  writer_.begin(header_of(run.setup()));
  run.world().trace.log = &log_;
  tell::start(run.setup(), run.world());
  write_piece();
}

void Tracer::day_end() {
  if (log_.waiting() >= kRecordsOfAChunk) write_piece();
}

void Tracer::end(MarketRun& run, std::uint64_t world_hash) {
  write_piece();
  run.world().trace.log = nullptr;
  v1::TraceEnd end;
  end.set_last_day(run.world().day - 1);
  end.set_world_hash(world_hash);
  writer_.end(std::move(end));
}

void Tracer::write_piece() {
  if (log_.waiting() == 0) return;
  const TraceLog::Piece piece = log_.take();
  writer_.add(piece.first_day, piece.last_day, piece.records, piece.bytes);
}

}  // namespace carepool
