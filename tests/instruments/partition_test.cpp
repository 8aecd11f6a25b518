#include "instruments/partition.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "england.hpp"
#include "scenario/layers.hpp"

namespace carepool {
namespace {

using Groups = std::vector<CouncilGroup>;

v1::Partition partition(const char* method, int target = 10, double participation = 1, int seed = 1) {
  v1::Partition p;
  fill_defaults(p);
  p.set_method(method);
  p.set_target_size(target);
  p.set_participation(participation);
  p.set_seed(seed);
  return p;
}

const Ground& england() {
  static const Ground ground = make_ground(test::scenario_of(""));
  return ground;
}

InScope everywhere() { return InScope(england().size(), 1); }

Groups groups(const v1::Partition& p, const InScope& in_scope = everywhere()) {
  return make_groups(england(), p, in_scope).value();
}

std::vector<std::vector<std::uint32_t>> members_of(const Groups& all) {
  std::vector<std::vector<std::uint32_t>> out;
  for (const CouncilGroup& group : all) out.push_back(group.members);
  return out;
}

const std::vector<const char*> kMethods{"none", "all", "region", "nearest", "contiguous", "random"};

TEST(Partition, EachCouncilIsInExactlyOneGroup) {
  for (const char* method : kMethods)
    for (const int target : {1, 2, 5, 10, 20, 153})
      for (const double participation : {0.0, 0.35, 1.0}) {
        std::vector<int> times(england().size(), 0);
        for (const CouncilGroup& group : groups(partition(method, target, participation))) {
          EXPECT_FALSE(group.members.empty());
          EXPECT_TRUE(std::is_sorted(group.members.begin(), group.members.end()));
          for (const std::uint32_t c : group.members) ++times[c];
        }
        EXPECT_TRUE(std::all_of(times.begin(), times.end(), [](int n) { return n == 1; }))
            << method << " " << target;
      }
}

TEST(Partition, NoneIsEachAloneAndAllIsOneGroup) {
  EXPECT_EQ(groups(partition("none")).size(), england().size());
  EXPECT_EQ(groups(partition("all")).size(), 1u);
  EXPECT_EQ(groups(partition("region")).size(), 9u);
}

TEST(Partition, NearestAndRandomAreBalanced) {
  for (const char* method : {"nearest", "random"})
    for (const int target : {1, 2, 3, 7, 10, 19, 50, 153}) {
      std::size_t least = 1000, most = 0;
      const Groups all = groups(partition(method, target));
      for (const CouncilGroup& group : all) {
        least = std::min(least, group.members.size());
        most = std::max(most, group.members.size());
      }
      EXPECT_LE(most - least, 1u) << method << " " << target;
      EXPECT_EQ(all.size(), static_cast<std::size_t>(153.0 / target + 0.5)) << method << " " << target;
    }
}

TEST(Partition, ContiguousGroupsComeNearTheTargetSize) {
  for (const int target : {5, 10, 20})
    for (const int seed : {1, 2, 3})
      for (const CouncilGroup& group : groups(partition("contiguous", target, 1, seed))) {
        EXPECT_GE(group.members.size() * 2, static_cast<std::size_t>(target)) << "seed " << seed;
        EXPECT_LE(group.members.size(), static_cast<std::size_t>(target) * 2) << "seed " << seed;
      }
}

bool is_connected(const CouncilGroup& group, const std::vector<std::array<std::uint32_t, 2>>& links) {
  const std::set<std::uint32_t> all(group.members.begin(), group.members.end());
  std::set<std::uint32_t> reached{group.members.front()};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [a, b] : links)
      if (all.count(a) && all.count(b) && reached.count(a) != reached.count(b))
        reached.insert({a, b}), grew = true;
  }
  return reached.size() == all.size();
}

TEST(Partition, ContiguousGroupsAreConnected) {
  const auto links = linked_boundaries(england(), everywhere());
  for (const int target : {2, 5, 10, 20, 60})
    for (const CouncilGroup& group : groups(partition("contiguous", target)))
      EXPECT_TRUE(is_connected(group, links)) << group.name;
}

TEST(Partition, IslandsAreLinkedToTheNearestCouncilAndNothingElseIs) {
  const auto links = linked_boundaries(england(), everywhere());
  std::vector<std::array<std::uint32_t, 2>> added;
  std::set_difference(links.begin(), links.end(), england().adjacent.begin(), england().adjacent.end(),
                      std::back_inserter(added));
  const CouncilGroup all{"", "", groups(partition("all")).front().members};
  EXPECT_TRUE(is_connected(all, links));
  for (const auto& [a, b] : added) {
    std::vector<std::array<std::uint32_t, 2>> without = links;
    std::erase(without, std::array<std::uint32_t, 2>{a, b});
    EXPECT_FALSE(is_connected(all, without)) << "a link that joins nothing";
  }
  const auto has_link = [&](const char* a, const char* b) {
    const std::uint32_t i = test::council(a), j = test::council(b);
    return std::count(added.begin(), added.end(),
                      std::array<std::uint32_t, 2>{std::min(i, j), std::max(i, j)}) == 1;
  };
  EXPECT_TRUE(has_link("Isles of Scilly", "Cornwall"));
  EXPECT_TRUE(has_link("Isle of Wight", "Portsmouth") || has_link("Isle of Wight", "Southampton"));
}

double mean_km_from_centre(const Groups& all) {
  double sum = 0;
  for (const CouncilGroup& group : all) {
    Point centre;
    for (const std::uint32_t c : group.members) {
      centre.x_km += england().at[c].x_km / static_cast<double>(group.members.size());
      centre.y_km += england().at[c].y_km / static_cast<double>(group.members.size());
    }
    for (const std::uint32_t c : group.members) sum += distance_km(england().at[c], centre);
  }
  return sum / static_cast<double>(england().size());
}

TEST(Partition, NearestGroupsAreAtLeastAsCompactAsContiguousOnesAndFarMoreThanLots) {
  for (const int target : {5, 10, 17}) {
    const double nearest = mean_km_from_centre(groups(partition("nearest", target)));
    EXPECT_LE(nearest, mean_km_from_centre(groups(partition("contiguous", target)))) << target;
    EXPECT_LT(nearest, 0.5 * mean_km_from_centre(groups(partition("random", target)))) << target;
  }
}

TEST(Partition, TheSameSeedGivesTheSameGroupsAndAnotherSeedOthers) {
  for (const char* method : {"random", "contiguous"}) {
    EXPECT_EQ(members_of(groups(partition(method, 10, 1, 7))),
              members_of(groups(partition(method, 10, 1, 7))));
    EXPECT_NE(members_of(groups(partition(method, 10, 1, 7))),
              members_of(groups(partition(method, 10, 1, 8))));
  }
}

std::set<std::uint32_t> joiners(double participation, int seed) {
  std::set<std::uint32_t> out;
  for (const CouncilGroup& group : groups(partition("all", 10, participation, seed)))
    if (group.name == "all") out.insert(group.members.begin(), group.members.end());
  return out;
}

TEST(Partition, TheShareThatJoinsIsTheShareAskedFor) {
  for (const double share : {0.1, 0.5, 0.9}) {
    const auto wanted = static_cast<std::size_t>(share * 153 + 0.5);
    EXPECT_EQ(joiners(share, 1).size(), wanted);
    EXPECT_NE(joiners(share, 1), joiners(share, 2));
  }
}

TEST(Partition, WithMoreParticipationGroupsOnlyGrow) {
  const auto few = joiners(0.3, 1), many = joiners(0.6, 1);
  EXPECT_TRUE(std::includes(many.begin(), many.end(), few.begin(), few.end()));
  const Groups whole = groups(partition("nearest", 10, 1)), part = groups(partition("nearest", 10, 0.6));
  for (const CouncilGroup& group : part)
    EXPECT_TRUE(std::any_of(whole.begin(), whole.end(), [&](const CouncilGroup& all) {
      return std::includes(all.members.begin(), all.members.end(), group.members.begin(),
                           group.members.end());
    })) << group.name;
}

TEST(Partition, OnlyCouncilsInScopeAreGrouped) {
  const InScope south_east = test::mask_of(test::region_members("South East"));
  for (const char* method : kMethods)
    for (const CouncilGroup& group : groups(partition(method, 5), south_east))
      for (const std::uint32_t c : group.members) EXPECT_TRUE(south_east[c]) << method;
  EXPECT_EQ(make_groups(england(), partition("nearest", 5), south_east).value().size(), 4u);  // 19 councils
}

TEST(Partition, ListedGroupsKeepTheirNamesWhateverTheirOrder) {
  google::protobuf::RepeatedPtrField<v1::Group> listed;
  v1::Group* b = listed.Add();
  b->set_name("b"), b->add_councils("Kent"), b->add_councils("E06000035");
  v1::Group* a = listed.Add();
  a->set_name("a"), a->add_councils("Leeds"), a->add_councils("York");
  const Groups one = listed_groups(england(), listed, partition("none"), everywhere());
  listed.SwapElements(0, 1);
  const Groups other = listed_groups(england(), listed, partition("none"), everywhere());
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(members_of(one), members_of(other));
  EXPECT_EQ(one[0].name, other[0].name);
}

TEST(Partition, ASecondCopyOfEveryCouncilIsGroupedApart) {
  Ground twice = england();
  twice.councils = 2 * twice.size();
  twice.places.push_back({});
  for (const std::uint32_t c : twice.places[0])
    twice.places[1].push_back(c + static_cast<std::uint32_t>(twice.size()));
  const Groups one = groups(partition("nearest"));
  const Groups both = on_every_copy(twice, one);
  ASSERT_EQ(both.size(), 2 * one.size());
  for (const CouncilGroup& group : both)
    EXPECT_TRUE(group.members.back() < england().size() || group.members.front() >= england().size());
}

TEST(Partition, ADrawOfGroupsTakesUnderATenthOfASecond) {
  for (const char* method : {"nearest", "contiguous"}) {
    const auto start = std::chrono::steady_clock::now();
    groups(partition(method));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 1.0) << method;  // an unoptimised build is allowed ten times as long
    RecordProperty(method, std::to_string(seconds.count()));
  }
}

}  // namespace
}  // namespace carepool
