// workspace.hpp: what a step needs besides the world: workers, and indexes that follow from the world.
//
// What for: speed only. Everything here can be thrown away and is rebuilt from the world (after a restore it is), so it is in no hash and no
// snapshot. Who writes it: market. Who reads it: market.
// The surprising decision: open referrals keep their list of suitable homes, since suitability lasts; each day only vacancies and prices are
// looked at again.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/parallel.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

constexpr unsigned kSpotLanes = 16;

struct SpotGroup {         // open homes of one area whose gate draws share a block
  std::uint64_t group;     // gate_group of the homes' keys
  std::array<std::uint16_t, kNeeds> serving;           // bit i: home i of the group is there and serves the need
  std::uint16_t with_block; // bit i: beds of home i are under a block contract
};

struct SpotHomes {         // the homes of a group, by gate_lane
  std::array<std::uint32_t, kSpotLanes> home;          // rows, kNobody
  std::array<float, kSpotLanes> x_km, y_km;
};

struct AreaSpots {         // where the groups of an area lie, in order of their draws, in Workspace::spot_groups and spot_homes
  std::uint32_t first = 0, count = 0, room = 0;
};

constexpr std::size_t kGroupsAtOnce = 8;

struct ServingGroups {     // the groups with homes that serve one need, by area: what a list is built from. With room behind the last for a whole stride
  std::vector<std::uint64_t> group;
  std::vector<std::uint16_t> serving, with_block;
  std::vector<std::uint32_t> at;                       // in Workspace::spot_groups and spot_homes
  std::vector<std::uint32_t> first;                    // [areas + 1]
};

struct Candidate {         // a home that passed the lasting gate for one child
  std::uint32_t home;
  float miles;
  double taste;            // £/week, the home's lasting taste in this referral
  std::uint8_t gate_bits;  // the lasting uniform's first eight bits
};

// The homes that could suit one child. Most days most of them are full or have declined, so that what tells is kept in one number a home, apart
// from the rest: home row × 256 + the most people (residents + 1; see people_today) with whom it need be asked again. Fewer than 2^24 homes.
struct CandidateList {
  std::vector<std::uint32_t> watch;
  std::vector<Candidate> homes;   // in the same order
  std::int32_t asked_until = 0;   // the numbers of people hold before this day; then everybody is asked again
  std::int32_t hard_until = 0;    // of the child, when the list was built
  float miles = -1.0F;            // radius for which it was built; < 0: none
  void clear() {
    watch.clear();
    homes.clear();
    miles = -1.0F;
  }
};
constexpr std::uint8_t kNoBedFree = 255, kAskAnyway = 254;  // people; the most people
constexpr std::uint8_t kHasBlock = 0x80;

class HomeSet {            // homes by row, a bit each, so that the sets of all councils stay in the cache
 public:
  [[nodiscard]] bool has(std::uint32_t home) const { return (bits_[home / 64] >> (home % 64) & 1U) != 0; }
  void add(std::uint32_t home) { bits_[home / 64] |= std::uint64_t{1} << (home % 64); }
  void make_room(std::size_t homes) { bits_.resize(homes / 64 + 1, 0); }
  void fetch() const {     // asks for the memory that `has` reads; speed only
    for (std::size_t i = 0; i < bits_.size(); i += 8) __builtin_prefetch(&bits_[i]);
  }

 private:
  std::vector<std::uint64_t> bits_;
};

enum class Tier : std::uint8_t { own, block, framework, spot };

struct Offer {             // one home's offer to one child today
  std::uint32_t home;
  std::uint32_t block;     // contract row, kNobody
  std::uint32_t framework; // index, kNobody
  Tier tier;
  bool resold;             // tier block: the holder sells an empty bed to another council
  float miles;
  double price;            // £/week that would be paid if chosen among two or more
  double utility;          // the buyer's, £/week
  double surplus;          // the home's, £/week
  double reservation;      // var + ω, £/week: the least in a bargain
  double cap;              // £/week, infinity without a cap
  double match;            // £/week, the buyer's lasting taste for this home and child
};

struct Workspace {
  explicit Workspace(int threads) : workers(threads) {}
  Workers workers;
  bool ready = false;                                     // indexes built
  std::vector<AreaSpots> spots;                           // [areas] open homes by gate group
  std::vector<SpotGroup> spot_groups;                     // of all areas, each with some room to spare; close together, since lists read them all
  std::vector<SpotHomes> spot_homes;                      // likewise
  std::array<ServingGroups, kNeeds> serving;              // follows from the three above, by index_serving
  std::vector<std::uint32_t> serving_stale;               // areas of which they have changed since
  double most_acceptance = 1;                             // largest acceptance duty of a live block contract
  std::vector<std::vector<std::uint32_t>> reach;          // [areas] areas by distance (pools world: the pool's)
  std::vector<std::vector<float>> reach_miles;            // [areas] the distances
  std::vector<std::vector<float>> area_miles;             // [areas] the same in the order of areas; infinity out of reach
  std::vector<float> area_slack_miles;                    // [areas] furthest open home from the centre
  std::size_t homes_seen = 0;                             // rows for which `visible` is filled
  std::vector<HomeSet> visible;                           // [councils] homes that the council's own brokerage knows
  std::vector<std::uint8_t> people_today;                 // [homes] yesterday's residents + 1, saturating; kNoBedFree: not open or full as the offers phase begins
  std::vector<std::uint8_t> beds_today;                   // [homes] free spot beds as the offers phase begins, and kHasBlock
  std::vector<std::vector<std::uint32_t>> foster_reach, supported_reach;  // [councils] rows of pools, nearest first
  std::vector<std::vector<std::uint32_t>> blocks_of_home; // [homes] live contract rows
  std::vector<std::uint8_t> has_block;                    // [homes] kHasBlock: that list is not empty; else 0
  std::vector<std::vector<std::uint32_t>> frameworks_of;  // [councils] indices of frameworks that it may call off
  std::vector<CandidateList> lists;                       // [child rows] of open referrals
  std::vector<CandidateList> spare_lists;                 // empty ones with room, for the next referrals: few search at once
  std::vector<std::vector<Offer>> offers;                 // [open referrals] today's
  std::vector<std::uint32_t> opened_today;                // homes that opened since the last referral phase
  std::vector<double> block_use;                          // [bodies] share of block beds in use, yesterday
  std::vector<std::uint32_t> place_of;                    // [child rows] of those with a sibling; scratch of matching, zero between days
  std::vector<std::uint32_t> held_at;                     // [homes] scratch of matching
  std::vector<std::array<double, kNeeds>> fee_path;       // [28-day steps of the pre-history] mean new fees, for rebasing the start
  std::vector<double> kernel;                             // [areas × areas] Gaussian weights of the local market
  std::vector<std::vector<std::uint32_t>> anniversaries;  // [365] homes whose yearly decisions fall on that day of the model's year, by row
  std::vector<std::int16_t> vacant_today;                 // [homes] scratch of the day's count of vacancies
  std::vector<std::uint32_t> with_vacancy;                // likewise
  std::vector<std::uint8_t> admitted;                     // [homes] one admission per home and day
};

struct StepContext {
  Workspace& ws;
  std::int32_t day;
  bool live;               // false during the pre-history: supply is frozen, totals still run
};

// An empty list for a child whose referral opens; and back with it when the child has found a home. Not safe in parallel.
void take_list(Workspace&, std::uint32_t child);
void give_list_back(Workspace&, std::uint32_t child);

// Builds the indexes from the world where they are missing or stale.
void prepare_workspace(const Setup&, const World&, Workspace&);
std::int32_t anniversary_of(const World&, std::uint32_t home);                  // day of the 365 on which a home takes its yearly decisions
void index_home(const Setup&, const World&, Workspace&, std::uint32_t home);   // after a home opened or closed
void index_blocks(const World&, Workspace&, std::uint32_t home);               // after a block contract started or ended
void index_serving(Workspace&);                                                // before lists are built
void index_rules(const Setup&, const World&, Workspace&);                      // after the rules changed
void index_block_use(const World&, Workspace&);                                // at a day's end and after the rules changed
bool council_sees(const Setup&, const World&, const Workspace&, std::uint32_t council, std::uint32_t home);

}  // namespace carepool
