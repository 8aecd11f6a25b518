// A session over real sockets: what a trainer does, what observers see, what comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "client.hpp"
#include "run/commands.hpp"
#include "run/run_again.hpp"
#include "run/stepped_run.hpp"
#include "store/files.hpp"
#include "world/hash.hpp"

namespace carepool::live::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Session, AWelcomeNamesEverythingThatFramesPointInto) {
  TestServer server(small_world(), fresh_folder("welcome"));
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready());
  const v1::LiveWelcome& w = page.welcome;
  EXPECT_EQ(w.first_day(), page.day());
  EXPECT_THAT(w.model_version(), Not(IsEmpty()));
  EXPECT_EQ(w.councils_size(), 12);
  ASSERT_EQ(page.frame.arms_size(), 1);
  EXPECT_TRUE(page.frame.arms(0).whole());
  EXPECT_EQ(page.frame.arms(0).today_size(), w.series_size());
  EXPECT_EQ(page.frame.arms(0).councils().council_size(), 12);
  EXPECT_EQ(page.frame.arms(0).councils().values_size(), 12 * w.council_measures_size());
  EXPECT_GT(page.frame.arms(0).flows().from_size(), 0);
  EXPECT_GT(page.frame.arms(0).providers().key_size(), 0);
  EXPECT_GT(page.today("today_children"), 0);
  bool level = false, cap = false;
  for (const v1::LiveLever& lever : w.levers().levers()) {
    EXPECT_THAT(lever.label(), Not(IsEmpty())) << lever.path();
    if (lever.path() == "demand.level") level = lever.mid_run() && lever.kind() == v1::LEVER_NUMBER && lever.max() == 5 && lever.value() == "1";
    if (lever.path() == "instruments[frameworks].discount") cap = lever.instrument() == "frameworks" && lever.mid_run();
  }
  EXPECT_TRUE(level);
  EXPECT_TRUE(cap);
}

TEST(Session, ATrainersDayMonthAndYearAreTheDaysOfARun) {
  const auto scenario = small_world();
  TestServer server(scenario, fresh_folder("steps"));
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready());
  SteppedRun run(scenario, 1, 1);
  ResultsBuilder rows(*scenario);
  run.solve();
  for (const v1::LiveSpan span : {v1::SPAN_DAY, v1::SPAN_MONTH, v1::SPAN_YEAR}) {
    ASSERT_TRUE(page.step(span));
    while (run.day() < page.day()) run.step(rows);
    EXPECT_EQ(page.hashes["A"], world_hash(run.market().world())) << "after a step of kind " << span;
  }
  EXPECT_EQ(ymd(Date{page.day()}).month, 4);
  EXPECT_EQ(page.bad_bases, 0u);
}

TEST(Session, ALeverTakesEffectAndEverybodyIsTold) {
  TestServer server(small_world(), fresh_folder("lever"));
  Page trainer(server.port()), observer(server.port());
  ASSERT_TRUE(trainer.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(observer.join(v1::ROLE_OBSERVER));
  ASSERT_TRUE(trainer.ready());
  ASSERT_TRUE(trainer.set("demand.level", "1.4"));
  EXPECT_THAT(trainer.acks.rbegin()->second.text(), HasSubstr("1.4"));
  const auto told = [&] {
    for (const v1::LiveLever& lever : observer.levers.levers())
      if (lever.path() == "demand.level") return lever.value() == "1.4";
    return false;
  };
  EXPECT_TRUE(observer.until(told));
  EXPECT_TRUE(observer.until([&] { return observer.frame.watchers() == 1; }));
  ASSERT_TRUE(trainer.step(v1::SPAN_MONTH));
  EXPECT_TRUE(observer.until([&] { return observer.day() == trainer.day(); }));
}

TEST(Session, AForkWithoutACommandDoesNotPartAndWithOneItSaysWhen) {
  TestServer server(small_world(), fresh_folder("fork"));
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready());
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 10));
  const std::int32_t fork_day = page.day();
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_fork(); }));
  ASSERT_TRUE(page.step(v1::SPAN_MONTH));
  ASSERT_EQ(page.frame.arms_size(), 2);
  EXPECT_EQ(page.hashes["A"], page.hashes["B"]);
  EXPECT_EQ(page.frame.parting().fork_day(), fork_day);
  EXPECT_FALSE(page.frame.parting().has_parted_day());
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) {
    c.set_arm("B");
    c.mutable_add_policy()->set_name("fee-cap");
  }));
  const std::int32_t pulled = page.day();
  ASSERT_TRUE(page.step(v1::SPAN_MONTH, 2));
  EXPECT_NE(page.hashes["A"], page.hashes["B"]);
  EXPECT_GE(page.frame.parting().parted_day(), pulled);
  EXPECT_GT(page.frame.parting().columns_size(), 0);
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_drop_arm(); }));
  EXPECT_TRUE(page.until([&] { return page.frame.arms_size() == 1; }));
}

TEST(Session, AResetBeginsAgainAndALessonBeginsWithItsOwnScenario) {
  TestServer server(small_world(), fresh_folder("reset"));
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready());
  const auto begun = page.hashes["A"];
  ASSERT_TRUE(page.set("demand.level", "1.4"));
  ASSERT_TRUE(page.step(v1::SPAN_MONTH));
  page.welcome.Clear();
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_reset(); }));
  ASSERT_TRUE(page.until([&] { return page.welcome.protocol() == 1; }));
  ASSERT_TRUE(page.ready());
  EXPECT_EQ(page.day(), page.welcome.first_day());
  EXPECT_TRUE(page.until([&] { return page.hashes["A"] == begun; }));
  page.welcome.Clear();
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_reset()->set_seed(99); }));
  ASSERT_TRUE(page.until([&] { return page.welcome.protocol() == 1; }));
  EXPECT_EQ(page.welcome.seed(), 99u);
  ASSERT_TRUE(page.ready());
  page.welcome.Clear();
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_lesson()->set_name("first"); }));
  ASSERT_TRUE(page.until([&] { return page.welcome.protocol() == 1; }));
  EXPECT_EQ(page.welcome.lesson(), "first");
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_lesson()->set_name("none"); }));
}

TEST(Session, WhatIsSavedIsVerifiedAndWhatIsDownloadedRunsToTheSameWorld) {
  const auto folder = fresh_folder("saved");
  TestServer server(small_world(), folder);
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(page.ready());
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 40));
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_add_policy()->set_name("fee-cap"); }));
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_add_instrument()->set_yaml("{name: more, kind: demand_shock, factor: 1.3}"); }));
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 40));
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) {
    c.mutable_switch_()->set_name("more");
    c.mutable_switch_()->set_on(false);
  }));
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 25));

  // As a scenario: commands as dated entries.
  const std::string yaml = body_of(http_get(server.port(), "/rooms/" + server.room() + "/scenario.yaml"));
  EXPECT_THAT(yaml, HasSubstr("gives the same world"));
  LoadOptions options;
  options.tables = carepool::test::tables_of_england();
  const auto scenario = load_scenario_text(yaml, "downloaded.yaml", carepool::test::scenarios_folder(), options);
  ASSERT_TRUE(scenario.ok()) << scenario.errors().front().text();
  ResultsBuilder rows(scenario.value());
  const auto run = run_replicate(std::make_shared<const Scenario>(scenario.value()), rows, 0, 1, {});
  EXPECT_EQ(run.world_hash, page.hashes["A"]);

  // With a parameter moved half way it says that it is another world; the recording is exact all the same.
  ASSERT_TRUE(page.set("prices.bargaining", "0.3"));
  ASSERT_TRUE(page.step(v1::SPAN_DAY, 20));
  EXPECT_THAT(body_of(http_get(server.port(), "/rooms/" + server.room() + "/scenario.yaml")), HasSubstr("prices.bargaining = 0.3"));
  ASSERT_TRUE(page.ask([](v1::LiveCommand& c) { c.mutable_save()->set_title("first"); }));
  const std::filesystem::path saved = page.acks.rbegin()->second.text();
  const auto verified = verify(saved, [](const Scenario& s, const store::Manifest& m, const v1::Recording& r) { return run_again(s, m, r, {}); },
                               {carepool::test::scenarios_folder() + "/data"});
  ASSERT_TRUE(verified.ok()) << verified.errors().front().text();
  EXPECT_TRUE(verified.value().same()) << verified.value().text();
  EXPECT_EQ(verified.value().world_hash, hex64(page.hashes["A"]));
  EXPECT_THAT(http_get(server.port(), "/rooms/" + server.room() + "/recording.tar"), HasSubstr("manifest.json"));
}

TEST(Session, AReloadAndARestartComeBackWithEveryAcknowledgedCommand) {
  const auto folder = fresh_folder("restart");
  std::string resume, session;
  std::uint64_t hash = 0;
  std::int32_t day = 0;
  {
    TestServer server(small_world(), folder);
    {
      Page page(server.port());
      ASSERT_TRUE(page.join(v1::ROLE_TRAINER));
      ASSERT_TRUE(page.ready());
      ASSERT_TRUE(page.set("demand.level", "1.2"));
      resume = page.welcome.resume();
      session = page.welcome.session();
    }
    Page again(server.port());
    ASSERT_TRUE(again.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_resume(resume); }));
    EXPECT_EQ(again.welcome.session(), session);
    EXPECT_EQ(again.welcome.next_seq(), 2u);
    ASSERT_TRUE(again.ready());
    ASSERT_TRUE(again.step(v1::SPAN_DAY, 20));
    ASSERT_TRUE(again.ask([](v1::LiveCommand& c) { c.mutable_fork(); }));
    ASSERT_TRUE(again.set("search.visible_share", "0.95", "B"));
    ASSERT_TRUE(again.step(v1::SPAN_DAY, 15));
    hash = again.hashes["B"];
    day = again.day();
  }
  TestServer server(small_world(), folder);
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_resume(resume); }));
  EXPECT_EQ(page.welcome.session(), session);
  EXPECT_EQ(page.welcome.next_seq(), 6u);
  ASSERT_TRUE(page.ready());
  EXPECT_EQ(page.day(), day);
  ASSERT_EQ(page.frame.arms_size(), 2);
  EXPECT_EQ(page.hashes["B"], hash);
  EXPECT_EQ(page.interventions.size(), 3u);  // the lever, the fork, the other lever
}

TEST(Session, TwoRoomsLiveApart) {
  TestServer server(small_world(), fresh_folder("rooms"));
  Page first(server.port()), second(server.port());
  ASSERT_TRUE(first.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(second.join(v1::ROLE_TRAINER, [](v1::LiveHello& h) {
    h.set_new_room(true);
    h.set_room("Year 9");
  }));
  EXPECT_NE(first.welcome.room(), second.welcome.room());
  EXPECT_EQ(second.welcome.room_title(), "Year 9");
  ASSERT_TRUE(first.ready());
  ASSERT_TRUE(second.ready());
  ASSERT_TRUE(second.set("demand.level", "2"));
  ASSERT_TRUE(second.step(v1::SPAN_MONTH));
  ASSERT_TRUE(first.step(v1::SPAN_MONTH));
  EXPECT_EQ(first.day(), second.day());
  EXPECT_NE(first.hashes["A"], second.hashes["A"]);
  ASSERT_TRUE(second.ask([](v1::LiveCommand& c) { c.mutable_end(); }));
  EXPECT_TRUE(second.until([&] { return second.ended.has_value(); }));
  EXPECT_FALSE(second.comes_back);
  ASSERT_TRUE(first.step(v1::SPAN_DAY));
}

TEST(Session, AQuestionIsAnsweredForAnybody) {
  TestServer server(small_world(), fresh_folder("question"));
  Page page(server.port());
  ASSERT_TRUE(page.join(v1::ROLE_OBSERVER));
  for (const char* name : {"fee_index", "prices.bargaining", "fee_cap", "today_children", "instruments[frameworks].discount"}) {
    v1::ClientFrame frame;
    frame.mutable_question()->set_id(7);
    frame.mutable_question()->set_definition(name);
    page.answer.reset();
    page.ws().send(frame);
    ASSERT_TRUE(page.until([&] { return page.answer.has_value(); })) << name;
    EXPECT_EQ(page.answer->id(), 7u);
    EXPECT_THAT(page.answer->text(), Not(IsEmpty())) << name;
  }
}

}  // namespace
}  // namespace carepool::live::test
