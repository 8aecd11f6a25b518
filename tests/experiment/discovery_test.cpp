// Scenario discovery and regret: planted answers are found, and nothing is found where nothing is.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/random.hpp"
#include "experiment/prim.hpp"
#include "experiment/regret.hpp"

namespace carepool::experiment {
namespace {

struct Planted {
  std::vector<PrimFactor> factors{{"demand", "", {}},
                                  {"cap", "£/week", {}},
                                  {"noise", "", {}},
                                  {"scope", "", {"all", "spot", "framework"}}};
  std::vector<std::vector<double>> x;
  std::vector<bool> interest;
};

template <class Rule>
Planted planted(std::size_t n, Rule&& rule) {
  Planted p;
  for (std::uint64_t i = 0; i < n; ++i) {
    Rng rng(1, 1, i);
    p.x.push_back({0.9 + 0.3 * rng.uniform(), 4000 + 2000 * rng.uniform(), rng.uniform(),
                   static_cast<double>(rng.below(3))});
    p.interest.push_back(rule(p.x.back(), rng.uniform()));
  }
  return p;
}

TEST(Prim, FindsAPlantedBoxAndSaysItPlainly) {
  const Planted p =
      planted(600, [](const auto& x, double) { return x[0] > 1.05 && x[1] < 5000 && x[3] != 1; });
  const auto boxes = prim_boxes(p.factors, p.x, p.interest);
  ASSERT_FALSE(boxes.empty());
  EXPECT_GT(boxes[0].density, 0.9);
  EXPECT_GT(boxes[0].coverage, 0.85);
  ASSERT_EQ(boxes[0].conditions.size(), 3U);
  EXPECT_NEAR(boxes[0].conditions[0].low, 1.05, 0.02);
  EXPECT_NEAR(boxes[0].conditions[1].high, 5000, 60);
  EXPECT_EQ(boxes[0].conditions[2].kept, (std::vector<std::uint32_t>{0, 2}));
  const std::string text = condition_text(p.factors, boxes[0]);
  EXPECT_NE(text.find("demand is above 1.0"), std::string::npos) << text;
  EXPECT_NE(text.find("scope is all or framework"), std::string::npos) << text;
  EXPECT_EQ(text.find("noise"), std::string::npos) << text;
}

TEST(Prim, FindsASecondBoxOutsideTheFirst) {
  const Planted p = planted(1500, [](const auto& x, double) {
    return (x[0] > 1.15 && x[1] < 4500) || (x[0] < 0.95 && x[2] > 0.6);
  });
  const auto boxes = prim_boxes(p.factors, p.x, p.interest);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_GT(boxes[0].coverage + boxes[1].coverage, 0.75);
}

TEST(Prim, OfPureChanceFindsNothing) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Planted p = planted(200, [&](const auto&, double u) {
      return replicate_seed(static_cast<std::uint64_t>(u * 1e15), static_cast<std::uint32_t>(seed) + 1) % 2 ==
             0;
    });
    for (const PrimBox& box : prim_boxes(p.factors, p.x, p.interest)) found += box.density > 0.8 ? 1 : 0;
  }
  EXPECT_LE(found, 4) << "of 20 searches of noise";
}

TEST(Prim, SaysWhenItIsAlwaysOrNeverSo) {
  const Planted p = planted(40, [](const auto&, double) { return true; });
  EXPECT_TRUE(prim_boxes(p.factors, p.x, p.interest).empty());
  EXPECT_EQ(prim_text(p.factors, {}, "spend rises", 40, 40), "In all 40 points spend rises.");
  EXPECT_EQ(prim_text(p.factors, {}, "spend rises", 40, 0),
            "In none of the 40 points is it so that spend rises.");
}

TEST(Prim, PeelsOneLevelOfAGridAtATime) {
  std::vector<PrimFactor> factors{{"size", "councils", {}}, {"share", "", {}}};
  std::vector<std::vector<double>> x;
  std::vector<bool> interest;
  for (const double size : {1.0, 5.0, 10.0, 20.0})
    for (const double share : {0.0, 0.1, 0.2, 0.3, 0.4})
      for (int r = 0; r < 3; ++r) x.push_back({size, share}), interest.push_back(size >= 10 && share >= 0.2);
  const auto boxes = prim_boxes(factors, x, interest);
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_EQ(boxes[0].density, 1);
  EXPECT_EQ(boxes[0].coverage, 1);
  EXPECT_EQ(condition_text(factors, boxes[0]), "when size is above 7.5 councils and share is above 0.15");
}

// ---- regret
// -------------------------------------------------------------------------------------------------------------------

TEST(Regret, IsTheLossAgainstTheBestInEachFuture) {
  // Costs: lower is better. Future 0: A 10, B 12; future 1: A 20, B 15.
  const std::vector<std::vector<std::vector<double>>> costs{{{10, 10.2}, {20, 20.2}},
                                                            {{12, 12.4}, {15, 15.4}}};
  const RegretTable table = regret_table(costs, false);
  EXPECT_EQ(table.best, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(table.rows[0].cells[0].regret, 0);
  EXPECT_NEAR(table.rows[1].cells[0].regret, 2.1, 1e-12);
  EXPECT_NEAR(table.rows[0].cells[1].regret, 4.9, 1e-12);
  EXPECT_NEAR(table.rows[0].most, 4.9, 1e-12);
  EXPECT_EQ(table.rows[0].most_in, 1U);
  EXPECT_EQ(table.least_most, 1U);
  EXPECT_NEAR(table.rows[1].mean, 1.05, 1e-12);
}

TEST(Regret, ErrorBarsComeFromPairsAndMarkWhatLuckCouldDo) {
  const std::vector<std::vector<std::vector<double>>> values{{{10, 20, 30}}, {{9, 19, 29.01}}, {{9, 22, 28}}};
  const RegretTable table = regret_table(values, true);
  EXPECT_EQ(table.best[0], 0U);
  EXPECT_TRUE(table.rows[1].cells[0].sure) << "always about one worse, on the same luck";
  EXPECT_FALSE(table.rows[2].cells[0].sure);
  EXPECT_LT(table.rows[2].cells[0].band.low, 0);
}

TEST(Regret, APolicyThatLuckAloneMayHavePutBehindIsNotToldApart) {
  // Costs of two futures, three replicates each. A is 2 too dear in future 1; B about 4 in future 0, each
  // time more than 2; C there 1, 3 and 5.
  const std::vector<std::vector<std::vector<double>>> costs{
      {{10, 20, 30}, {12, 22, 32}}, {{14, 24.2, 33.9}, {10, 20, 30}}, {{11, 23, 35}, {11, 21, 31}}};
  const RegretTable table = regret_table(costs, false);
  EXPECT_EQ(table.least_most, 0U);
  EXPECT_TRUE(table.rows[1].told_apart);
  EXPECT_FALSE(table.rows[2].told_apart) << "2 against 1, 3 and 5";
  EXPECT_FALSE(regret_table({{{1}, {2}}, {{4}, {1}}}, false).rows[1].told_apart) << "one replicate tells nothing";
}

TEST(Regret, OfAMissingFutureIsNotDefined) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const RegretTable table = regret_table({{{1, 2}, {none, none}}, {{2, 3}, {1, 1}}}, true);
  EXPECT_TRUE(std::isnan(table.rows[0].most));
  EXPECT_EQ(table.least_most, 1U);
}

}  // namespace
}  // namespace carepool::experiment
