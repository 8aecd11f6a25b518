// Demand shock: more or fewer children enter care in the councils in scope. Merge: product.
#include "instruments/list.hpp"

namespace carepool {

void apply_demand_shock(const Entry& entry, const Today&, Rules& rules) {
  for (std::size_t c = 0; c < rules.entry_factor.size(); ++c)
    if (entry.councils[c]) rules.entry_factor[c] *= entry.values.demand_shock().factor();
}

}  // namespace carepool
