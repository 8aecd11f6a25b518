// Fingerprints: a fast 64-bit one (XXH3) for worlds and tables, and SHA-256 for files.
// Written by the base room; read by the world (its hash), the store (checksums) and tests.
// Surprising: numbers are hashed as they lie in memory, so −0.0 and 0.0 differ and the hash is for
// little-endian machines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace carepool {

class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void bytes(const void* data, std::size_t size);

  // Any plain type; the caller sees to it that it holds no padding (checked for types without floating-point
  // parts).
  template <class T>
  void value(const T& item) {
    check<T>();
    bytes(&item, sizeof(T));
  }

  // A column: its length, then its bytes.
  template <class T>
  void values(std::span<const T> items) {
    check<T>();
    value(static_cast<std::uint64_t>(items.size()));
    bytes(items.data(), items.size_bytes());
  }

  // Length, then characters, so that "ab","c" and "a","bc" differ.
  void string(std::string_view item);

  // Fingerprint of all that was added so far; more may be added afterwards.
  [[nodiscard]] std::uint64_t digest() const;

 private:
  template <class T>
  static constexpr void check() {
    static_assert(std::is_trivially_copyable_v<T>, "hash the parts of this type one by one");
    static_assert(!std::is_pointer_v<T>, "an address is not the same in two runs");
  }

  struct State;
  std::unique_ptr<State> state_;
};

// 64 lower-case hex digits; throws std::runtime_error if the library fails.
[[nodiscard]] std::string sha256_hex(std::string_view data);

// 16 lower-case hex digits.
[[nodiscard]] std::string hex64(std::uint64_t value);

}  // namespace carepool
