#include "world/check.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/date.hpp"
#include "world/child_path.hpp"
#include "world/visit_columns.hpp"

namespace carepool {
namespace {

constexpr std::size_t kMost = 40;  // sentences

template <class... T>
std::string sentence(const T&... part) {
  std::string out;
  const auto add = [&out](const auto& x) {
    if constexpr (requires { std::to_string(x); }) out += std::to_string(x);
    else out += x;
  };
  (add(part), ...);
  return out;
}

class Checker {
 public:
  Checker(const Setup& s, const World& w) : s_(s), w_(w) {}

  std::vector<std::string> all() {
    lengths();
    if (!out_.empty()) return out_;  // rows below would be read past an end
    free_rows();
    children();
    siblings();
    placements();
    homes();
    blocks();
    pools();
    referrals();
    councils();
    groups();
    owners();
    money();
    clock();
    return out_;
  }

 private:
  template <class... T>
  void expect(bool law, const T&... part) {
    if (!law && out_.size() < kMost) out_.push_back(sentence(part...));
  }

  // Every column of a table has the table's length.
  void lengths() {
    std::string group_now;
    std::size_t rows = 0;
    const std::set<std::string> tables{"children", "arrivals", "placements", "homes", "providers", "pools", "blocks", "councils", "worth", "history"};
    visit_columns(w_, [&](std::string_view group, std::string_view name, const auto& column) {
      if constexpr (requires { column.capacity(); }) {
        if (!tables.contains(std::string(group)) || name == "free_rows") return;
        if (group_now != group) {
          group_now = group;
          rows = column.size();
        }
        expect(column.size() == rows, group_now, ".", std::string(name), " has ", column.size(), " rows, its table ", rows);
      }
    });
    const Memberships& m = w_.memberships;
    const std::size_t cells = m.framework.size() * m.groups;
    expect(m.member.size() == cells && m.member_year_ago.size() == cells && m.fee_per_week.size() == cells && m.bid_day.size() == cells && m.left_day.size() == cells,
           "memberships do not have frameworks × groups rows");
    expect(w_.councils.size() == s_.councils(), "there are ", w_.councils.size(), " councils, the setup has ", s_.councils());
    expect(w_.totals.paid.size() == s_.councils() * kPays, "totals.paid has ", w_.totals.paid.size(), " cells");
  }

  bool live_child(std::uint32_t row) const { return row < w_.children.size() && w_.children.care[row].key != 0; }
  bool live_placement(std::uint32_t row) const { return row < w_.placements.size() && w_.placements.account[row].child != kNobody; }

  // The rows on a free list are exactly those that nobody uses.
  void free_rows() {
    free_list("children", w_.children.free_rows, w_.children.size(), [this](std::uint32_t r) { return live_child(r); });
    free_list("placements", w_.placements.free_rows, w_.placements.size(), [this](std::uint32_t r) { return live_placement(r); });
  }
  template <class F>
  void free_list(const char* table, const Column<std::uint32_t>& rows, std::size_t size, F&& live) {
    std::vector<std::uint8_t> seen(size, 0);
    for (const std::uint32_t r : rows) {
      expect(r < size, table, ": free row ", r, " does not exist");
      if (r >= size) continue;
      expect(!live(r), table, ": row ", r, " is on the free list and in use");
      expect(seen[r] == 0, table, ": row ", r, " is twice on the free list");
      seen[r] = 1;
    }
    for (std::uint32_t r = 0; r < size; ++r) expect(live(r) || seen[r] != 0, table, ": row ", r, " is neither used nor free");
  }

  void children() {
    const Children& c = w_.children;
    std::set<std::uint64_t> keys;
    for (std::uint32_t i = 0; i < c.size(); ++i) {
      if (!live_child(i)) {
        expect(c.care[i].placement == kNobody && c.care[i].looking == kNotLooking && c.care[i].state == ChildState::none, "free child row ", i, " is not at rest");
        continue;
      }
      expect(keys.insert(c.care[i].key).second, "two children have the key ", c.care[i].key);
      expect(c.care[i].council < s_.councils(), "child ", i, " belongs to no council");
      expect(c.care[i].exit_day >= w_.day, "child ", i, " should have left care on day ", c.care[i].exit_day);
      const bool placed = c.care[i].placement != kNobody;
      expect(!placed || live_placement(c.care[i].placement), "child ", i, " is in a placement that does not exist");
      if (!w_.rules.bodies.empty()) expect(c.care[i].state == (placed ? ChildState::placed : ChildState::waiting), "child ", i, " is in the wrong state for its placement");
      if (placed && live_placement(c.care[i].placement)) expect(w_.placements.account[c.care[i].placement].child == i, "child ", i, "'s placement is another child's");
      if (c.care[i].state == ChildState::waiting) {
        expect(c.care[i].looking != kNotLooking, "child ", i, " waits, but nobody looks for a place");
        expect(c.search[i].waiting_from <= w_.day, "child ", i, " waits from a day to come");
      }
    }
  }

  void siblings() {
    const Children& c = w_.children;
    for (std::uint32_t i = 0; i < c.size(); ++i) {
      if (!live_child(i) || c.care[i].sibling == kNobody) continue;
      const std::uint32_t other = c.care[i].sibling;
      expect(other != i && live_child(other) && c.care[other].sibling == i, "child ", i, "'s sibling does not know it");
      if (live_child(other)) expect(c.care[i].sibling_key != 0 && c.care[i].sibling_key == c.care[other].sibling_key, "siblings ", i, " and ", other, " have other keys");
    }
  }

  void placements() {
    const Placements& p = w_.placements;
    for (std::uint32_t r = 0; r < p.size(); ++r) {
      if (!live_placement(r)) {
        expect(p.home[r] == kNobody && p.terms[r].pool == kNobody && p.terms[r].block == kNobody && p.account[r].paid_pence == 0, "free placement row ", r, " is not at rest");
        continue;
      }
      const std::uint32_t child = p.account[r].child;
      expect(live_child(child), "placement ", r, " holds no child");
      if (!live_child(child)) continue;
      expect(w_.children.care[child].placement == r, "placement ", r, "'s child lives elsewhere");
      expect(p.account[r].payer == w_.children.care[child].council, "placement ", r, " is paid by another council than the child's");
      expect(p.account[r].child_now == child_now(w_.children.care[child]), "placement ", r, " counts under another need or plan than the child's");
      expect(p.home[r] == kNobody || p.home[r] < w_.homes.size(), "placement ", r, " is in a home that does not exist");
      expect(p.terms[r].pool == kNobody || p.terms[r].pool < w_.pools.size(), "placement ", r, " is in a pool that does not exist");
      expect((p.home[r] != kNobody) == (p.account[r].setting == Setting::residential), "placement ", r, " in a home is not residential, or the other way round");
      expect(p.account[r].provider == kNobody || p.account[r].provider < w_.providers.size(), "placement ", r, " is paid to nobody");
      expect(p.account[r].start_day <= p.account[r].settled_day && p.account[r].settled_day <= w_.day, "placement ", r, " is settled outside its days");
      expect(p.account[r].start_day <= p.account[r].money_base_day && p.account[r].money_base_day <= p.account[r].settled_day, "placement ", r, " counts its money from outside its days");
      const std::int32_t lived = p.account[r].settled_day - p.account[r].money_base_day;
      expect(p.account[r].paid_pence == accrued_pence(p.account[r].fee_pence_per_week, lived), "placement ", r, " has paid ", p.account[r].paid_pence, " pence for ", lived, " days");
      expect(p.account[r].paid_add_ons_pence == accrued_pence(p.account[r].add_ons_pence_per_week, lived), "placement ", r, "'s add-ons are not what is due");
    }
  }

  void homes() {
    const Homes& h = w_.homes;
    std::vector<int> residents(h.size(), 0), used(h.size(), 0), beds(h.size(), 0);
    const Placements& p = w_.placements;
    for (std::uint32_t r = 0; r < p.size(); ++r)
      if (live_placement(r) && p.home[r] < h.size()) {
        ++residents[p.home[r]];
        if (p.terms[r].block != kNobody) ++used[p.home[r]];
      }
    for (std::size_t b = 0; b < w_.blocks.size(); ++b)
      if (w_.blocks.live[b] != 0) beds[w_.blocks.home[b]] += w_.blocks.beds[b];
    for (std::uint32_t i = 0; i < h.size(); ++i) {
      expect(h.residents[i] == residents[i], "home ", i, " counts ", h.residents[i], " residents, has ", residents[i]);
      expect(h.block_used[i] == used[i], "home ", i, " counts ", h.block_used[i], " block beds in use, has ", used[i]);
      expect(h.block_beds[i] == beds[i], "home ", i, " counts ", h.block_beds[i], " block beds, has ", beds[i]);
      // Staff may leave a home after children came; then nobody new comes, but nobody is moved out.
      expect(h.residents[i] <= h.registered[i], "home ", i, " has more residents than registered places");
      expect(h.residents[i] <= h.staffed[i] || h.staffed[i] < h.planned_staffed[i], "home ", i, " has ", h.residents[i], " residents, staff for ", h.staffed[i]);
      expect(h.residents_yesterday[i] == h.residents[i] || w_.rules.bodies.empty(), "home ", i, "'s residents of yesterday are not those of the day's end");
      const HomeStatus x = h.status[i];
      const bool lives = x == HomeStatus::open || x == HomeStatus::closing || x == HomeStatus::in_transfer;
      expect(lives || residents[i] == 0, "home ", i, " is not open and has residents");
      expect(h.provider[i] < w_.providers.size() && h.area[i] < s_.councils(), "home ", i, " has no group or stands nowhere");
      if (h.provider[i] < w_.providers.size()) expect(w_.providers.sector[h.provider[i]] == h.sector[i], "home ", i, " is of another sector than its group");
      expect(std::isfinite(h.omega[i]) && h.omega[i] >= 0, "home ", i, "'s worth of a bed is no amount");
    }
  }

  void blocks() {
    const Blocks& b = w_.blocks;
    const Placements& p = w_.placements;
    std::vector<int> used(b.size(), 0), resold(b.size(), 0);
    for (std::uint32_t r = 0; r < p.size(); ++r)
      if (live_placement(r) && p.terms[r].block != kNobody) {
        expect(p.terms[r].block < b.size() && b.live[p.terms[r].block] != 0 && b.home[p.terms[r].block] == p.home[r], "placement ", r, " is in a block bed of no living contract of its home");
        if (p.terms[r].block >= b.size()) continue;
        ++used[p.terms[r].block];
        if (p.account[r].contract != Contract::block) ++resold[p.terms[r].block];
      }
    for (std::uint32_t i = 0; i < b.size(); ++i) {
      expect(b.used[i] == used[i], "block ", i, " counts ", b.used[i], " beds in use, has ", used[i]);
      expect(b.resold[i] == resold[i], "block ", i, " counts ", b.resold[i], " resold beds, has ", resold[i]);
      expect(b.used[i] <= b.beds[i], "block ", i, " has more children than beds");
    }
  }

  void pools() {
    std::vector<std::int32_t> filled(w_.pools.size(), 0);
    const Placements& p = w_.placements;
    for (std::uint32_t r = 0; r < p.size(); ++r)
      if (live_placement(r) && p.terms[r].pool < filled.size()) ++filled[p.terms[r].pool];
    for (std::uint32_t i = 0; i < w_.pools.size(); ++i)
      expect(w_.pools.filled[i] == filled[i], "pool ", i, " counts ", w_.pools.filled[i], " children, has ", filled[i]);
  }

  void referrals() {
    const Children& c = w_.children;
    std::vector<std::uint8_t> open(c.size(), 0);
    for (const std::uint32_t child : w_.open_referrals) {
      expect(live_child(child), "an open referral is nobody's");
      if (!live_child(child)) continue;
      expect(open[child] == 0, "child ", child, " has two open referrals");
      open[child] = 1;
    }
    for (std::uint32_t i = 0; i < c.size(); ++i)
      if (live_child(i)) expect((c.care[i].looking != kNotLooking) == (open[i] != 0), "child ", i, " looks for a place without an open referral, or the other way round");
  }

  void councils() {
    std::vector<std::int32_t> count(s_.councils(), 0);
    for (std::uint32_t i = 0; i < w_.children.size(); ++i)
      if (live_child(i) && w_.children.care[i].council < count.size()) ++count[w_.children.care[i].council];
    for (std::size_t i = 0; i < count.size(); ++i)
      expect(w_.councils.children[i] == count[i], "council ", i, " counts ", w_.councils.children[i], " children, has ", count[i]);
  }

  // Sizes of groups are counted on the first of each month.
  void groups() {
    if (s_.pools_world || s_.v().supply().frozen() || w_.day <= s_.first_day + 1 || ymd(Date{w_.day - 1}).day != 1) return;
    std::vector<int> count(w_.providers.size(), 0);
    for (std::size_t h = 0; h < w_.homes.size(); ++h) {
      const HomeStatus x = w_.homes.status[h];
      if (x == HomeStatus::open || x == HomeStatus::closing || x == HomeStatus::in_transfer) ++count[w_.homes.provider[h]];
    }
    for (std::size_t g = 0; g < count.size(); ++g)
      expect(w_.providers.homes_open[g] == count[g], "group ", g, " counts ", w_.providers.homes_open[g], " homes, has ", count[g]);
  }

  // Who has gone runs no home but one under notice, builds none, and is in no breach.
  void owners() {
    const Providers& g = w_.providers;
    for (std::size_t h = 0; h < w_.homes.size(); ++h) {
      const HomeStatus x = w_.homes.status[h];
      if (x == HomeStatus::open || x == HomeStatus::in_transfer || x == HomeStatus::registering)
        expect(g.active[w_.homes.provider[h]] != 0, "home ", h, " belongs to group ", w_.homes.provider[h], ", which has gone");
    }
    for (std::size_t i = 0; i < g.size(); ++i)
      expect(g.in_breach[i] == 0 || g.active[i] != 0, "group ", i, " has gone and is in breach");
  }

  // Every pound that a council paid was received by somebody.
  void money() {
    const Totals& t = w_.totals;
    const Pence paid = std::accumulate(t.paid.begin(), t.paid.end(), Pence{0});
    const Pence outside = std::accumulate(t.received_outside.begin(), t.received_outside.end(), Pence{0});
    const Pence groups = std::accumulate(t.received_provider.begin(), t.received_provider.end(), Pence{0});
    expect(paid == outside + groups, "councils paid ", paid, " pence, ", outside + groups, " were received");
    expect(t.received_provider.size() == w_.providers.size(), "not every group has an account");
    for (std::size_t k = 0; k < kPays; ++k) {
      Pence of_kind = 0;
      for (std::size_t c = 0; c < s_.councils(); ++c) of_kind += t.paid[c * kPays + k];
      expect(t.received_outside[k] <= of_kind, "more was received than paid for ", std::string(kPayNames[k]));
    }
    for (std::size_t g = 0; g < std::min(w_.providers.size(), t.received_provider.size()); ++g)
      expect(t.received_provider[g] == w_.providers.cum_revenue[g], "group ", g, "'s revenue is not what it received");
  }

  // Every child's next turn is in the calendar.
  void clock() {
    std::set<std::array<std::uint64_t, 3>> coming;
    w_.calendar.visit_in_any_order([&](std::int32_t day, const Event& e) {
      if (e.what == kCareEvent) coming.insert({static_cast<std::uint64_t>(day), e.index, e.stamp});
    });
    const Children& c = w_.children;
    const std::int32_t lived = w_.rules.bodies.empty() ? w_.day : w_.day - 1;  // populate makes paths as of the first day
    for (std::uint32_t i = 0; i < c.size(); ++i) {
      if (!live_child(i)) continue;
      const std::int32_t day = next_care_day(s_, c, i, lived);
      if (day == kNever) continue;
      expect(coming.contains({static_cast<std::uint64_t>(day), i, static_cast<std::uint32_t>(c.care[i].key)}), "child ", i, "'s next turn, on day ", day, ", is not in the calendar");
    }
  }

  const Setup& s_;
  const World& w_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> check_world(const Setup& s, const World& w) { return Checker(s, w).all(); }

}  // namespace carepool
