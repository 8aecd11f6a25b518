// What is to happen on which day, so that nothing costs time on a day when nothing happens to it.
// Written by the phases (schedule); read by them the day it falls due (take), by snapshots and by the world
// hash (visit). Surprising: events of a day come out sorted by (what, index, stamp), unless asked not to, never in the order in
// which they went in, and an event cannot be taken back: whoever cancels changes the stamp it keeps and
// ignores events with an old one.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace carepool {

struct Event {
  std::uint32_t what = 0;   // kind of event; each room that uses the calendar has its own enum
  std::uint32_t index = 0;  // row it happens to
  std::uint32_t stamp = 0;  // must match the row's stamp on the day, else the event is stale

  friend constexpr auto operator<=>(const Event&, const Event&) = default;
};

struct DatedEvent {
  std::int32_t day = 0;
  Event event;

  friend constexpr auto operator<=>(const DatedEvent&, const DatedEvent&) = default;
};

class Calendar {
 public:
  Calendar();

  // Days are whole numbers of the caller's choice. Throws std::logic_error for a day that was taken already.
  void schedule(std::int32_t day, Event event);

  // Replaces `out` by the day's events in order and forgets them. Days must rise; throws std::logic_error if
  // one with events was skipped.
  enum class Order : std::uint8_t { sorted, any };  // any: for who sorts the events anew
  void take(std::int32_t day, std::vector<Event>& out, Order order = Order::sorted);

  // Every event still to come as f(day, event), by (day, what, index, stamp).
  template <class F>
  void visit(F&& f) const {
    for (const DatedEvent& dated : pending()) f(dated.day, dated.event);
  }

  // The same without sorting: for sums over events only.
  template <class F>
  void visit_in_any_order(F&& f) const {
    for (const Slot& place : ring_)
      for (std::uint32_t at = place.first; at != kNone; at = nodes_[at].next)
        for (std::uint32_t i = 0; i < nodes_[at].count; ++i) f(place.day, nodes_[at].events[i]);
    for (std::size_t i = 0; i < n_coming_; ++i) f(coming_[i].day, coming_[i].event);
    for (const auto& [day, events] : beyond_)
      for (const Event& event : events) f(day, event);
  }

  // A sum over the events still to come, each scrambled with its day: no order, and two equal events don't cancel. Kept up to date, so it costs
  // nothing to ask.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }

  [[nodiscard]] std::vector<DatedEvent> pending() const;  // in visit's order
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  // Last day taken; the smallest int32 before the first.
  [[nodiscard]] std::int32_t last_day() const noexcept { return last_day_; }

  // Everything anew, from a snapshot's last_day() and pending().
  void restore(std::int32_t last_day, const std::vector<DatedEvent>& events);

 private:
  // A ring of days holds nearly all events; the rest waits in a map. A slot serves one day at a time, and an
  // event whose slot is busy with another day goes to the map, so neither needs moving as time goes on.
  static constexpr std::size_t kRingDays = 4096;

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Slot {
    std::int32_t day = 0;
    std::uint32_t first = kNone;  // node
  };
  static constexpr std::uint32_t kEventsOfNode = 10;  // two lines of cache
  struct Node {  // some events of a day in the ring; nodes are used again
    std::array<Event, kEventsOfNode> events;
    std::uint32_t count = 0;
    std::uint32_t next = kNone;
  };

  [[nodiscard]] Slot& slot(std::int32_t day) noexcept {
    return ring_[static_cast<std::uint32_t>(day) % kRingDays];
  }
  [[nodiscard]] std::uint32_t new_node(std::uint32_t next);
  void put(std::int32_t day, const Event& event);
  void put_coming(std::size_t count);
  void demand_nothing_skipped(std::int32_t day) const;

  std::vector<Slot> ring_;
  std::vector<Node> nodes_;
  std::uint32_t free_ = kNone;  // first unused node
  std::map<std::int32_t, std::vector<Event>> beyond_;
  // The latest events wait here until the memory of their day, which may lie anywhere, has been fetched.
  static constexpr std::size_t kComing = 8;
  std::array<DatedEvent, kComing> coming_{};
  std::size_t n_coming_ = 0;
  std::size_t size_ = 0;
  std::uint64_t fingerprint_ = 0;
  std::int32_t last_day_;
};

}  // namespace carepool
