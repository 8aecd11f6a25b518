#include "engine/random_pairs.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
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

void draw_pairs_sse2(std::uint64_t key_of_first, const std::uint64_t* second, Block* out) noexcept {
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

// The same with registers twice as wide, for processors that have them: whole numbers only, so the bits are the same.
struct Four {
  __m256i a, b, c, d;
};

[[gnu::target("avx2"), gnu::always_inline]] inline void one_round(Four& x, __m256i key0, __m256i key1) {
  const __m256i p0 = _mm256_mul_epu32(x.a, _mm256_set1_epi64x(0xD2511F53)), p1 = _mm256_mul_epu32(x.c, _mm256_set1_epi64x(0xCD9E8D57));
  x.a = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p1, 32), x.b), key0);
  x.c = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p0, 32), x.d), key1);
  x.b = p1;
  x.d = p0;
}

[[gnu::target("avx2"), gnu::always_inline]] inline Four begin_four(const std::uint64_t* second) {
  const __m256i both = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(second));
  return {both, _mm256_srli_epi64(both, 32), _mm256_setzero_si256(), _mm256_setzero_si256()};
}

[[gnu::target("avx2"), gnu::always_inline]] inline void write(const Four& x, Block* out) {
  const __m256i low = _mm256_set1_epi64x(0xFFFFFFFF);
  const __m256i ab = _mm256_or_si256(_mm256_and_si256(x.a, low), _mm256_slli_epi64(x.b, 32));
  const __m256i cd = _mm256_or_si256(_mm256_and_si256(x.c, low), _mm256_slli_epi64(x.d, 32));
  const __m256i even = _mm256_unpacklo_epi64(ab, cd), odd = _mm256_unpackhi_epi64(ab, cd);  // blocks 0 and 2, 1 and 3
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[0].data()), _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[2].data()), _mm256_permute2x128_si256(even, odd, 0x31));
}

[[gnu::target("avx2")]] void draw_pairs_avx2(std::uint64_t key_of_first, const std::uint64_t* second, Block* out) noexcept {
  static_assert(kPairsAtOnce == 8);
  Four x = begin_four(second), y = begin_four(second + 4);
  auto key0 = static_cast<std::uint32_t>(key_of_first), key1 = static_cast<std::uint32_t>(key_of_first >> 32);
#pragma GCC unroll 7
  for (int round = 0; round < kPairRounds; ++round) {
    const __m256i k0 = _mm256_set1_epi64x(key0), k1 = _mm256_set1_epi64x(key1);
    one_round(x, k0, k1);
    one_round(y, k0, k1);
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  write(x, out);
  write(y, out + 4);
}

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;

}  // namespace

void draw_pairs(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out) noexcept {
  const auto eight = has_avx2 ? draw_pairs_avx2 : draw_pairs_sse2;
  for (std::size_t i = 0; i < count; i += kPairsAtOnce) eight(key_of_first, second + i, out + i);
}

void draw_pairs_on_any_processor(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out) noexcept {
  for (std::size_t i = 0; i < count; i += kPairsAtOnce) draw_pairs_sse2(key_of_first, second + i, out + i);
}

#else

void draw_pairs(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = draw_pair(key_of_first, second[i]);
}

void draw_pairs_on_any_processor(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out) noexcept {
  draw_pairs(key_of_first, second, count, out);
}

#endif

}  // namespace carepool
