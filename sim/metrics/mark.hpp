// mark.hpp: every counter that grows, as it stood at one moment.
//
// What for: flows are the difference of two marks. Who writes it: the recorder, at the start and at month ends. Who reads it: the families.
// The surprising decision: block contracts are summed by the council that leads them, so that they group like everything else.
#pragma once

#include <cstdint>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::metrics {

struct GroupAccount {  // of one provider group since populate, pence
  Pence revenue = 0, staff = 0, variable = 0, property = 0, overhead = 0, interest = 0;
};

struct Mark {
  std::int32_t day = 0;  // counters run up to the start of this day
  Totals totals;
  std::vector<GroupAccount> groups;                 // [groups]
  std::vector<double> block_paid, block_bed_days, block_used_days;  // [councils]; paid in £
  std::vector<std::uint8_t> on_framework;           // [groups] a member of at least one framework
  std::vector<std::uint64_t> frameworks;            // identities of the rows of framework_joined
  double nominal_paid = 0;                          // £ of the day, everything that councils paid since the start of the run
  double child_days = 0;                            // children looked after at day ends, summed since the start (where day_end is called)
  std::int32_t days_counted = 0;
};

Mark take_mark(const Setup&, const World&);
// £, all councils and kinds.
double paid_in_all(const Totals&);

}  // namespace carepool::metrics
