#include "scenario/provenance.hpp"

namespace carepool {

bool is_at_or_below(std::string_view path, std::string_view whole) {
  if (whole.empty()) return true;
  if (path.substr(0, whole.size()) != whole) return false;
  return path.size() == whole.size() || path[whole.size()] == '.' || path[whole.size()] == '[';
}

std::string path_join(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

std::string path_entry(const std::string& path, const std::string& key) {
  std::string out = path;
  return out.append("[").append(key).append("]");
}

void Provenance::record(const std::string& path, const yaml::Place& place, std::string value) {
  places_[path] = place;
  history_[path].push_back({place, std::move(value), false});
}

void Provenance::record_deleted(const std::string& path, const yaml::Place& place) {
  forget_below(path);
  history_[path].push_back({place, {}, true});
}

void Provenance::forget_below(const std::string& path) {
  for (auto it = places_.lower_bound(path);
       it != places_.end() && it->first.compare(0, path.size(), path) == 0;)
    it = is_at_or_below(it->first, path) ? places_.erase(it) : std::next(it);
}

const yaml::Place* Provenance::place(std::string_view path) const {
  std::string at(path);
  while (true) {
    const auto found = places_.find(at);
    if (found != places_.end()) return &found->second;
    const std::size_t cut = at.find_last_of(".[");
    if (cut == std::string::npos) break;
    at.resize(cut);
  }
  const auto root = places_.find("");
  return root == places_.end() ? nullptr : &root->second;
}

bool Provenance::is_set(const std::string& path) const {
  for (auto it = places_.lower_bound(path);
       it != places_.end() && it->first.compare(0, path.size(), path) == 0; ++it)
    if (is_at_or_below(it->first, path)) return true;
  return false;
}

const std::vector<Step>* Provenance::history(const std::string& path) const {
  const auto found = history_.find(path);
  return found == history_.end() ? nullptr : &found->second;
}

Error Provenance::error_at(const yaml::Place& place, std::string message, std::string allowed,
                           std::string suggestion) const {
  return {layer_name(place.layer), place.line,         place.column,
          std::move(message),      std::move(allowed), std::move(suggestion)};
}

Error Provenance::error_at(std::string_view path, std::string message, std::string allowed,
                           std::string suggestion) const {
  const yaml::Place* found = place(path);
  return error_at(found == nullptr ? yaml::Place{} : *found, std::move(message), std::move(allowed),
                  std::move(suggestion));
}

}  // namespace carepool
