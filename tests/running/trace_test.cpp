// Laws of a traced run: it is the untraced one, the same for any number of threads, and its ledger is the market's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "run/tracer.hpp"
#include "store/files.hpp"
#include "store/recording.hpp"
#include "store/run_folder.hpp"
#include "support/market_run.hpp"
#include "world/hash.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Scenario> small(const std::vector<std::string>& policies = {}, const std::vector<std::string>& more = {}) {
  std::vector<std::string> sets{"world.only_region=North East", "start_state.prehistory_days=60", "years=1"};
  sets.insert(sets.end(), more.begin(), more.end());
  return test::scenario_file("england.yaml", sets, policies);
}

struct Traced {
  ReplicateOutcome outcome;
  std::string bytes;
  fs::path path;
};

Traced traced(const std::shared_ptr<const Scenario>& scenario, int threads) {
  const fs::path dir = test::scratch_dir();
  auto folder = store::RunFolder::create(dir / "run").value();
  Tracer tracer(folder.begin_file("trace.pb"));
  ResultsBuilder builder(*scenario);
  RunOptions options;
  options.threads = threads;
  options.tracer = &tracer;
  Traced t;
  t.outcome = run_replicate(scenario, builder, 0, 1, options);
  EXPECT_FALSE(fs::exists(dir / "run/trace.pb")) << "nothing stands under the name before it is complete";
  folder.put_in_place("trace.pb", tracer.file());
  t.path = dir / "run/trace.pb";
  t.bytes = store::read_file(t.path);
  return t;
}

ReplicateOutcome untraced(const std::shared_ptr<const Scenario>& scenario) {
  ResultsBuilder builder(*scenario);
  return run_replicate(scenario, builder, 0, 1, {});
}

std::string recording_of(const ReplicateOutcome& outcome) {
  v1::Recording recording;
  *recording.add_replicates() = outcome.recording;
  return store::recording_bytes(recording);
}

TEST(Trace, LeavesTheRunAsItWasToTheBit) {
  const auto scenario = small({"policies/rcc.yaml", "policies/fee-cap.yaml"});
  const ReplicateOutcome without = untraced(scenario);
  const Traced with = traced(scenario, 1);
  EXPECT_EQ(with.outcome.world_hash, without.world_hash);
  EXPECT_EQ(recording_of(with.outcome), recording_of(without));
  ASSERT_EQ(with.outcome.rows.series.size(), without.rows.series.size());
  for (std::size_t i = 0; i < without.rows.series.size(); ++i) {
    const double a = with.outcome.rows.series[i].value, b = without.rows.series[i].value;
    ASSERT_TRUE(a == b || (a != a && b != b)) << i;
  }
}

TEST(Trace, HasTheSameBytesForAnyNumberOfThreads) {
  const auto scenario = small();
  const Traced one = traced(scenario, 1), three = traced(scenario, 3);
  EXPECT_EQ(one.outcome.world_hash, three.outcome.world_hash);
  EXPECT_GT(one.bytes.size(), 10000U);
  EXPECT_TRUE(one.bytes == three.bytes);
}

TEST(Trace, IsAMessageThatAnyReaderOfProtobufOpens) {
  const Traced run = traced(small(), 1);
  v1::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(run.bytes));
  EXPECT_TRUE(trace.has_end());
  EXPECT_EQ(trace.end().world_hash(), run.outcome.world_hash);
  std::uint64_t records = 0;
  std::int32_t day = trace.header().first_day();
  for (const v1::TraceChunk& chunk : trace.chunks()) {
    records += chunk.records();
    EXPECT_GE(chunk.first_day(), day);
    day = chunk.last_day();
  }
  EXPECT_EQ(records, trace.end().records());
}

std::int64_t sum(const Column<std::int64_t>& column) { return std::accumulate(column.begin(), column.end(), std::int64_t{0}); }

// What the trace counts, against what the market counted.
struct Counts {
  std::int64_t entries = 0, exits = 0, at_18 = 0, started = 0, crisis = 0, breakdowns = 0, displaced = 0, opened = 0, closed = 0, joined = 0, left = 0;
  bool operator==(const Counts&) const = default;
};

Counts counted(const Totals& t) {
  return {sum(t.entries), sum(t.exits), sum(t.exits_at_18), sum(t.placements_started), sum(t.crisis_starts), sum(t.breakdowns), sum(t.displaced),
          sum(t.homes_opened), sum(t.homes_closed), sum(t.framework_joined), sum(t.framework_left)};
}

Counts less(const Counts& a, const Counts& b) {
  return {a.entries - b.entries, a.exits - b.exits, a.at_18 - b.at_18, a.started - b.started, a.crisis - b.crisis, a.breakdowns - b.breakdowns,
          a.displaced - b.displaced, a.opened - b.opened, a.closed - b.closed, a.joined - b.joined, a.left - b.left};
}

void count(const v1::TraceRecord& r, Counts& c) {
  if (r.has_child_here() && !r.child_here().at_the_start()) ++c.entries;
  if (r.has_child_left()) ++c.exits;
  if (r.has_child_left() && r.child_left().at_eighteen()) ++c.at_18;
  if (r.has_placement_started()) ++c.started;
  if (r.has_placement_started() && r.placement_started().setting() == v1::CRISIS) ++c.crisis;
  if (r.has_placement_ended() && r.placement_ended().reason() == v1::BREAKDOWN) ++c.breakdowns;
  if (r.has_placement_ended() && r.placement_ended().reason() == v1::HOME_CLOSED) ++c.displaced;
  if (r.has_home_opened()) ++c.opened;
  if (r.has_home_closed()) ++c.closed;
  if (r.has_framework_choice() && r.framework_choice().choice() == v1::JOINED) ++c.joined;
  if (r.has_framework_choice() && r.framework_choice().choice() == v1::LEFT) ++c.left;
}

struct Lived {
  std::unique_ptr<MarketRun> run;
  Counts counts;                                     // of the market, during the run
  std::unique_ptr<store::TraceReader> reader;
};

Lived lived(const std::shared_ptr<const Scenario>& scenario) {
  const fs::path dir = test::scratch_dir();
  auto folder = store::RunFolder::create(dir / "run").value();
  Tracer tracer(folder.begin_file("trace.pb"));
  Lived x;
  x.run = std::make_unique<MarketRun>(scenario, 7, 1);
  x.run->solve();
  const Counts before = counted(x.run->world().totals);
  tracer.begin(*x.run);
  while (!x.run->done()) {
    x.run->step();
    tracer.day_end();
  }
  tracer.end(*x.run, world_hash(x.run->world()));
  x.counts = less(counted(x.run->world().totals), before);
  folder.put_in_place("trace.pb", tracer.file());
  x.reader = std::make_unique<store::TraceReader>(store::TraceReader::open(dir / "run/trace.pb").value());
  return x;
}

TEST(Trace, CountsWhatTheMarketCounted) {
  const Lived x = lived(small({"policies/closure-shock.yaml"}));
  Counts counts;
  ASSERT_TRUE(x.reader->for_each([&](const v1::TraceRecord& r, const auto&) { count(r, counts); }).empty());
  EXPECT_GT(counts.started, 1000);
  EXPECT_GT(counts.opened, 0);
  EXPECT_GT(counts.closed, 0);
  EXPECT_EQ(counts.entries, x.counts.entries);
  EXPECT_EQ(counts.exits, x.counts.exits);
  EXPECT_EQ(counts.at_18, x.counts.at_18);
  EXPECT_EQ(counts.started, x.counts.started);
  EXPECT_EQ(counts.crisis, x.counts.crisis);
  EXPECT_EQ(counts.breakdowns, x.counts.breakdowns);
  EXPECT_EQ(counts.displaced, x.counts.displaced);
  EXPECT_EQ(counts.opened, x.counts.opened);
  EXPECT_EQ(counts.closed, x.counts.closed);
  EXPECT_EQ(counts.joined, x.counts.joined);
  EXPECT_EQ(counts.left, x.counts.left);
}

// Lenders who ask for much and lend nothing again, and groups that merge often.
TEST(Trace, LendersAndMergersAreWrittenDown) {
  const Lived x = lived(small({}, {"supply.covenant_cover=20", "supply.refinance_years=2", "supply.refinance_multiple=0.1", "supply.mergers_per_year=0.5"}));
  const World& w = x.run->world();
  std::map<std::uint32_t, bool> in_breach, gone;
  std::int64_t not_renewed = 0, renewed = 0, failed = 0, merged = 0, swept = 0;
  std::map<std::uint32_t, std::uint32_t> owner;
  ASSERT_TRUE(x.reader->for_each([&](const v1::TraceRecord& r, const auto&) {
    if (r.has_provider_here()) in_breach[r.provider_here().provider()] = r.provider_here().in_breach();
    if (r.has_covenant_judged()) {
      const v1::CovenantJudged& c = r.covenant_judged();
      EXPECT_NE(in_breach[c.provider()], c.in_breach()) << "told when it changes";
      in_breach[c.provider()] = c.in_breach();
      if (c.in_breach()) {
        EXPECT_LT(static_cast<double>(c.earned()), c.cover() * static_cast<double>(c.interest()) + 100);
      }
    }
    if (r.has_cash_swept()) {
      EXPECT_TRUE(in_breach[r.cash_swept().provider()]);
      swept += r.cash_swept().paid();
    }
    if (r.has_provider_left()) {
      gone[r.provider_left().provider()] = true;
      EXPECT_EQ(w.providers.debt[r.provider_left().provider() - 1], 0);
      EXPECT_EQ(w.providers.active[r.provider_left().provider() - 1], 0);
    }
    if (r.has_closure_decided() && r.closure_decided().never_opens()) {
      const std::uint32_t home = r.closure_decided().home() - 1;
      EXPECT_EQ(w.homes.status[home], HomeStatus::closed);
      EXPECT_EQ(w.providers.failed_day[w.homes.provider[home]], r.day());
    }
    if (r.has_loan_agreed()) {
      ++renewed;
      EXPECT_GT(r.loan_agreed().due_day(), r.day());
    }
    if (r.has_provider_failed()) {
      ++failed;
      gone[r.provider_failed().provider()] = true;
      if (!r.provider_failed().not_renewed()) return;
      ++not_renewed;
      EXPECT_GT(r.provider_failed().debt() - r.provider_failed().lent(), std::max<std::int64_t>(0, r.provider_failed().cash()));
    }
    if (r.has_groups_merged()) {
      ++merged;
      gone[r.groups_merged().provider()] = true;
      for (auto& [home, group] : owner)
        if (group == r.groups_merged().provider()) group = r.groups_merged().into();
    }
    if (r.has_home_here()) owner[r.home_here().home()] = r.home_here().provider();
    if (r.has_home_closed()) owner.erase(r.home_closed().home());  // stays with who closed it
    if (r.has_home_sold()) {
      EXPECT_EQ(owner[r.home_sold().home()], r.home_sold().from());
      owner[r.home_sold().home()] = r.home_sold().to();
    }
  }).empty());
  EXPECT_EQ(failed, w.totals.providers_failed);
  EXPECT_EQ(merged, w.totals.providers_merged);
  EXPECT_GT(not_renewed, 0);
  EXPECT_GT(merged, 0);
  EXPECT_GT(swept, 0);
  for (const auto& [group, breach] : in_breach)
    if (!gone.contains(group)) {
      EXPECT_EQ(w.providers.in_breach[group - 1] != 0, breach) << group;
    }
  for (const auto& [home, group] : owner) EXPECT_EQ(w.homes.provider[home - 1], group - 1) << home;
}

TEST(Trace, AGroupsYearIsItsAccountsToThePenny) {
  const auto scenario = small();
  const Lived x = lived(scenario);
  MarketRun before(scenario, 7, 1);
  before.solve();
  const Providers &was = before.world().providers, &is = x.run->world().providers;
  std::size_t told = 0;
  ASSERT_TRUE(x.reader->for_each([&](const v1::TraceRecord& r, const auto&) {
    if (!r.has_group_year()) return;
    const std::uint32_t g = r.group_year().provider() - 1;
    if (g >= was.size()) return;
    ++told;
    EXPECT_EQ(r.group_year().fees(), is.cum_revenue[g] - was.cum_revenue[g]);
    EXPECT_EQ(r.group_year().interest(), is.cum_interest[g] - was.cum_interest[g]);
    EXPECT_EQ(r.group_year().debt(), is.debt[g]);
  }).empty());
  EXPECT_GT(told, 20U);
}

TEST(Trace, EveryChildHasAtMostOnePlacementAndEndsWhereTheWorldHasIt) {
  const Lived x = lived(small());
  std::map<std::uint32_t, int> placed;
  std::map<std::uint32_t, std::uint64_t> key;
  std::map<std::uint32_t, std::uint32_t> home;
  ASSERT_TRUE(x.reader->for_each([&](const v1::TraceRecord& r, const auto&) {
    if (r.has_child_here()) {
      key[r.child_here().child()] = r.child_here().key();
      placed[r.child_here().child()] = r.child_here().has_placement() ? 1 : 0;
      home[r.child_here().child()] = r.child_here().placement().home();
    }
    if (r.has_placement_started()) {
      EXPECT_EQ(++placed[r.placement_started().child()], 1);
      home[r.placement_started().child()] = r.placement_started().home();
    }
    if (r.has_placement_ended()) {
      EXPECT_EQ(--placed[r.placement_ended().child()], 0);
    }
    if (r.has_child_left()) {
      EXPECT_EQ(placed[r.child_left().child()], 0);
      key.erase(r.child_left().child());
    }
  }).empty());
  const World& w = x.run->world();
  std::map<std::uint64_t, std::uint32_t> row;
  for (std::uint32_t i = 0; i < w.children.size(); ++i)
    if (w.children.care[i].key != 0) row[w.children.care[i].key] = i;
  ASSERT_EQ(row.size(), key.size());
  for (const auto& [child, its_key] : key) {
    ASSERT_TRUE(row.contains(its_key));
    const std::uint32_t p = w.children.care[row[its_key]].placement;
    ASSERT_EQ(placed[child] == 1, p != kNobody);
    if (p != kNobody) {
      ASSERT_EQ(home[child], w.placements.home[p] == kNobody ? 0 : w.placements.home[p] + 1);
    }
  }
}

TEST(Trace, ASearchCountsFewerAtEachStepAndItsChoiceIsAmongItsOffers) {
  const Lived x = lived(small());
  std::int64_t searches = 0, chosen = 0, without = 0;
  std::map<int, int> why;
  ASSERT_TRUE(x.reader->for_each([&](const v1::TraceRecord& r, const auto&) {
    if (!r.has_home_search()) return;
    const v1::HomeSearch& s = r.home_search();
    ++searches;
    EXPECT_GE(s.within(), s.known());
    EXPECT_GE(s.known(), s.suitable());
    EXPECT_GE(s.suitable(), s.free());
    EXPECT_GE(s.free(), s.offers());
    EXPECT_LE(static_cast<int>(s.chosen()), s.best_size());
    for (int i = 1; i < s.best_size() && i < 8; ++i) EXPECT_GE(s.best(i - 1).worth(), s.best(i).worth());
    if (s.chosen() > 0 && s.fee_by() == v1::BARGAINED) {
      EXPECT_EQ(s.offers(), 1U);
      EXPECT_GE(s.agreed(), s.least());
      EXPECT_LE(s.agreed(), std::max(s.least(), s.alternative()));
    }
    EXPECT_LE(static_cast<std::uint32_t>(s.declined_size()), s.free() - s.offers());
    for (const v1::TraceDeclined& d : s.declined()) {
      ++why[d.why()];
      for (const v1::TraceOffer& o : s.best()) EXPECT_NE(o.home(), d.home());
      if (d.why() == v1::ASK_TOO_HIGH) {
        EXPECT_GE(d.fee(), d.needed()) << "asked more than the council pays";
      }
      if ((d.why() == v1::BED_WORTH_MORE || d.why() == v1::CHILDREN_THERE) && d.fee() > 0) {
        EXPECT_LE(d.fee(), d.needed()) << "less than the home would take";
      }
    }
    chosen += s.chosen() > 0 ? 1 : 0;
    without += s.offers() == 0 ? 1 : 0;
  }).empty());
  EXPECT_GT(searches, 100);
  EXPECT_GT(chosen, 50);
  EXPECT_GT(without, 0);
  EXPECT_GT(why[v1::BED_WORTH_MORE], 0);
  EXPECT_GT(why[v1::CHILDREN_THERE], 0);
  EXPECT_EQ(why[v1::NOT_ASKED], 0);
}

TEST(Trace, AForkIsNotWrittenDown) {
  MarketRun run(small(), 7, 1);
  run.solve();
  TraceLog log;
  run.world().trace.log = &log;
  MarketRun fork(run);
  for (int i = 0; i < 5; ++i) fork.step();
  EXPECT_EQ(log.waiting(), 0U);
  run.step();
  EXPECT_GT(log.waiting(), 0U);
}

TEST(Trace, AStoppedRunLeavesNoTraceUnderItsName) {
  const fs::path dir = test::scratch_dir();
  const auto scenario = small();
  {
    auto folder = store::RunFolder::create(dir / "run").value();
    Tracer tracer(folder.begin_file("trace.pb"));
    ResultsBuilder builder(*scenario);
    RunOptions options;
    options.tracer = &tracer;
    options.progress = [](const RunProgress& p) { return p.share_done < 0.5; };
    EXPECT_FALSE(run_replicate(scenario, builder, 0, 1, options).finished);
  }
  EXPECT_FALSE(fs::exists(dir / "run/trace.pb"));
  EXPECT_FALSE(fs::exists(dir / "run/trace.pb.part"));
}

}  // namespace
}  // namespace carepool
