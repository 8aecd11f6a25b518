#pragma once
// Who is in a trace: every child, home and provider group, with the id by which people ask for it, and what makes it worth asking.
// Written by index_trace, one pass over the file; read by the stories (story.hpp) and by `explain`.
// The surprising decision: ids are lasting keys, the same in every run with the same seed, whatever the policy; of a child or a group any
// beginning that fits only one will do, and what is printed is such a beginning.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/trace_file.hpp"

namespace carepool::report {

enum class Agent { child, home, provider };

struct ChildInTrace {
  std::uint64_t key = 0;
  std::uint32_t council = 0;
  std::uint32_t placements = 0, crisis = 0, longest_wait = 0;  // begun during the run; days, for a home
  bool at_the_start = false, left = false;
  std::string id;
};

struct HomeInTrace {
  std::uint64_t key = 0;
  std::uint32_t provider = 0, area = 0;  // at the first record; provider: number, 0 nobody
  std::uint32_t displaced = 0;
  bool opened = false, closed = false, sold = false;
  v1::TraceSector sector = v1::PRIVATE;
  std::string id;
};

struct ProviderInTrace {
  std::uint64_t key = 0;
  std::uint32_t council = 0, region = 0;  // council: one more than its number, 0 none
  std::uint32_t joined = 0, left = 0, homes_opened = 0, homes_bought = 0;
  std::uint32_t breaches = 0;
  bool failed = false, not_renewed = false, merged = false, at_the_start = false;
  v1::TraceSector sector = v1::PRIVATE;
  std::uint32_t kind = 0;
  std::string id;
};

struct TraceIndex {
  std::vector<ChildInTrace> children;    // [number − 1]
  std::vector<HomeInTrace> homes;        // [number − 1]; an empty id: never in the trace
  std::vector<ProviderInTrace> providers;
  std::vector<std::string> councils, regions;

  std::string council(std::uint32_t number) const;             // "Kent"
  std::string home(std::uint32_t number) const;                // "home 45-0-17"
  std::string provider(std::uint32_t number) const;            // "private group 3f2a9c0d", "the council's own service in Kent"
};

Result<TraceIndex> index_trace(const store::TraceReader& reader);

// "45-0-17": area, year of opening (0: there at the start), slot; "b" behind it in the second copy of a market.
std::string home_id(std::uint64_t key);

// The agent that is meant. Errors: none such, with the nearest ids; several that begin so.
Result<std::uint32_t> find_agent(const TraceIndex& index, Agent kind, std::string_view typed);

// Some agents with something to tell, a line each: what, and the option that asks for it.
struct Interesting {
  Agent kind;
  std::string id, what;
};
std::vector<Interesting> interesting(const TraceIndex& index);
std::string_view option_of(Agent kind);  // "--child"

}  // namespace carepool::report
