#include "behaviours/kinds.hpp"

namespace carepool {
// Charities bear losses a little longer and stay on frameworks a little more. Assumption; no published figure.
const ProviderKind& voluntary_kind() {
  static const ProviderKind kind{Sector::voluntary, "voluntary", 0.8, -0.05, 0.2};
  return kind;
}
}  // namespace carepool
