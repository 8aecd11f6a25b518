#include "engine/random_pairs.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace carepool {

#if defined(__SSE2__)
namespace {

constexpr std::size_t kRegisters = kPairsAtOnce / 2;  // two 64-bit lanes each; a word of a block lies in the lower half of its lane
struct Words {
  __m128i lane[kRegisters];
  __m128i& operator[](std::size_t i) { return lane[i]; }
};

// Lower halves of the lanes; the upper ones may hold anything.
inline void one_round(Words& a, Words& b, Words& c, Words& d, __m128i key0, __m128i key1) {
  const __m128i m0 = _mm_set1_epi64x(0xD2511F53), m1 = _mm_set1_epi64x(0xCD9E8D57);
  for (std::size_t i = 0; i < kRegisters; ++i) {
    const __m128i p0 = _mm_mul_epu32(a[i], m0), p1 = _mm_mul_epu32(c[i], m1);
    a[i] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), b[i]), key0);
    c[i] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), d[i]), key1);
    b[i] = p1;
    d[i] = p0;
  }
}

}  // namespace

void draw_pairs(std::uint64_t key_of_first, const std::array<std::uint64_t, kPairsAtOnce>& second, std::array<Block, kPairsAtOnce>& out) noexcept {
  Words a, b, c, d;
  for (std::size_t i = 0; i < kRegisters; ++i) {
    a[i] = _mm_set_epi64x(static_cast<long long>(second[2 * i + 1]), static_cast<long long>(second[2 * i]));
    b[i] = _mm_srli_epi64(a[i], 32);
    c[i] = d[i] = _mm_setzero_si128();
  }
  auto key0 = static_cast<std::uint32_t>(key_of_first), key1 = static_cast<std::uint32_t>(key_of_first >> 32);
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    one_round(a, b, c, d, _mm_set1_epi64x(key0), _mm_set1_epi64x(key1));
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  const __m128i low = _mm_set1_epi64x(0xFFFFFFFF);
  for (std::size_t i = 0; i < kRegisters; ++i) {
    // Words 0 and 1 of a block side by side in one lane, words 2 and 3 in another.
    const __m128i ab = _mm_or_si128(_mm_and_si128(a[i], low), _mm_slli_epi64(b[i], 32));
    const __m128i cd = _mm_or_si128(_mm_and_si128(c[i], low), _mm_slli_epi64(d[i], 32));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out[2 * i].data()), _mm_unpacklo_epi64(ab, cd));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out[2 * i + 1].data()), _mm_unpackhi_epi64(ab, cd));
  }
}

#else

void draw_pairs(std::uint64_t key_of_first, const std::array<std::uint64_t, kPairsAtOnce>& second, std::array<Block, kPairsAtOnce>& out) noexcept {
  for (std::size_t i = 0; i < kPairsAtOnce; ++i) out[i] = draw_pair(key_of_first, second[i]);
}

#endif

}  // namespace carepool
