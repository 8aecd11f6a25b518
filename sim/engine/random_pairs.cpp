#include "engine/random_pairs.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#pragma GCC diagnostic ignored "-Wuninitialized"  // GCC 12 warns of its own header for AVX-512
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

// And wider still.
struct Eight {
  __m512i a, b, c, d;
};

[[gnu::target("avx512f"), gnu::always_inline]] inline void one_round(Eight& x, __m512i key0, __m512i key1) {
  const __m512i p0 = _mm512_mul_epu32(x.a, _mm512_set1_epi64(0xD2511F53)), p1 = _mm512_mul_epu32(x.c, _mm512_set1_epi64(0xCD9E8D57));
  x.a = _mm512_xor_si512(_mm512_xor_si512(_mm512_srli_epi64(p1, 32), x.b), key0);
  x.c = _mm512_xor_si512(_mm512_xor_si512(_mm512_srli_epi64(p0, 32), x.d), key1);
  x.b = p1;
  x.d = p0;
}

[[gnu::target("avx512f")]] void draw_pairs_avx512(std::uint64_t key_of_first, const std::uint64_t* second, Block* out) noexcept {
  static_assert(kPairsAtOnce == 8);
  const __m512i all = _mm512_loadu_si512(second);
  Eight x{all, _mm512_srli_epi64(all, 32), _mm512_setzero_si512(), _mm512_setzero_si512()};
  auto key0 = static_cast<std::uint32_t>(key_of_first), key1 = static_cast<std::uint32_t>(key_of_first >> 32);
#pragma GCC unroll 7
  for (int round = 0; round < kPairRounds; ++round) {
    one_round(x, _mm512_set1_epi64(key0), _mm512_set1_epi64(key1));
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  const __m512i low = _mm512_set1_epi64(0xFFFFFFFF);
  const __m512i ab = _mm512_or_si512(_mm512_and_si512(x.a, low), _mm512_slli_epi64(x.b, 32));
  const __m512i cd = _mm512_or_si512(_mm512_and_si512(x.c, low), _mm512_slli_epi64(x.d, 32));
  _mm512_storeu_si512(out, _mm512_permutex2var_epi64(ab, _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), cd));
  _mm512_storeu_si512(out + 4, _mm512_permutex2var_epi64(ab, _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), cd));
}

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0, has_avx512 = __builtin_cpu_supports("avx512f") != 0;

}  // namespace

void draw_pairs(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out, Width width) noexcept {
  auto eight = draw_pairs_sse2;
  if (has_avx2 && width != Width::at_most_128) eight = draw_pairs_avx2;
  if (has_avx512 && width == Width::any) eight = draw_pairs_avx512;
  for (std::size_t i = 0; i < count; i += kPairsAtOnce) eight(key_of_first, second + i, out + i);
}

#else

void draw_pairs(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out, Width) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = draw_pair(key_of_first, second[i]);
}

#endif

}  // namespace carepool
