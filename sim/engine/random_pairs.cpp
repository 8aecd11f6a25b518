#include "engine/random_pairs.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace carepool {

#if defined(__SSE2__)
namespace {

// Two blocks side by side: words a, b, c, d of each, every word in the lower half of its 64-bit lane; the upper halves may hold anything.
struct Two {
  __m128i a, b, c, d;
};

[[gnu::always_inline]] inline void one_round(Two& x, __m128i key0, __m128i key1) {
  const __m128i p0 = _mm_mul_epu32(x.a, _mm_set1_epi64x(0xD2511F53)), p1 = _mm_mul_epu32(x.c, _mm_set1_epi64x(0xCD9E8D57));
  x.a = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), x.b), key0);
  x.c = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), x.d), key1);
  x.b = p1;
  x.d = p0;
}

[[gnu::always_inline]] inline Two begin(const std::uint64_t* second) {
  const __m128i both = _mm_loadu_si128(reinterpret_cast<const __m128i*>(second));
  return {both, _mm_srli_epi64(both, 32), _mm_setzero_si128(), _mm_setzero_si128()};
}

[[gnu::always_inline]] inline void write(const Two& x, Block* out) {
  const __m128i low = _mm_set1_epi64x(0xFFFFFFFF);
  // Words 0 and 1 of a block side by side in one lane, words 2 and 3 in another.
  const __m128i ab = _mm_or_si128(_mm_and_si128(x.a, low), _mm_slli_epi64(x.b, 32));
  const __m128i cd = _mm_or_si128(_mm_and_si128(x.c, low), _mm_slli_epi64(x.d, 32));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out[0].data()), _mm_unpacklo_epi64(ab, cd));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out[1].data()), _mm_unpackhi_epi64(ab, cd));
}

}  // namespace

void draw_pairs(std::uint64_t key_of_first, const std::array<std::uint64_t, kPairsAtOnce>& second, std::array<Block, kPairsAtOnce>& out) noexcept {
  for (std::size_t i = 0; i < kPairsAtOnce; i += 4) {  // four blocks fill the registers
    Two x = begin(&second[i]), y = begin(&second[i + 2]);
    auto key0 = static_cast<std::uint32_t>(key_of_first), key1 = static_cast<std::uint32_t>(key_of_first >> 32);
#pragma GCC unroll 7
    for (int round = 0; round < kPairRounds; ++round) {
      const __m128i k0 = _mm_set1_epi64x(key0), k1 = _mm_set1_epi64x(key1);
      one_round(x, k0, k1);
      one_round(y, k0, k1);
      key0 += 0x9E3779B9U;
      key1 += 0xBB67AE85U;
    }
    write(x, &out[i]);
    write(y, &out[i + 2]);
  }
}

#else

void draw_pairs(std::uint64_t key_of_first, const std::array<std::uint64_t, kPairsAtOnce>& second, std::array<Block, kPairsAtOnce>& out) noexcept {
  for (std::size_t i = 0; i < kPairsAtOnce; ++i) out[i] = draw_pair(key_of_first, second[i]);
}

#endif

}  // namespace carepool
