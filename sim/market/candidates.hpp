// candidates.hpp: the homes that could suit one child, for as long as the search lasts.
//
// What for: suitability lasts (MODEL.md, "the lasting gate"), so a searching child keeps its list of suitable homes and each day only vacancies and
// prices are looked at again. Who calls it: offers.cpp.
// The surprising decision: homes are looked at sixteen at a time. Sixteen neighbouring home keys share one block of the generator, eight bits
// each, and the rest of a number is drawn only where those do not settle it: nine homes in ten cost next to nothing.
#pragma once

#include <cstdint>

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

constexpr double kTasteUnknown = 1e300;  // a candidate's taste is drawn when the home is first asked

// A child who looks for a home today.
struct Seeker {
  std::uint32_t child, council;
  Need need;
  float x_km, y_km;
  double gate;           // today's, outside the own council
  double own_factor;
  std::int32_t waited;   // days
  double radius_miles;
};

Seeker seeker_of(const Setup&, const World&, std::uint32_t child);

// A home that the child's own council, or its co-operative, runs.
bool own_home(const World&, const Seeker&, std::uint32_t home);

// The chance that this home suits this child, before any block's acceptance duty.
double gate_of(const Setup&, const World&, const Seeker&, std::uint32_t home);

// Is the lasting uniform of this child and this home below the gate? `gate_bits` are its first eight bits; the rest is drawn when they do
// not settle it.
bool gate_below(const Setup&, const World&, std::uint32_t child, std::uint32_t home, std::uint32_t gate_bits, double gate);

// ε, £/week: this home's lasting taste for this child in this referral.
double taste_of(const Setup&, const World&, std::uint32_t child, std::uint32_t home);

// Makes or extends ws.lists[child] so that it covers today's radius. Touches only that child's rows: safe in parallel over children.
void refresh_candidates(const Setup&, const World&, Workspace&, const Seeker&);

}  // namespace carepool
