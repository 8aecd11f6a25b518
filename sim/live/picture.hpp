// picture.hpp: one arm of a room as it looks on one day: what a frame shows, counted from the world.
//
// What for: the numbers of a frame. Who writes it: the room's thread, when a frame is due. Who reads it: the feed, which finds what changed.
// The surprising decision: what is costly to send (groups of providers) is only taken when a month ended or the room stands still; `providers`
// is empty in between and the feed keeps what it had.
#pragma once

#include <cstdint>
#include <vector>

#include "carepool/live.pb.h"
#include "run/stepped_run.hpp"

namespace carepool::live {

// Daily counts, then every metric with a value for England, in the order of the dictionary.
struct SeriesList {
  std::vector<v1::LiveSeries> series;
  std::size_t daily = 0;
  std::vector<int> place_of_metric;  // [metrics] position in series, −1: none
};
const SeriesList& series_list();
const std::vector<v1::LiveMeasure>& council_measures();

struct ProviderRow {
  std::uint64_t key = 0;
  std::uint32_t sector = 0, region = 0, homes = 0, places = 0;
  float margin = 0, occupancy = 0;
  bool investor = false;
};

struct Picture {
  std::int32_t day = 0;
  bool done = false;
  std::vector<double> daily;                // [SeriesList::daily]
  std::vector<float> councils;              // [councils × measures]; empty above kMostCouncils
  std::vector<std::uint16_t> flows;         // [councils × councils] children in homes: whose, where
  bool with_providers = false;
  std::vector<ProviderRow> providers;       // independent groups with homes
};

inline constexpr std::size_t kMostCouncils = 400;  // a pools world may have thousands: no map of them

// England's values of the month's rows: [series after the daily ones], NaN where there is none.
std::vector<double> national_values(const std::vector<MetricRow>& rows);

Picture take_picture(const SteppedRun& run, bool with_providers);

// What happened to homes and groups between two looks.
class EventWatch {
 public:
  void begin(const World& world);                                // nothing before this happened
  void look(const World& world, std::vector<v1::LiveEvent>& out);  // after each day

 private:
  std::vector<HomeStatus> status_;
  std::vector<std::uint8_t> group_active_;
};

}  // namespace carepool::live
