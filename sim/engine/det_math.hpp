// exp, log, pow and friends from + − × ÷ alone, so that every processor gives the same bits.
// Written by the engine room; read by every room whose numbers stand in the world hash.
// Surprising: the C library's own exp and log differ between machines in the last bit, even for one binary,
// which is enough to send two runs apart; so nothing in the model may call them. std::sqrt and std::floor are
// exact and allowed. Accuracy (against 64-bit-mantissa references, measured by
// tests/engine/det_math_test.cpp): below 1 unit in the last place for exp, log, log1p, expm1; below 1 for
// pow; see the functions for the rest. Needs -ffp-contract=off and no -ffast-math. Shapes: plain doubles. NaN
// in, NaN out.
#pragma once

#include <cstdint>

namespace carepool::det {

[[nodiscard]] double exp(double x) noexcept;    // +inf above 709.78, 0 below −745.13
[[nodiscard]] double expm1(double x) noexcept;  // e^x − 1, exact near 0
[[nodiscard]] double log(double x) noexcept;    // −inf at 0, NaN below
[[nodiscard]] double log1p(double x) noexcept;  // log(1 + x), exact near 0; −inf at −1, NaN below
// x^y for x ≥ 0 (x < 0 gives NaN, even for whole y); pow(x, 0) = pow(1, y) = 1.
[[nodiscard]] double pow(double x, double y) noexcept;

[[nodiscard]] double logistic(double x) noexcept;  // 1/(1 + e^−x), few ulp
[[nodiscard]] double logit(double p) noexcept;     // log(p/(1 − p)); ±inf at 1 and 0, NaN outside [0,1]

[[nodiscard]] double normal_cdf(double x) noexcept;  // relative error below 1e-14, also far in the lower tail
[[nodiscard]] double normal_quantile(double p) noexcept;  // Wichura's AS 241; ∓inf at 0 and 1, NaN outside

// log(n!), relative error below 1e-15.
[[nodiscard]] double log_factorial(std::uint64_t n) noexcept;

// Erlang's loss formula: the share of arrivals lost with c places and offered load a ≥ 0 (erlangs), by the
// stable recurrence. erlang_b(0, a) = 1; c < 0 or a bad load gives NaN.
[[nodiscard]] double erlang_b(int c, double a) noexcept;

}  // namespace carepool::det
