// SHA-256 of a file that comes in pieces (hash.hpp: of one that is at hand).
// Written by the base room; read by the store. Surprising: hex() ends it, nothing may be added afterwards.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace carepool {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view piece);
  [[nodiscard]] std::string hex();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace carepool
