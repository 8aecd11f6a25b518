#include "base/hash.hpp"

#include "base/sha256.hpp"

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

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (context == nullptr || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) throw std::runtime_error("SHA-256 failed");
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view piece) {
  if (EVP_DigestUpdate(state_->context, piece.data(), piece.size()) != 1) throw std::runtime_error("SHA-256 failed");
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(state_->context, digest.data(), &size) != 1) throw std::runtime_error("SHA-256 failed");
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kHex[digest[i] >> 4];
    out += kHex[digest[i] & 15u];
  }
  return out;
}

std::string sha256_hex(std::string_view data) {
  Sha256 sum;
  sum.add(data);
  return sum.hex();
}

std::string hex64(std::uint64_t value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) out[i] = kHex[value & 15u];
  return out;
}

}  // namespace carepool
