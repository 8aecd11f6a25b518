// metric.hpp: what a metric is, and what it may look at.
//
// What for: families define metrics as a text and a function from a Frame to rows. Who writes it: nobody at run time. Who reads it: the
// families, the recorder and the dictionary.
// The surprising decision: every flow is a yearly rate, so that the row of a month, of a year and of the summary can be compared.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include "metrics/mark.hpp"
#include "metrics/row.hpp"
#include "metrics/stock.hpp"

namespace carepool::metrics {

// The fixed basket of the fee index: cells are need × age × region, and crisis as the last.
struct Basket {
  std::vector<double> weight;  // starts of the base
  std::vector<double> level;   // £/week of the base
  std::vector<double> last;    // the last known, carried where a period has no start
  bool ready = false;
};

struct Chains;  // sufficiency.hpp

struct Frame {
  const Setup& setup;
  const World& world;
  const Mark& from;
  const Mark& to;
  const Stock& stock;
  const Basket& basket;
  const Mark* year_ago = nullptr;  // mark of about twelve months before `to`, if the run is old enough
  bool by_council = false;         // rows by council, too
  std::vector<std::uint32_t> region, rcc;  // [councils]; rcc: kNobody where none
  std::size_t regions = 0, bodies = 0;
  std::array<std::vector<std::vector<double>>, kDims> fees{};  // of independent home placements by dimension and index, ascending
  std::shared_ptr<const Chains> chains{};                      // nights by link of sufficiency

  double days() const { return static_cast<double>(to.day - from.day); }
  double years() const { return days() / 365.25; }
};

// Collects rows of one metric; a value that is not finite is not a row.
class Out {
 public:
  Out(std::uint16_t metric, std::vector<MetricRow>& rows) : metric_(metric), rows_(rows) {}
  void add(double value, MetricGroup group = {}) {
    if (std::isfinite(value)) rows_.push_back({metric_, group, value});
  }
  void add(double value, Dim dim, std::size_t index) { add(value, MetricGroup{dim, static_cast<std::uint16_t>(index), Dim::none, 0}); }

 private:
  std::uint16_t metric_;
  std::vector<MetricRow>& rows_;
};

// Over which time a value is taken.
enum class Over : std::uint8_t {
  last_day,  // as it stands when the period ends
  rate,      // counted over the period, a year
  share,     // a ratio of two counts over the period
  trailing,  // over the twelve months before the period ends
  run,       // over the whole run; in the summary only
};

struct Metric {
  std::string_view id, unit, label, family;
  Over over;
  std::string_view definition;  // without the time, which the dictionary adds
  std::string_view groups;
  void (*values)(const Frame&, Out&);
};

// ---- Rows from one value per council ----------------------------------------------------------------------------------------------------

// England, regions, groups of councils and (where asked for) councils; `also` is a second dimension of every row.
void add_sums(const Frame&, Out&, const PerCouncil& values, double factor = 1, MetricGroup also = {});
void add_ratios(const Frame&, Out&, const PerCouncil& above, const PerCouncil& below, double factor = 1, MetricGroup also = {});
// England alone.
void add_total(Out&, const PerCouncil& values, double factor, Dim dim, std::size_t index);
void add_total_ratio(Out&, const PerCouncil& above, const PerCouncil& below, double factor, Dim dim, std::size_t index);
double total(const PerCouncil&);
PerCouncil plus(PerCouncil a, const PerCouncil& b);
PerCouncil minus(PerCouncil a, const PerCouncil& b);

// What a counter grew by in the period: of each council's `cells` cells those from `first` on, `count` of them.
PerCouncil flow(const Frame&, Column<std::int64_t> Totals::*counter, std::size_t cells = 1, std::size_t first = 0, std::size_t count = 1);
PerCouncil paid(const Frame&, std::initializer_list<Pay>);       // £ in the period
PerCouncil nights_in(const Frame&, Setting);                     // all links
PerCouncil nights_of(const Frame&, Setting, Link);
PerCouncil nights_in_care(const Frame&);                         // every setting, and waiting
double quantile(std::vector<double>& values, double p);          // nearest rank from below; reorders; values not empty
double quantile_of_sorted(const std::vector<double>& values, double p);
void sort_fees_by_group(Frame&);

}  // namespace carepool::metrics
