// After kill −9 a room comes back with every acknowledged command; ten thousand commands replay to the same world.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/hash.hpp"
#include "process.hpp"
#include "run/run_again.hpp"

namespace carepool::live::test {
namespace {

const std::vector<std::string> kSmall{"--set", "world.only_region=North East", "--set", "start_state.prehistory_days=30"};

std::string number(std::uint64_t x, double low, double high) { return std::to_string(low + (high - low) * static_cast<double>(x % 1000) / 1000.0); }

TEST(Kill, EveryAcknowledgedCommandComesBack) {
  const auto folder = fresh_folder("kill");
  std::string resume;
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 4; ++round) {
    ServeProcess server(folder, kSmall);
    Page page(server.port());
    ASSERT_TRUE(page.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_resume(resume); }));
    resume = page.welcome.resume();
    // All that was acknowledged has its number used up; what was sent and not acknowledged may or may not have been done.
    EXPECT_GT(page.welcome.next_seq(), acknowledged) << "round " << round;
    ASSERT_TRUE(page.ready(300));
    if (round > 0) {
      std::set<std::string> texts;
      for (const v1::LiveIntervention& i : page.interventions) texts.insert(i.text());
      for (std::uint64_t seq = 1; seq <= acknowledged; ++seq) EXPECT_EQ(texts.count("remark " + std::to_string(seq)), 1u) << "command " << seq << " is lost";
    }
    // A flood of commands while the market plays, and the kill in the middle of it.
    ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_mark()->set_text("remark " + std::to_string(c.seq())); }));
    acknowledged = page.next_seq - 1;
    for (int i = 0; i < 300; ++i) page.send([](v1::LiveCommand& c) { c.mutable_mark()->set_text("remark " + std::to_string(c.seq())); });
    page.until([&] { return !page.acks.empty() && page.acks.rbegin()->first > acknowledged + static_cast<std::uint64_t>(40 * round); }, 20);
    server.end(SIGKILL);
    try {
      page.until([] { return false; }, 1);  // what was on its way
    } catch (const std::runtime_error&) {
    }
    if (!page.acks.empty()) acknowledged = std::max(acknowledged, page.acks.rbegin()->first);
  }
}

TEST(Kill, TheWorldComesBackToTheBit) {
  const auto folder = fresh_folder("kill-world");
  std::uint64_t hash = 0;
  std::int32_t day = 0;
  {
    ServeProcess server(folder, kSmall);
    Page page(server.port());
    ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
    ASSERT_TRUE(page.ready(300));
    ASSERT_TRUE(page.step(v1::SPAN_DAY, 30));
    ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_add_policy()->set_name("rcc"); }));
    ASSERT_TRUE(page.step(v1::SPAN_MONTH, 5));
    ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_fork(); }));
    ASSERT_TRUE(page.set("supply.required_return", "0.2"));
    ASSERT_TRUE(page.step(v1::SPAN_MONTH, 4));
    hash = page.hashes["B"];
    day = page.day();
    server.end(SIGKILL);
  }
  ServeProcess server(folder, kSmall);
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready(300));
  EXPECT_EQ(page.day(), day);
  EXPECT_EQ(page.hashes["B"], hash);
  EXPECT_EQ(server.end(SIGTERM), 0) << "a signal to stop is a good end";
}

// Seven kinds: parameters, instruments added and switched off, remarks, speeds, arms, steps. No pause: it would cut the steps short.
void say_something(Page& page, std::uint64_t i) {
  const std::uint64_t r = i * 2654435761U % 1000003;
  switch (i % 12) {
    case 0: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("demand.level"), c.mutable_set()->set_value(number(r, 0.8, 1.2)); }); break;
    case 1: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("prices.bargaining"), c.mutable_set()->set_value(number(r, 0.2, 0.8)); }); break;
    case 2: page.send([&](v1::LiveCommand& c) { c.mutable_mark()->set_text("remark " + std::to_string(i)); }); break;
    case 3: page.send([&](v1::LiveCommand& c) { c.mutable_speed()->set_days_per_second(static_cast<double>(r % 100)); }); break;
    case 4: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("instruments[frameworks].discount"), c.mutable_set()->set_value(number(r, 0, 0.1)); }); break;
    case 5:
      page.send([&](v1::LiveCommand& c) {
        if (i % 1200 == 5) c.mutable_add_instrument()->set_yaml("{name: cap" + std::to_string(i) + ", kind: fee_cap, level: " + std::to_string(4000 + r % 2000) + "}");
        else c.mutable_set()->set_path("search.visible_share"), c.mutable_set()->set_value(number(r, 0.3, 0.9));
      });
      break;
    case 6: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("supply.required_return"), c.mutable_set()->set_value(number(r, 0, 0.2)); }); break;
    case 7:
      page.send([&](v1::LiveCommand& c) {
        if (i % 2400 == 607) c.mutable_switch_()->set_name("cap" + std::to_string(i - 602)), c.mutable_switch_()->set_on(false);
        else c.mutable_set()->set_path("costs.brokerage_referral"), c.mutable_set()->set_value(number(r, 800, 1600));
      });
      break;
    case 8: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("costs.crisis_week"), c.mutable_set()->set_value(number(r, 8000, 12000)); }); break;
    case 9: page.send([&](v1::LiveCommand& c) { c.mutable_select_arm()->set_arm("A"); }); break;
    case 10: page.send([&](v1::LiveCommand& c) { c.mutable_set()->set_path("prices.wait_harm"), c.mutable_set()->set_value(number(r, 500, 4000)); }); break;
    default: page.send([](v1::LiveCommand& c) { c.mutable_step()->set_count(1); });
  }
}

TEST(Session, TenThousandCommandsReplayToTheSameWorldAndToAnotherWithoutThem) {
  constexpr std::uint64_t kCommands = 10'000;
  const auto folder = fresh_folder("ten-thousand");
  ServeProcess server(folder, kSmall);
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready(300));
  for (std::uint64_t i = 0; i < kCommands; i += 500) {
    for (std::uint64_t k = i; k < i + 500; ++k) say_something(page, k);
    ASSERT_TRUE(page.until([&] { return page.acks.count(page.next_seq - 1) != 0 || (page.refusal && page.refusal->seq() == page.next_seq - 1); }, 1800));
  }
  EXPECT_GE(page.acks.size(), kCommands * 99 / 100) << (page.refusal ? page.refusal->text() : "");
  ASSERT_TRUE(page.until([&] { return !page.frame.playing(); }, 60));
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 2));
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_save(); }, 300));
  const std::filesystem::path saved = page.acks.rbegin()->second.text();
  const auto again = [](const Scenario& s, const store::Manifest& m, const v1::Recording& r) { return run_again(s, m, r, {}); };
  const auto verified = verify(saved, again, {carepool::test::scenarios_folder() + "/data"});
  ASSERT_TRUE(verified.ok()) << verified.errors().front().text();
  EXPECT_TRUE(verified.value().same()) << verified.value().text();
  EXPECT_EQ(verified.value().world_hash, hex64(page.hashes["A"]));
  EXPECT_EQ(page.day(), page.welcome.first_day() + static_cast<std::int32_t>(kCommands / 12) + 2);
  const auto without = verify(saved, [&](const Scenario& s, const store::Manifest& m, const v1::Recording&) { return run_again(s, m, {}, {}); }, {carepool::test::scenarios_folder() + "/data"});
  ASSERT_TRUE(without.ok());
  EXPECT_FALSE(without.value().same()) << "the commands changed nothing";

  // The scenario of such a session is made while the room goes on: it costs the room no more than a day or two.
  const auto room = page.welcome.room();
  const auto asked = Clock::now();
  const std::string yaml = body_of(http_get(server.port(), "/rooms/" + room + "/scenario.yaml"));
  std::printf("its scenario comes in %.3f s\n", std::chrono::duration<double>(Clock::now() - asked).count());
  EXPECT_THAT(yaml, ::testing::HasSubstr("prices.bargaining = "));

  // After a kill it comes back for little more than the days that were lived: what a server without a command pays for the same days.
  const std::uint64_t hash = page.hashes["A"];
  const std::int32_t day = page.day(), days = day - page.welcome.first_day();
  server.end(SIGKILL);
  ServeProcess restarted(folder, kSmall);
  Page back(restarted.port());
  ASSERT_TRUE(back.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(back.ready(300));
  EXPECT_EQ(back.day(), day);
  EXPECT_EQ(back.hashes["A"], hash);
  restarted.end(SIGTERM);
  ServeProcess plain(fresh_folder("no-command"), kSmall);
  Page without_commands(plain.port());
  ASSERT_TRUE(without_commands.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(without_commands.ready(300));
  ASSERT_TRUE(without_commands.step(v1::SPAN_DAY, 60));
  while (without_commands.day() < day) ASSERT_TRUE(without_commands.step(v1::SPAN_DAY, static_cast<std::uint32_t>(std::min(60, day - without_commands.day()))));
  plain.end(SIGTERM);
  std::printf("%d days: back after the kill for %.2f s of processor, lived without a command for %.2f s\n", days, restarted.cpu_seconds, plain.cpu_seconds);
  EXPECT_LT(restarted.cpu_seconds, 2 * plain.cpu_seconds + 0.01 * days) << "its commands cost more to do again than the days to live";
}

}  // namespace
}  // namespace carepool::live::test
