#include "engine/lanes.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#pragma GCC diagnostic ignored "-Wuninitialized"  // GCC 12 warns of its own header for AVX-512
#endif

namespace carepool {
namespace {

constexpr std::uint64_t kNone = std::uint64_t{1} << 63U;
constexpr std::size_t kTakenAtOnce = 4;  // lanes that are taken out of a word without asking how many there are

// Bit i: lane i lies below the limit. All sixteen at once.
std::uint32_t lanes_below(const Block& block, std::uint32_t limit) {
  if (limit > 0xFFU) return 0xFFFFU;
  if (limit == 0) return 0;
#if defined(__SSE2__)
  const __m128i lanes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block.data()));
  const __m128i over = _mm_subs_epu8(lanes, _mm_set1_epi8(static_cast<char>(limit - 1)));  // zero where below
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(over, _mm_setzero_si128())));
#else
  std::uint32_t mask = 0;
  for (unsigned i = 0; i < kLanesOfBlock; ++i) mask |= static_cast<std::uint32_t>(lane(block, i) < limit) << i;
  return mask;
#endif
}

// Four blocks, the first lowest.
std::uint64_t lanes_of_word(const Block* blocks, std::uint32_t limit) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < kBlocksAtOnce; ++i) word |= std::uint64_t{lanes_below(blocks[i], limit)} << (kLanesOfBlock * i);
  return word;
}
std::uint64_t word_of(const std::uint16_t* masks) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, masks, sizeof word);
    return word;
  }
  for (std::size_t i = 0; i < kBlocksAtOnce; ++i) word |= std::uint64_t{masks[i]} << (kLanesOfBlock * i);
  return word;
}

#if defined(__SSE2__)

#define CAREPOOL_WIDEST "avx512f,avx512bw,avx512vbmi2,popcnt"

[[gnu::target(CAREPOOL_WIDEST)]] std::size_t find_lanes_avx512(const LaneSearch& x, std::uint32_t* places) noexcept {
  alignas(64) std::uint8_t numbers[64];
  for (std::size_t i = 0; i < sizeof numbers; ++i) numbers[i] = static_cast<std::uint8_t>(i);
  const __m512i number = _mm512_load_si512(numbers);
  // Up to limit − 1: so 256 is all of them; 0 has a mask of its own.
  const __m512i most = _mm512_set1_epi8(static_cast<char>(x.limit - 1)), most_wide = _mm512_set1_epi8(static_cast<char>(x.wide_limit - 1));
  const std::uint64_t any = x.limit == 0 ? 0 : ~std::uint64_t{0}, any_wide = x.wide_limit == 0 ? 0 : ~std::uint64_t{0};
  std::size_t n = 0;
  for (std::size_t from = 0; from < x.count; from += kBlocksAtOnce) {
    const __m512i lanes = _mm512_loadu_si512(x.blocks[from].data());
    std::uint64_t wanted = 0, wide = 0;
    std::memcpy(&wanted, x.wanted + from, sizeof wanted);
    std::memcpy(&wide, x.wide + from, sizeof wide);
    const std::uint64_t passed = ((_mm512_cmple_epu8_mask(lanes, most) & any) | (_mm512_cmple_epu8_mask(lanes, most_wide) & any_wide & wide)) & wanted;
    const __m512i found = _mm512_maskz_compress_epi8(passed, number), first = _mm512_set1_epi32(static_cast<int>(from * kLanesOfBlock));
    const auto count = static_cast<std::size_t>(_mm_popcnt_u64(passed));
    const auto put = [&](std::size_t at, __m128i sixteen) __attribute__((target(CAREPOOL_WIDEST), always_inline)) {
      _mm512_storeu_si512(places + n + at, _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), first));
    };
    put(0, _mm512_castsi512_si128(found));
    if (count > 16) put(16, _mm512_extracti32x4_epi32(found, 1));
    if (count > 32) put(32, _mm512_extracti32x4_epi32(found, 2));
    if (count > 48) put(48, _mm512_extracti32x4_epi32(found, 3));
    n += count;
  }
  return n;
}

const bool has_widest = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0;

#endif

}  // namespace

std::size_t find_lanes(const LaneSearch& x, std::uint32_t* places) noexcept {
#if defined(__SSE2__)
  if (has_widest) return find_lanes_avx512(x, places);
#endif
  return find_lanes_on_any_processor(x, places);
}

std::size_t find_lanes_on_any_processor(const LaneSearch& x, std::uint32_t* places) noexcept {
  std::size_t n = 0;
  for (std::size_t from = 0; from < x.count; from += kBlocksAtOnce) {  // four blocks in one word
    std::uint64_t lanes = lanes_of_word(&x.blocks[from], x.limit);
    if (const std::uint64_t wide = word_of(&x.wide[from]); wide != 0) lanes |= lanes_of_word(&x.blocks[from], x.wide_limit) & wide;
    lanes &= word_of(&x.wanted[from]);
    const auto first = static_cast<std::uint32_t>(from * kLanesOfBlock);
    do {  // a few at a time, mostly once
      for (std::size_t i = 0; i < kTakenAtOnce; ++i, lanes &= lanes - 1) {
        places[n] = first + static_cast<std::uint32_t>(__builtin_ctzll(lanes | kNone));
        n += lanes != 0 ? 1 : 0;
      }
    } while (lanes != 0);
  }
  return n;
}

}  // namespace carepool
