#include "behaviours/kinds.hpp"

namespace carepool {
// Private providers are the yardstick of the other kinds.
const ProviderKind& private_kind() {
  static const ProviderKind kind{Sector::private_, "private", 1.0, 0.0, 0.0};
  return kind;
}
}  // namespace carepool
