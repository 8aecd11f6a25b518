#include "base/hash.hpp"

#include <openssl/evp.h>
#include <xxhash.h>
#if defined(__x86_64__)
#include <xxh_x86dispatch.h>  // the same numbers from the widest registers that the processor has
#endif

#include <array>
#include <bit>
#include <new>
#include <stdexcept>

namespace carepool {

static_assert(std::endian::native == std::endian::little, "hashes are defined for little-endian machines");

struct Hasher::State {
  XXH3_state_t* xxh = XXH3_createState();

  State() {
    if (xxh == nullptr || XXH3_64bits_reset(xxh) != XXH_OK) throw std::bad_alloc();
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;

void Hasher::bytes(const void* data, std::size_t size) {
  if (size > 0) XXH3_64bits_update(state_->xxh, data, size);
}

void Hasher::string(std::string_view item) {
  value(static_cast<std::uint64_t>(item.size()));
  bytes(item.data(), item.size());
}

std::uint64_t Hasher::digest() const { return XXH3_64bits_digest(state_->xxh); }

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kHex[digest[i] >> 4];
    out += kHex[digest[i] & 15u];
  }
  return out;
}

std::string hex64(std::uint64_t value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) out[i] = kHex[value & 15u];
  return out;
}

}  // namespace carepool
