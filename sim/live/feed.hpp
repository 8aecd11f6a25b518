// feed.hpp: what a room shows, and since when each part of it is so.
//
// What for: a client that was last sent frame n gets what changed after n, whatever n is. Who writes it: the room's thread. Who reads it:
// the network's thread, through Room. Whoever touches it holds the room's mutex.
// The surprising decision: there is no queue of frames. Each row remembers the number of the frame in which it last changed, so a frame can
// be made from any base; clients that keep up share the same bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "carepool/live.pb.h"
#include "live/picture.hpp"

namespace carepool::live {

using Bytes = std::shared_ptr<const std::string>;

// What a client has been sent.
struct Cursor {
  std::uint64_t epoch = 0;   // of the welcome; 0: none
  std::uint64_t levers = 0;
  std::uint64_t frame = 0;   // 0: none in this epoch
};

class ArmFeed {
 public:
  explicit ArmFeed(std::string name, std::uint64_t number) : name_(std::move(name)), born_(number) {}

  void show(const Picture& picture, std::uint64_t number);
  void metrics(const std::vector<double>& values);  // [series after the daily ones], of the month that ended
  void point(std::int32_t day, std::vector<double> values, std::uint64_t number);  // adds to the history
  void event(v1::LiveEvent event, std::uint64_t number);
  void hash(std::uint64_t hash, std::int32_t day, std::uint64_t number);
  // A fork's feed: everything as it is here, new in `number`.
  ArmFeed copy(std::string name, std::uint64_t number) const;

  const std::string& name() const { return name_; }
  std::int32_t day() const { return day_; }
  void write(std::uint64_t base, v1::LiveArm& out) const;

 private:
  struct Point {
    std::uint64_t number;
    std::int32_t day;
    std::vector<double> values;
  };
  struct Provider {
    ProviderRow row;
    std::uint64_t changed = 0;
    bool seen = false;
  };
  void write_councils(std::uint64_t base, v1::LiveArm& out) const;
  void write_flows(std::uint64_t base, v1::LiveArm& out) const;
  void write_providers(std::uint64_t base, v1::LiveArm& out) const;
  void show_providers(const Picture& picture, std::uint64_t number);

  std::string name_;
  std::uint64_t born_ = 0;
  std::int32_t day_ = 0;
  bool done_ = false;
  std::vector<double> today_;             // [series]
  std::vector<Point> points_;
  std::vector<float> councils_;
  std::vector<std::uint64_t> councils_changed_;
  std::vector<std::uint16_t> flows_;
  std::vector<std::uint64_t> flows_changed_;
  std::vector<Provider> providers_;       // in order of key
  std::vector<std::pair<std::uint64_t, v1::LiveEvent>> events_;
  std::uint64_t hash_ = 0, hash_changed_ = 0;
  std::int32_t hash_day_ = 0;
};

struct Feed {
  std::uint64_t number = 0;        // of the last frame
  std::uint64_t epoch = 1;         // grows with each welcome
  std::uint64_t levers_number = 1;
  std::uint64_t first = 1;         // number of the epoch's first frame
  v1::LiveFrame head;              // what has no base
  v1::LiveWelcome welcome;         // without what is a session's own
  v1::LiveLevers levers;           // of the selected arm
  std::vector<ArmFeed> arms;
  std::vector<std::pair<std::uint64_t, v1::LiveIntervention>> interventions;

  void new_epoch();
  ArmFeed* arm(const std::string& name);
  // What changed after `base`, as a ServerFrame; the same base gives the same bytes until `number` grows.
  Bytes frame_since(std::uint64_t base);

 private:
  std::uint64_t made_for_ = 0;
  std::vector<std::pair<std::uint64_t, Bytes>> made_;  // base → bytes, for made_for_
};

}  // namespace carepool::live
