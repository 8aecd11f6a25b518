#include "behaviours/kinds.hpp"

namespace carepool {
// Councils' own homes are paid at cost, so margins do not close them; they never join frameworks.
const ProviderKind& council_kind() {
  static const ProviderKind kind{Sector::council, "council", 0.0, 0.0, -100.0};
  return kind;
}
}  // namespace carepool
