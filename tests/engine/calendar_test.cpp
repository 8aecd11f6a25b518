#include "engine/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "engine/random.hpp"

namespace carepool {
namespace {

std::vector<Event> taken(Calendar& calendar, std::int32_t day) {
  std::vector<Event> out;
  calendar.take(day, out);
  return out;
}

std::vector<DatedEvent> many_events(int n) {
  std::vector<DatedEvent> events;
  Rng rng(1, 2, 3);
  for (int i = 0; i < n; ++i)
    events.push_back({static_cast<std::int32_t>(20179 + rng.below(20000)),  // far beyond the ring too
                      {static_cast<std::uint32_t>(rng.below(5)), static_cast<std::uint32_t>(rng.below(50)),
                       static_cast<std::uint32_t>(rng.below(3))}});
  return events;
}

TEST(Calendar, ADaysOrderDoesNotDependOnTheOrderOfScheduling) {
  std::vector<DatedEvent> events = many_events(20000);
  Calendar forwards, backwards;
  for (const DatedEvent& dated : events) forwards.schedule(dated.day, dated.event);
  std::reverse(events.begin(), events.end());
  for (const DatedEvent& dated : events) backwards.schedule(dated.day, dated.event);
  EXPECT_EQ(forwards.pending(), backwards.pending());
  for (std::int32_t day = 20179; day < 40179; ++day) {
    const std::vector<Event> a = taken(forwards, day), b = taken(backwards, day);
    ASSERT_EQ(a, b);
    ASSERT_TRUE(std::is_sorted(a.begin(), a.end()));
  }
}

TEST(Calendar, EveryEventComesOutOnceOnItsDay) {
  const std::vector<DatedEvent> events = many_events(20000);
  std::map<std::int32_t, std::vector<Event>> expected;
  Calendar calendar;
  for (const DatedEvent& dated : events) {
    calendar.schedule(dated.day, dated.event);
    expected[dated.day].push_back(dated.event);
  }
  EXPECT_EQ(calendar.size(), events.size());
  for (std::int32_t day = 20179; day < 40179; ++day) {
    std::sort(expected[day].begin(), expected[day].end());
    ASSERT_EQ(taken(calendar, day), expected[day]);
  }
  EXPECT_EQ(calendar.size(), 0u);
}

TEST(Calendar, OrderIsWhatThenIndexThenStamp) {
  Calendar calendar;
  for (const Event& event : {Event{2, 0, 0}, Event{1, 5, 1}, Event{1, 5, 0}, Event{1, 4, 9}})
    calendar.schedule(3, event);
  EXPECT_EQ(taken(calendar, 3), (std::vector<Event>{{1, 4, 9}, {1, 5, 0}, {1, 5, 1}, {2, 0, 0}}));
}

TEST(Calendar, TheSameEventTwiceComesTwice) {
  Calendar calendar;
  calendar.schedule(1, {1, 1, 1});
  calendar.schedule(1, {1, 1, 1});
  EXPECT_EQ(taken(calendar, 1).size(), 2u);
}

TEST(Calendar, DaysWhoseSlotIsBusyWait) {
  Calendar calendar;
  for (const std::int32_t day : {100 + 2 * 4096, 100, 100 + 4096, 100 + 4096 * 1000})
    calendar.schedule(day, {1, 7, 0});
  for (const std::int32_t day : {100, 100 + 4096, 100 + 2 * 4096, 100 + 4096 * 1000}) {
    EXPECT_EQ(taken(calendar, day).size(), 1u) << day;
  }
  EXPECT_EQ(calendar.size(), 0u);
}

TEST(Calendar, DaysBeforeTheEpochAreDays) {
  Calendar calendar;
  calendar.schedule(-3, {1, 1, 1});
  calendar.schedule(-4096 - 3, {1, 2, 1});
  EXPECT_EQ(taken(calendar, -4096 - 3).size(), 1u);
  EXPECT_EQ(taken(calendar, -3).size(), 1u);
}

TEST(Calendar, AnEventCannotBeForgotten) {
  Calendar calendar;
  calendar.schedule(10, {1, 1, 1});
  std::vector<Event> out;
  EXPECT_THROW(calendar.take(11, out), std::logic_error);
  calendar.take(10, out);
  EXPECT_EQ(out.size(), 1u);
  EXPECT_THROW(calendar.schedule(10, {1, 1, 1}), std::logic_error);
  EXPECT_THROW(calendar.take(10, out), std::logic_error);
  calendar.take(500, out);  // nothing between
  EXPECT_TRUE(out.empty());
}

TEST(Calendar, TodayMayScheduleTomorrow) {
  Calendar calendar;
  std::vector<Event> out;
  for (std::int32_t day = 0; day < 10000; ++day) {
    calendar.take(day, out);
    EXPECT_EQ(out.size(), day == 0 ? 0u : 1u);
    calendar.schedule(day + 1, {1, 1, 1});
  }
}

TEST(Calendar, ASnapshotRestoresIt) {
  Calendar original;
  for (const DatedEvent& dated : many_events(5000)) original.schedule(dated.day, dated.event);
  for (std::int32_t day = 20179; day < 25000; ++day) (void)taken(original, day);
  Calendar copy;
  copy.schedule(1, {9, 9, 9});  // must vanish
  copy.restore(original.last_day(), original.pending());
  EXPECT_EQ(copy.pending(), original.pending());
  EXPECT_EQ(copy.size(), original.size());
  for (std::int32_t day = 25000; day < 40179; ++day) ASSERT_EQ(taken(copy, day), taken(original, day));
}

// Kept up to date by schedule and take, it is what a calendar filled anew with the same events has, and nothing when nothing is to come.
TEST(Calendar, TheFingerprintIsOfTheEventsStillToCome) {
  Calendar calendar;
  for (const DatedEvent& dated : many_events(5000)) calendar.schedule(dated.day, dated.event);
  for (std::int32_t day = 20179; day < 40179; ++day) {
    (void)taken(calendar, day);
    if (day % 997 != 0) continue;
    Calendar anew;
    anew.restore(calendar.last_day(), calendar.pending());
    ASSERT_EQ(calendar.fingerprint(), anew.fingerprint());
    anew.schedule(50000, {1, 1, 1});
    ASSERT_NE(calendar.fingerprint(), anew.fingerprint());
  }
  EXPECT_EQ(calendar.fingerprint(), Calendar().fingerprint());
}

TEST(Calendar, VisitGoesThroughDaysInOrder) {
  Calendar calendar;
  for (const DatedEvent& dated : many_events(3000)) calendar.schedule(dated.day, dated.event);
  std::vector<DatedEvent> visited;
  calendar.visit([&](std::int32_t day, const Event& event) { visited.push_back({day, event}); });
  EXPECT_EQ(visited.size(), 3000u);
  EXPECT_TRUE(std::is_sorted(visited.begin(), visited.end()));
}

}  // namespace
}  // namespace carepool
