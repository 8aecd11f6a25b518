// Which layer set which value, and where.
//
// For: located errors after overlays, `carepool check --why PATH`, and the report's list of what was changed.
// Written by: layers.cpp, as it applies one layer after the other.
// Read by: rules.cpp, scenario.cpp, the command line and the report.
// The one surprising decision: only what a user wrote is recorded; a path without an entry has its default.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenario/yaml.hpp"

namespace carepool {

struct Step {
  yaml::Place place;
  std::string value;     // as canonical text; "" for a section
  bool deleted = false;  // back to the default, or an entry taken out
};

class Provenance {
 public:
  // layers[0] is "default"; then the file, the overlays and the `--set` options in order.
  std::vector<std::string> layers = {"default"};

  void record(const std::string& path, const yaml::Place& place, std::string value);
  void record_deleted(const std::string& path, const yaml::Place& place);
  // Forgets the places (not the history) of a path and of everything below it.
  void forget_below(const std::string& path);

  // Where the value came from, or the nearest section around it that a user wrote; null when there is none.
  const yaml::Place* place(std::string_view path) const;
  // True if a user wrote something at or below the path.
  bool is_set(const std::string& path) const;
  // Every layer that set the value, oldest first; null when none did.
  const std::vector<Step>* history(const std::string& path) const;
  const std::map<std::string, std::vector<Step>>& all() const { return history_; }

  const std::string& layer_name(int layer) const { return layers[static_cast<std::size_t>(layer)]; }
  // An error located where the value at `path` was written.
  Error error_at(std::string_view path, std::string message, std::string allowed = {},
                 std::string suggestion = {}) const;
  Error error_at(const yaml::Place& place, std::string message, std::string allowed = {},
                 std::string suggestion = {}) const;

 private:
  std::map<std::string, yaml::Place> places_;
  std::map<std::string, std::vector<Step>> history_;
};

// Is `path` the same as `whole` or below it? ("a.b" and "a[b]" are below "a", "ab" is not.)
bool is_at_or_below(std::string_view path, std::string_view whole);

// "a" + "b" → "a.b"; "" + "b" → "b".
std::string path_join(const std::string& path, const std::string& name);
// "a" + "b" → "a[b]".
std::string path_entry(const std::string& path, const std::string& key);

}  // namespace carepool
