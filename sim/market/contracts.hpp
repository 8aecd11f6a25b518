// contracts.hpp: placements as contracts: they start at a fee, are paid to the penny, and end.
//
// What for: the ledger. Every pound that leaves a council is booked in the same call as received by somebody. Who writes: market. Who calls:
// care, matching, referral, strategy, month ends.
// The surprising decision: a week's fee is accrued by differences of ⌊fee·d/7⌋, so that any cutting of the days into parts gives the same sum.
#pragma once

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

struct StartTerms {
  Setting setting = Setting::residential;
  Contract contract = Contract::spot;
  std::uint32_t home = kNobody, pool = kNobody, provider = kNobody, block = kNobody, framework = kNobody;
  Sector sector = Sector::council;
  Pence fee_pence_per_week = 0, add_ons_pence_per_week = 0;
  float miles = 0;
  bool in_area = true;
  double match = 0;               // £/week, the buyer's lasting taste for this home
  std::uint8_t offers = 0;
};

std::uint32_t start_placement(const Setup&, World&, std::uint32_t child, const StartTerms&);
void settle_placement(const Setup&, World&, std::uint32_t placement, std::int32_t to_day);  // money and nights of [settled, to_day)
void settle_waiting(const Setup&, World&, std::uint32_t child, std::int32_t to_day);
void settle_block(const Setup&, World&, std::uint32_t block, std::int32_t to_day);           // the guaranteed part of empty beds, and what resold ones fall short by
void settle_everything(const Setup&, World&, std::int32_t to_day);                           // at month ends
void close_placement_row(const Setup&, World&, std::uint32_t placement, EndReason reason);
void change_fee(const Setup&, World&, std::uint32_t placement, Pence fee, Pence add_ons);    // from today
void spend_breakdown_budget(World&, std::uint32_t placement, std::int32_t to_day);
void refresh_link(const Setup&, World&, std::uint32_t child);                                // after its need or plan changed, or a sibling moved
// The lowest cap on a fee of this kind today, £/week; infinity where none applies. `relabelled`: held against the next higher need.
double cap_per_week(const World&, std::uint32_t council, Setting, Need, Contract, Sector, bool relabelled, const CapRule** which);
// Books a block up to to_day, then changes its use by `step`; `resold`: by a child of a council outside the contract.
void settle_block_use(World&, std::uint32_t block, std::int32_t to_day, int step, bool resold);
void pay_provider(World&, std::uint32_t council, Pay, std::uint32_t provider, Pence);
void pay_outside(World&, std::uint32_t council, Pay, Pence);
// Caps that reach sitting fees: yearly reviews and caps on all fees. Called daily; cheap when no cap asks for it.
void review_fees(const Setup&, const StepContext&, World&);

}  // namespace carepool
