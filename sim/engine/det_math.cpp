#include "engine/det_math.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace carepool::det {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLog2Hi = 6.93147180369123816490e-01;  // log 2 with its low 32 bits cut off: k·hi is exact
constexpr double kLog2Lo = 1.90821492927058770002e-10;
constexpr double kPerLog2 = 1.44269504088896338700e+00;

// 2^k for −1022 ≤ k ≤ 1023.
double power_of_two(int k) noexcept {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

// x·2^k in two exact steps where one would over- or underflow.
double scale(double x, int k) noexcept {
  if (k > 1023) return x * power_of_two(1023) * power_of_two(k - 1023);
  if (k < -1022) return x * power_of_two(k + 969) * power_of_two(-969);  // one rounding only, at the end
  return x * power_of_two(k);
}

int nearest_int(double x) noexcept { return static_cast<int>(x + (x < 0 ? -0.5 : 0.5)); }

// e^(hi − lo) for |hi − lo| ≤ log(2)/2, by Remez' fit to r·(e^r + 1)/(e^r − 1) in r² (as in Sun's fdlibm).
double exp_reduced(double hi, double lo) noexcept {
  const double r = hi - lo;
  const double t = r * r;
  const double fit = r - t * (1.66666666666666019037e-01 +
                              t * (-2.77777777770155933842e-03 +
                                   t * (6.61375632143793436117e-05 +
                                        t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  return 1.0 - ((lo - (r * fit) / (2.0 - fit)) - hi);
}

struct Split {
  double fraction;  // in [√½, √2)
  int exponent;     // x = fraction · 2^exponent
};

// Positive finite x.
Split split(double x) noexcept {
  int exponent = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1.0p54;
    exponent = -54;
  }
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t mantissa = bits & 0x000FFFFFFFFFFFFFu;
  const std::uint64_t high = mantissa >= 0x6a09e667f3bcdu ? 1 : 0;  // at or above √2: halved; as often as not, so without a branch
  exponent += static_cast<int>(bits >> 52) - 1023 + static_cast<int>(high);
  return {std::bit_cast<double>(mantissa | (std::uint64_t{1023} - high) << 52), exponent};
}

// log(1 + f) + k·log 2 + correction for 1 + f in [√½, √2): log(1+f) = f − f²/2 + s(f²/2 + R(s²)), s =
// f/(2+f); R by Remez' fit (as in Sun's fdlibm).
double log_reduced(double f, int k, double correction) noexcept {
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double fit =
      z * (6.666666666666735130e-01 +
           z * (3.999999999940941908e-01 +
                z * (2.857142874366239149e-01 +
                     z * (2.222219843214978396e-01 +
                          z * (1.818357216161805012e-01 +
                               z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
  const double half_square = 0.5 * f * f;
  const double dk = k;
  return dk * kLog2Hi - ((half_square - (s * (half_square + fit) + (dk * kLog2Lo + correction))) - f);
}

// A number as an unevaluated sum of two doubles, for pow: about 105 bits.
struct Pair {
  double hi;
  double lo;
};

Pair fast_two_sum(double a, double b) noexcept {  // |a| ≥ |b|
  const double s = a + b;
  return {s, b - (s - a)};
}

Pair two_sum(double a, double b) noexcept {
  const double s = a + b;
  const double b_part = s - a;
  return {s, (a - (s - b_part)) + (b - b_part)};
}

// a·b exactly, by Dekker's halves (no fused multiply-add, which not every processor has).
Pair two_product(double a, double b) noexcept {
  constexpr double kHalf = 134217729.0;  // 2^27 + 1
  const double ca = kHalf * a, cb = kHalf * b;
  const double a1 = ca - (ca - a), b1 = cb - (cb - b);
  const double a2 = a - a1, b2 = b - b1;
  const double p = a * b;
  return {p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

Pair operator+(Pair a, Pair b) noexcept {
  const Pair s = two_sum(a.hi, b.hi);
  return fast_two_sum(s.hi, s.lo + (a.lo + b.lo));
}

Pair operator*(Pair a, Pair b) noexcept {
  const Pair p = two_product(a.hi, b.hi);
  return fast_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

Pair operator/(Pair a, Pair b) noexcept {
  const double q = a.hi / b.hi;
  const Pair back = two_product(q, b.hi);
  const double rest = ((a.hi - back.hi) - back.lo) + a.lo - q * b.lo;
  return fast_two_sum(q, rest / b.hi);
}

// log x to about 2^-66 of its size: 2·atanh(s) with s = (m − 1)/(m + 1), the two leading terms in pairs.
Pair log_pair(double x) noexcept {
  constexpr Pair kLog2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  constexpr Pair kThird{0x1.5555555555555p-2, 0x1.5555555555555p-56};
  const Split parts = split(x);
  const Pair s = Pair{parts.fraction - 1.0, 0.0} / two_sum(parts.fraction, 1.0);
  const Pair z = s * s;
  double tail = 0.0;  // 1/5 + z/7 + z²/9 + …; z < 0.0295
  for (int n = 27; n >= 5; n -= 2) tail = tail * z.hi + 1.0 / n;
  const Pair series = kThird + Pair{z.hi * tail, z.lo * tail};
  const Pair log_fraction = (s + s * (z * series));
  const double k = parts.exponent;
  const Pair k_log2 = two_product(k, kLog2.hi);
  return Pair{k_log2.hi, k_log2.lo + k * kLog2.lo} + Pair{2.0 * log_fraction.hi, 2.0 * log_fraction.lo};
}

// Σ coefficients[i]·x^i.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) noexcept {
  double sum = 0.0;
  for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// e^(−x²/2)/√(2π), with x² split so that large x lose no digits.
double normal_density(double x) noexcept {
  constexpr double kPerRoot2Pi = 0.39894228040143267794;
  const double coarse = static_cast<double>(nearest_int(x * 16.0)) / 16.0;  // its square is exact
  return kPerRoot2Pi * exp(-0.5 * coarse * coarse) * exp(-0.5 * (x - coarse) * (x + coarse));
}

// P(X > x) for x ≥ 1.5: density over Laplace's continued fraction x + 1/(x + 2/(x + 3/(x + …))).
double normal_upper_tail(double x) noexcept {
  const int terms = 10 + static_cast<int>(350.0 / (x * x));  // leaves an error of about e^(−2x√terms)
  double fraction = x;
  for (int n = terms; n >= 1; --n) fraction = x + n / fraction;
  return normal_density(x) / fraction;
}

// Φ(x) − ½ for |x| ≤ 1.5: density · (x + x³/3 + x⁵/(3·5) + …), all of one sign.
double normal_centre(double x) noexcept {
  double term = x, sum = x;
  for (int n = 3; n < 60; n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return normal_density(x) * sum;
}

}  // namespace

double exp(double x) noexcept {
  if (x != x) return x;
  if (x > 709.782712893383973096) return kInfinity;
  if (x < -745.13321910194110842) return 0.0;
  const int k = nearest_int(x * kPerLog2);
  return scale(exp_reduced(x - k * kLog2Hi, k * kLog2Lo), k);
}

double expm1(double x) noexcept {
  if (x != x) return x;
  if (x > 709.782712893383973096) return kInfinity;
  if (x < -40.0) return -1.0;
  if (std::fabs(x) < 0x1.0p-54) return x;
  const int k = nearest_int(x * kPerLog2);
  const double hi = x - k * kLog2Hi, lo = k * kLog2Lo;
  const double r = hi - lo;
  const double c = (hi - r) - lo;  // what r lost
  // e^r − 1 by Remez' fit (as in Sun's fdlibm): r + r²/2 + …, kept as r − e so that 2^k can be worked in
  // exactly.
  const double half = 0.5 * r;
  const double h = r * half;
  const double fit =
      1.0 + h * (-3.33333333333331316428e-02 +
                 h * (1.58730158725481460165e-03 +
                      h * (-7.93650757867487942473e-05 +
                           h * (4.00821782732936239552e-06 + h * -2.01099218183624371326e-07))));
  const double t = 3.0 - fit * half;
  double e = h * ((fit - t) / (6.0 - r * t));
  if (k == 0) return r - (r * e - h);
  e = (r * (e - c) - c) - h;
  if (k == -1) return 0.5 * (r - e) - 0.5;
  if (k == 1) return r < -0.25 ? -2.0 * (e - (r + 0.5)) : 1.0 + 2.0 * (r - e);
  if (k <= -2 || k > 56) return scale(1.0 - (e - r), k) - 1.0;
  const double small = power_of_two(-k);
  const double y = k < 20 ? (1.0 - small) - (e - r) : (r - (e + small)) + 1.0;
  return scale(y, k);
}

double log(double x) noexcept {
  if (x != x || x == kInfinity) return x;
  if (x < 0.0) return kNaN;
  if (x == 0.0) return -kInfinity;
  const Split parts = split(x);
  return log_reduced(parts.fraction - 1.0, parts.exponent, 0.0);
}

double log1p(double x) noexcept {
  if (x != x || x == kInfinity) return x;
  if (x < -1.0) return kNaN;
  if (x == -1.0) return -kInfinity;
  if (std::fabs(x) < 0x1.0p-54) return x;
  const double sum = 1.0 + x;
  const double lost = x > 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0);  // what the sum lost to rounding
  if (lost == 0.0) {  // draws from a generator lose nothing; near 1 the sum's fraction less 1 is x itself
    const Split exact = split(sum);
    return log_reduced(exact.fraction - 1.0, exact.exponent, 0.0);
  }
  if (x > -0.29 && x < 0.41) return log_reduced(x, 0, 0.0);
  const Split parts = split(sum);
  return log_reduced(parts.fraction - 1.0, parts.exponent, lost / sum);
}

double pow(double x, double y) noexcept {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y || x < 0.0) return kNaN;
  if (y == 1.0) return x;
  const bool grows = (x > 1.0) == (y > 0.0);
  if (x == 0.0 || x == kInfinity || std::fabs(y) > 0x1.0p70) return grows ? kInfinity : 0.0;
  const Pair log_x = log_pair(x);
  const double size = log_x.hi * y;
  if (size > 710.0) return kInfinity;
  if (size < -746.0) return 0.0;
  const Pair whole = two_product(log_x.hi, y);
  const double lo = whole.lo + log_x.lo * y;
  const int k = nearest_int(whole.hi * kPerLog2);
  // The hi part of k·log 2 is exact; the rest is what exp_reduced takes off.
  return scale(exp_reduced(whole.hi - k * kLog2Hi, k * kLog2Lo - lo), k);
}

double logistic(double x) noexcept {
  if (x >= 0.0) return 1.0 / (1.0 + exp(-x));
  const double e = exp(x);
  return e / (1.0 + e);
}

double logit(double p) noexcept {
  if (!(p >= 0.0 && p <= 1.0)) return kNaN;
  if (p == 0.0) return -kInfinity;
  if (p == 1.0) return kInfinity;
  if (p > 0.25 && p < 0.75) return log1p((2.0 * p - 1.0) / (1.0 - p));
  return log(p / (1.0 - p));
}

double normal_cdf(double x) noexcept {
  if (x != x) return x;
  if (x < -39.0) return 0.0;
  if (x > 9.0) return 1.0;
  if (x < -1.5) return normal_upper_tail(-x);
  if (x > 1.5) return 1.0 - normal_upper_tail(x);
  return 0.5 + normal_centre(x);
}

double normal_quantile(double p) noexcept {
  constexpr std::array<double, 8> a{
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr std::array<double, 8> b{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
  constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> d{1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
  constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> f{1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};
  if (!(p >= 0.0 && p <= 1.0)) return kNaN;
  if (p == 0.0) return -kInfinity;
  if (p == 1.0) return kInfinity;
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
  r = r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
               : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
  return q < 0.0 ? -r : r;
}

double log_factorial(std::uint64_t n) noexcept {
  if (n < 18) {  // 17! < 2^53: the product is exact
    double product = 1.0;
    for (std::uint64_t i = 2; i <= n; ++i) product *= static_cast<double>(i);
    return log(product);
  }
  constexpr double kHalfLog2Pi = 0.91893853320467274178;
  const double x = static_cast<double>(n), r = 1.0 / x, rr = r * r;  // Stirling's series
  const double series = r * (1.0 / 12.0 + rr * (-1.0 / 360.0 + rr * (1.0 / 1260.0 + rr * (-1.0 / 1680.0))));
  return ((x + 0.5) * log(x) - x) + kHalfLog2Pi + series;
}

double erlang_b(int c, double a) noexcept {
  if (c < 0 || !(a >= 0.0)) return kNaN;
  double blocked = 1.0;
  for (int n = 1; n <= c; ++n) blocked = a * blocked / (n + a * blocked);
  return blocked;
}

}  // namespace carepool::det
