// Loss systems: how many beds are worth holding ready for arrivals that do not wait.
// Written by the engine room; read by the commissioners' block sizing and by tests.
// Surprising: a block of beds is sized by what its *last* bed would carry, not by its expected use.
#pragma once

namespace carepool {

// Load carried by the q-th place when q places serve an offered load of a erlangs: a·[B(q−1,a) − B(q,a)].
[[nodiscard]] double carried_by_last_place(int places, double load_erlangs) noexcept;

// Moe's rule: add the q-th bed while it would carry at least `price_ratio` (price of a block bed-week over a
// spot bed-week). 0 for no load or a ratio ≥ 1 that no bed reaches; a ratio ≤ 0 or NaN throws
// std::invalid_argument, since no block would be large enough.
[[nodiscard]] int moe_block_size(double load_erlangs, double price_ratio);

// Fewest places for which at most this share of arrivals is lost, 0 < share.
[[nodiscard]] int places_for_blocking(double load_erlangs, double most_blocked);

}  // namespace carepool
