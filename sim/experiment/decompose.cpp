#include "experiment/decompose.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<const char*, 4> kNeedNames{"standard", "moderate", "complex", "acute"};

// What one run says of the cost of homes; a field is NaN where it is not recorded.
struct Facts {
  double weeks = kNaN;         // a year, of children in homes and crisis placements
  double crisis_share = kNaN;  // of these weeks
  double home_week = kNaN;     // £ for a week in a home, without empty block beds
  double void_week = kNaN;     // £ of empty block beds for a week in a home
  double crisis_week = kNaN;   // £ for a week in crisis
  double waiting = kNaN, administration = kNaN;  // £ a year
  double independent = kNaN;   // share of homes' spend that is fees
  std::array<double, 4> need_share{kNaN, kNaN, kNaN, kNaN}, need_fee{kNaN, kNaN, kNaN, kNaN};

  double price() const { return (1 - crisis_share) * (home_week + void_week) + crisis_share * crisis_week; }
  double spend() const { return weeks * price() + waiting + administration; }
};

class Reader {
 public:
  explicit Reader(const ExperimentData& data) : data_(data) {}

  Facts facts(std::size_t run) const {
    Facts f;
    const double residential = of(run, "spend_total", "setting", "residential");
    const double home_unit = of(run, "unit_cost_weekly_mean", "setting", "residential");
    const double crisis = zero_if_absent(of(run, "spend_total", "setting", "crisis"));
    const double crisis_unit = of(run, "unit_cost_weekly_mean", "setting", "crisis");
    const double home_weeks = residential / home_unit;
    const double crisis_weeks = crisis > 0 ? crisis / crisis_unit : 0;
    const double voids = zero_if_absent(england(run, "void_spend"));
    f.weeks = home_weeks + crisis_weeks;
    f.crisis_share = crisis_weeks / f.weeks;
    f.home_week = (residential - voids) / home_weeks;
    f.void_week = voids / home_weeks;
    f.crisis_week = crisis > 0 ? crisis_unit : home_unit;
    f.waiting = zero_if_absent(england(run, "spend_waiting"));
    f.administration = 0;
    for (const char* id : {"spend_brokerage", "spend_tenders", "spend_rcc_setup", "spend_rcc_running"}) f.administration += zero_if_absent(england(run, id));
    f.independent = england(run, "spend_homes_fees") / (residential - voids);
    needs(run, f);
    return f;
  }

 private:
  static double zero_if_absent(double value) { return std::isfinite(value) ? value : 0; }

  double england(std::size_t run, const char* id) const {
    const auto metric = data_.metric(id);
    return metric ? data_.value(run, *metric) : kNaN;
  }
  double of(std::size_t run, const char* id, const char* column, const char* value) const {
    const auto metric = data_.metric(id);
    store::GroupKey key;
    (std::string(column) == "need" ? key.need : key.setting) = value;
    const auto group = data_.groups.find(key);
    return metric && group ? data_.value(run, *metric, *group) : kNaN;
  }

  void needs(std::size_t run, Facts& f) const {
    double starts = 0;
    for (std::size_t n = 0; n < 4; ++n) {
      f.need_share[n] = zero_if_absent(of(run, "home_placements_started", "need", kNeedNames[n]));
      f.need_fee[n] = of(run, "fee_weekly_mean_starts", "need", kNeedNames[n]);
      starts += f.need_share[n];
    }
    for (double& share : f.need_share) share /= starts;
  }

  const ExperimentData& data_;
};

struct Parts {
  // £/week
  double price = 0, mix = 0, rate = 0, crisis = 0, voids = 0;
  // £/year
  double spend = 0, volume = 0, waiting = 0, administration = 0, weeks = 0;
};

double between(double a, double b) { return (a + b) / 2; }

// A need without a start in one arm has no fee there: it takes the other's, so that its share moves the mix and its fee nothing.
double mix_of(const Facts& b, const Facts& a) {
  double mix = 0;
  for (std::size_t n = 0; n < 4; ++n) {
    double fee_b = b.need_fee[n];
    double fee_a = a.need_fee[n];
    if (!std::isfinite(fee_b)) fee_b = fee_a;
    if (!std::isfinite(fee_a)) fee_a = fee_b;
    if (std::isfinite(fee_a)) mix += (a.need_share[n] - b.need_share[n]) * between(fee_a, fee_b);
  }
  return mix;
}

Parts parts_of(const Facts& b, const Facts& a) {
  Parts p;
  const double in_homes = 1 - between(a.crisis_share, b.crisis_share);
  p.price = a.price() - b.price();
  // Fees follow the needs of the children placed; councils' own homes do not.
  p.mix = in_homes * between(a.independent, b.independent) * mix_of(b, a);
  p.voids = in_homes * (a.void_week - b.void_week);
  p.rate = in_homes * (a.home_week - b.home_week) - p.mix;
  p.crisis = p.price - in_homes * ((a.home_week - b.home_week) + (a.void_week - b.void_week));
  p.spend = a.spend() - b.spend();
  p.weeks = between(a.weeks, b.weeks);
  p.volume = (a.weeks - b.weeks) * between(a.price(), b.price());
  p.waiting = a.waiting - b.waiting;
  p.administration = a.administration - b.administration;
  return p;
}

class Tables {
 public:
  explicit Tables(const PairReader& pairs) : pairs_(pairs) {
    const Reader reader(pairs.data());
    facts_.resize(pairs.data().runs.size());
    for (std::size_t run = 0; run < facts_.size(); ++run)
      if (pairs.data().runs[run].status == RunStatus::finished) facts_[run] = reader.facts(run);
  }

  std::vector<store::PartRow> rows() {
    const auto& arms = pairs_.arms().arms;
    for (std::size_t arm = 1; arm < arms.size(); ++arm) {
      if (!std::isfinite(first_pair(arm))) continue;
      price(arm);
      spend(arm, copy_of(arm));
    }
    return std::move(rows_);
  }

 private:
  // The arm's copy without leverage; 0 when there is none.
  std::size_t copy_of(std::size_t arm) const {
    const auto& arms = pairs_.arms().arms;
    for (std::size_t i = 1; i < arms.size(); ++i)
      if (arms[i].leverage_off_of == static_cast<std::int32_t>(arm)) return i;
    return 0;
  }

  double first_pair(std::size_t arm) const {
    for (const Pair& pair : pairs_.pairs_of(0, arm, [&](std::size_t run) { return facts_[run].price(); })) return pair.arm - pair.base;
    return kNaN;
  }

  // One difference for each pair of arms `from` → `to`.
  template <class Part>
  std::vector<Pair> differences(std::size_t from, std::size_t to, Part&& part) const {
    std::vector<Pair> out = pairs_.pairs_of(from, to, [](std::size_t run) { return static_cast<double>(run); });
    for (Pair& pair : out) {
      const Facts& b = facts_[static_cast<std::size_t>(pair.base)];
      const Facts& a = facts_[static_cast<std::size_t>(pair.arm)];
      pair.base = 0;
      pair.arm = part(parts_of(b, a));
    }
    return out;
  }

  void add(std::size_t arm, const char* table, const char* part, const char* label, const char* unit, const std::vector<Pair>& pairs) {
    const PairedDifference d = paired_difference(pairs);
    store::PartRow row;
    row.arm = static_cast<std::int64_t>(arm);
    row.table = table;
    row.part = part;
    row.label = label;
    row.unit = unit;
    row.difference = d.difference;
    if (d.luck) row.low = d.luck->low, row.high = d.luck->high;
    row.pairs = d.pairs;
    row.verdict = name_of(d.verdict);
    rows_.push_back(std::move(row));
  }

  void price(std::size_t arm) {
    const auto part = [&](const char* id, const char* label, double Parts::*field) {
      add(arm, "price", id, label, "£/week", differences(0, arm, [field](const Parts& p) { return p.*field; }));
    };
    part("mix", "Mix: other needs among the children placed", &Parts::mix);
    part("rate", "Rate: dearer or cheaper for the same need", &Parts::rate);
    part("crisis", "Crisis: weeks in crisis placements and their price", &Parts::crisis);
    part("voids", "Voids: empty block beds", &Parts::voids);
    part("total", "Cost of a week, all told", &Parts::price);
  }

  // Does the arm differ from the base by its joint bodies alone? If not, what is left of its rate has more reasons than rivals.
  bool only_joint_bodies(std::size_t arm) const {
    const auto others = [](const Arm& of) {
      v1::Scenario values = of.scenario->values;
      values.clear_name(), values.clear_title(), values.clear_description(), values.clear_instruments();
      std::multiset<std::string> bytes{values.SerializeAsString()};
      for (const v1::Instrument& instrument : of.scenario->values.instruments())
        if (instrument.kind() != "rcc") bytes.insert(instrument.SerializeAsString());
      return bytes;
    };
    return others(pairs_.arms().arms[0]) == others(pairs_.arms().arms[arm]);
  }

  void spend(std::size_t arm, std::size_t copy) {
    const auto part = [&](const char* id, const char* label, auto&& of) { add(arm, "spend", id, label, "£/year", differences(0, arm, of)); };
    part("volume", "Volume: more or fewer weeks of care", [](const Parts& p) { return p.volume; });
    part("mix", "Mix of needs", [](const Parts& p) { return p.weeks * p.mix; });
    if (copy == 0) {
      part("rate", "Rate: prices for the same need", [](const Parts& p) { return p.weeks * p.rate; });
    } else {
      const auto own = differences(copy, arm, [](const Parts& p) { return p.weeks * p.rate; });
      auto rest = differences(0, arm, [](const Parts& p) { return p.weeks * p.rate; });
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i].arm -= own[i].arm;
      add(arm, "spend", "own_leverage", "Own leverage: of joint bodies in talks", "£/year", own);
      if (only_joint_bodies(arm))
        add(arm, "spend", "rivals", "Rivals: fewer of them and wider sight of homes, with leverage off", "£/year", rest);
      else
        add(arm, "spend", "rivals_and_rest", "Rivals and the rest: rates with leverage off, by rivals, sight and the policy’s other parts", "£/year", rest);
    }
    part("crisis", "Crisis placements", [](const Parts& p) { return p.weeks * p.crisis; });
    part("voids", "Empty block beds", [](const Parts& p) { return p.weeks * p.voids; });
    part("waiting", "Care while a child waits", [](const Parts& p) { return p.waiting; });
    part("administration", "Administration: brokerage, tenders, joint bodies", [](const Parts& p) { return p.administration; });
    part("total", "Spend on homes, crisis, waiting and buying", [](const Parts& p) { return p.spend; });
  }

  const PairReader& pairs_;
  std::vector<Facts> facts_;  // [runs]
  std::vector<store::PartRow> rows_;
};

}  // namespace

std::vector<store::PartRow> decompose(const PairReader& pairs) { return Tables(pairs).rows(); }

}  // namespace carepool::experiment
