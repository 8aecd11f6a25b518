// Names for the things in the world: one type for each kind of thing, so that a home cannot be passed for a
// child. Written by whoever adds a kind of thing; read by every room. Surprising: an id is also the position
// of the row in its table (`index()`), and a missing id is all ones, not zero.
#pragma once

#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace carepool {

inline constexpr std::uint32_t kNone = 0xFFFFFFFFu;

template <class Tag>
struct Id {
  std::uint32_t value = kNone;

  [[nodiscard]] constexpr bool valid() const noexcept { return value != kNone; }

  // Row in the table of this kind. Only for a valid id.
  [[nodiscard]] constexpr std::size_t index() const noexcept {
    assert(valid());
    return value;
  }

  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using CouncilId = Id<struct CouncilTag>;
using ProviderId = Id<struct ProviderTag>;
using HomeId = Id<struct HomeTag>;
using ChildId = Id<struct ChildTag>;
using PlacementId = Id<struct PlacementTag>;
using CommissionerId = Id<struct CommissionerTag>;
using ContractId = Id<struct ContractTag>;
using PoolId = Id<struct PoolTag>;

}  // namespace carepool
