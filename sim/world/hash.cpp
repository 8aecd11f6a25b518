#include "world/hash.hpp"

#include <span>

#include "base/hash.hpp"
#include "world/visit_columns.hpp"

namespace carepool {
namespace {

std::uint64_t hash_of(const Calendar& calendar) {
  Hasher h;
  h.value(calendar.last_day());
  h.value(static_cast<std::uint64_t>(calendar.size()));
  h.value(calendar.fingerprint());
  return h.digest();
}

template <class T>
std::uint64_t hash_of(const std::vector<T>& column) {
  Hasher h;
  h.values(std::span<const T>(column));
  return h.digest();
}

template <class T>
std::uint64_t hash_of(const T& scalar) {
  Hasher h;
  h.value(scalar);
  return h.digest();
}

}  // namespace

WorldHashes hash_all(const World& w) {
  WorldHashes out;
  Hasher all;
  visit_columns(w, [&](std::string_view, std::string_view, const auto& column) {
    out.columns.push_back(hash_of(column));
    all.value(out.columns.back());
  });
  out.world = all.digest();
  return out;
}

std::uint64_t world_hash(const World& w) { return hash_all(w).world; }

std::vector<std::pair<std::string, std::uint64_t>> column_hashes(const World& w) {
  std::vector<std::pair<std::string, std::uint64_t>> out;
  visit_columns(w, [&out](std::string_view group, std::string_view name, const auto& column) {
    out.emplace_back(std::string(group) + "." + std::string(name), hash_of(column));
  });
  return out;
}

}  // namespace carepool
