#include "engine/calendar.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "engine/random.hpp"

namespace carepool {
namespace {

std::uint64_t scrambled(std::int32_t day, const Event& e) {
  const auto when_what = static_cast<std::uint64_t>(static_cast<std::uint32_t>(day)) << 32 | e.what;
  return combine_keys(when_what, static_cast<std::uint64_t>(e.index) << 32 | e.stamp);
}

}  // namespace

Calendar::Calendar() : ring_(kRingDays), last_day_(std::numeric_limits<std::int32_t>::min()) {}

std::uint32_t Calendar::new_node(std::uint32_t next) {
  std::uint32_t at = free_;
  if (at == kNone) {
    at = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[at].next;
  }
  nodes_[at].count = 0;
  nodes_[at].next = next;
  return at;
}

void Calendar::schedule(std::int32_t day, Event event) {
  if (day <= last_day_) throw std::logic_error("event for day " + std::to_string(day) + ", which is over");
  if (n_coming_ == kComing) put_coming(kComing / 2);
  coming_[n_coming_++] = {day, event};
  if (const Slot& place = slot(day); place.first != kNone) {
    const auto* node = reinterpret_cast<const char*>(&nodes_[place.first]);
    __builtin_prefetch(node);
    __builtin_prefetch(node + 64);
  }
  ++size_;
  fingerprint_ += scrambled(day, event);
}

// The first `count` of those that wait find their place.
void Calendar::put_coming(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) put(coming_[i].day, coming_[i].event);
  std::copy(coming_.begin() + static_cast<std::ptrdiff_t>(count), coming_.begin() + static_cast<std::ptrdiff_t>(n_coming_), coming_.begin());
  n_coming_ -= count;
}

void Calendar::put(std::int32_t day, const Event& event) {
  Slot& place = slot(day);
  if (place.first == kNone) place.day = day;
  if (place.day == day) {
    if (place.first == kNone || nodes_[place.first].count == kEventsOfNode) place.first = new_node(place.first);
    Node& node = nodes_[place.first];
    node.events[node.count++] = event;
  } else {
    beyond_[day].push_back(event);
  }
}

void Calendar::demand_nothing_skipped(std::int32_t day) const {
  for (const Slot& place : ring_)
    if (place.first != kNone && place.day < day)
      throw std::logic_error("events of day " + std::to_string(place.day) + " were never taken");
  if (!beyond_.empty() && beyond_.begin()->first < day)
    throw std::logic_error("events of day " + std::to_string(beyond_.begin()->first) + " were never taken");
}

void Calendar::take(std::int32_t day, std::vector<Event>& out, Order order) {
  if (day <= last_day_) throw std::logic_error("day " + std::to_string(day) + " was taken already");
  put_coming(n_coming_);
  if (std::int64_t{day} != std::int64_t{last_day_} + 1) demand_nothing_skipped(day);
  last_day_ = day;
  out.clear();
  Slot& place = slot(day);
  if (place.day == day) {
    for (std::uint32_t at = place.first; at != kNone;) {
      Node& node = nodes_[at];
      out.insert(out.end(), node.events.begin(), node.events.begin() + node.count);
      const std::uint32_t next = node.next;
      node.next = free_;
      free_ = at;
      at = next;
    }
    place.first = kNone;
  }
  const auto rest = beyond_.find(day);
  if (rest != beyond_.end()) {
    out.insert(out.end(), rest->second.begin(), rest->second.end());
    beyond_.erase(rest);
  }
  size_ -= out.size();
  for (const Event& event : out) fingerprint_ -= scrambled(day, event);
  if (order == Order::sorted) std::sort(out.begin(), out.end());
}

std::vector<DatedEvent> Calendar::pending() const {
  std::vector<DatedEvent> out;
  out.reserve(size_);
  visit_in_any_order([&out](std::int32_t day, const Event& event) { out.push_back({day, event}); });
  std::sort(out.begin(), out.end());
  return out;
}

void Calendar::restore(std::int32_t last_day, const std::vector<DatedEvent>& events) {
  *this = Calendar();
  last_day_ = last_day;
  for (const DatedEvent& dated : events) schedule(dated.day, dated.event);
}

}  // namespace carepool
