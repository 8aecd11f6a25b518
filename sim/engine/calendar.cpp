#include "engine/calendar.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace carepool {

Calendar::Calendar() : ring_(kRingDays), last_day_(std::numeric_limits<std::int32_t>::min()) {}

void Calendar::schedule(std::int32_t day, Event event) {
  if (day <= last_day_) throw std::logic_error("event for day " + std::to_string(day) + ", which is over");
  Slot& place = slot(day);
  if (place.events.empty()) place.day = day;
  if (place.day == day) {
    place.events.push_back(event);
  } else {
    beyond_[day].push_back(event);
  }
  ++size_;
}

void Calendar::demand_nothing_skipped(std::int32_t day) const {
  for (const Slot& place : ring_)
    if (!place.events.empty() && place.day < day)
      throw std::logic_error("events of day " + std::to_string(place.day) + " were never taken");
  if (!beyond_.empty() && beyond_.begin()->first < day)
    throw std::logic_error("events of day " + std::to_string(beyond_.begin()->first) + " were never taken");
}

void Calendar::take(std::int32_t day, std::vector<Event>& out) {
  if (day <= last_day_) throw std::logic_error("day " + std::to_string(day) + " was taken already");
  if (std::int64_t{day} != std::int64_t{last_day_} + 1) demand_nothing_skipped(day);
  last_day_ = day;
  out.clear();
  Slot& place = slot(day);
  if (place.day == day) {
    out.assign(place.events.begin(), place.events.end());
    place.events.clear();
  }
  const auto rest = beyond_.find(day);
  if (rest != beyond_.end()) {
    out.insert(out.end(), rest->second.begin(), rest->second.end());
    beyond_.erase(rest);
  }
  size_ -= out.size();
  std::sort(out.begin(), out.end());
}

std::vector<DatedEvent> Calendar::pending() const {
  std::vector<DatedEvent> out;
  out.reserve(size_);
  for (const Slot& place : ring_)
    for (const Event& event : place.events) out.push_back({place.day, event});
  for (const auto& [day, events] : beyond_)
    for (const Event& event : events) out.push_back({day, event});
  std::sort(out.begin(), out.end());
  return out;
}

void Calendar::restore(std::int32_t last_day, const std::vector<DatedEvent>& events) {
  *this = Calendar();
  last_day_ = last_day;
  for (const DatedEvent& dated : events) schedule(dated.day, dated.event);
}

}  // namespace carepool
