// Wage shock: providers' staff costs rise while it is in force. Merge: product.
#include "instruments/list.hpp"

namespace carepool {

void apply_wage_shock(const Entry& entry, const Today&, Rules& rules) {
  rules.real_cost_factor *= entry.values.wage_shock().factor();
}

}  // namespace carepool
