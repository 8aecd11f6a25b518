// Layers of YAML applied to a message, one on top of the other: defaults ← file ← overlays ← `--set`.
//
// For: scenario.cpp, and any other YAML file of ours whose schema is a message (experiments, targets).
// Written by: apply_layer. Read by: scenario.cpp.
// The one surprising decision: values are checked as each layer is applied, so a bad value is reported even
// where a later layer would have hidden it, and always in the layer that holds it.
//
// Merging: a section merges key by key; a list whose field has a key (`name`) merges entry by entry; any
// other list replaces the list below it. `!append`, `!replace` and `!delete` say otherwise.
#pragma once

#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenario/fields.hpp"
#include "scenario/provenance.hpp"
#include "scenario/yaml.hpp"

namespace carepool {

// At most so many errors are reported.
inline constexpr std::size_t kMostErrors = 50;

// Errors found so far, and the paths that are in trouble, so that one mistake is not reported twice.
class Findings {
 public:
  void error(const std::string& path, Error error);
  void warning(Error warning) { warnings_.push_back(std::move(warning)); }
  bool in_trouble(std::string_view path) const;  // an error at, above or below the path
  bool full() const { return errors_.size() >= kMostErrors; }
  bool ok() const { return errors_.empty(); }
  Errors take_errors() { return std::move(errors_); }
  Errors take_warnings() { return std::move(warnings_); }

 private:
  Errors errors_, warnings_;
  std::set<std::string, std::less<>> troubled_;
};

// Sets every field that is absent and has a default, in the message and in all that it holds. The only such
// function. A bad default is a fault of the schema: throws std::logic_error.
void fill_defaults(Message& message);

// Applies one layer (a map) to the message.
void apply_layer(const yaml::Item& layer, Message& message, Provenance& provenance, Findings& findings);

// After the last layer: what is required is there, shares that must sum to 1 do.
void check_whole(const Message& message, const Provenance& provenance, Findings& findings);

// One `--set PATH=VALUE` as a layer of its own. `where` is "--set #n".
Result<yaml::Item> parse_set(std::string_view option, const std::string& where, int layer);

}  // namespace carepool
