// kinds.hpp: the kinds of provider that list.cpp chooses from.
//
// What for: one function per file of this room. Who writes: nobody at run time. Who reads: list.cpp.
// The surprising decision: kinds differ by a few numbers only; a kind that needs more gets its own functions here.
#pragma once

#include "behaviours/list.hpp"

namespace carepool {

const ProviderKind& private_kind();
const ProviderKind& voluntary_kind();
const ProviderKind& council_kind();

}  // namespace carepool
