#include "behaviours/list.hpp"

#include "behaviours/kinds.hpp"
#include "engine/det_math.hpp"

namespace carepool {
namespace {

// Gain of being on the framework: its price against spot, the worth of call-off priority while others stay, less the tender.
double framework_gain(const Setup& s, double gain, double stay_share, double burden) {
  return gain + s.v().commissioning().framework_callof_worth() * stay_share - burden;
}

}  // namespace

const ProviderKind& provider_kind(Sector sector) {
  switch (sector) {
    case Sector::council: return council_kind();
    case Sector::voluntary: return voluntary_kind();
    case Sector::private_: break;
  }
  return private_kind();
}

double closure_chance(const Setup& s, Sector sector, double intercept, double margin, Grade grade) {
  const auto& p = s.v().supply();
  double x = intercept - p.closure_loss_slope() * provider_kind(sector).margin_weight * margin;
  if (grade == Grade::inadequate) x += det::log(p.closure_inadequate());
  return det::logistic(x);
}

double entry_chance(const Setup& s, double appeal, double margin) {
  const auto& p = s.v().supply();
  return det::logistic(appeal + p.entry_slope() * (margin - p.required_return()));
}

double framework_leave_chance(const Setup& s, Sector sector, double gain, double stay_share, double burden) {
  const auto& c = s.v().commissioning();
  const double g = framework_gain(s, gain, stay_share, burden);
  return det::logistic(c.framework_slope() * (-g - c.framework_switch_cost()) - provider_kind(sector).framework_offset);
}

double framework_join_chance(const Setup& s, Sector sector, double gain, double stay_share, double burden) {
  const auto& c = s.v().commissioning();
  const double g = framework_gain(s, gain, stay_share, burden);
  return det::logistic(c.framework_slope() * (g - c.framework_switch_cost()) + provider_kind(sector).framework_offset);
}

}  // namespace carepool
