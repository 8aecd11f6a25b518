// YAML text → a plain tree in which every node knows its layer, line and column.
//
// For: the layering of scenarios, and any other YAML file of ours (experiments, targets).
// Written by: parse(), through yaml-cpp's event handler.
// Read by: scenario/layers.cpp.
// The one surprising decision: yaml-cpp's own nodes are not used. They accept duplicate keys, give an alias
// its anchor's line and guess types; here a scalar stays text until a field says what it must be, duplicate
// keys, merges (`<<`) and foreign tags are errors, and an alias is located where it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace carepool::yaml {

enum class Kind : std::uint8_t { null, scalar, list, map };
// What an overlay asks for: `!append`, `!replace`, `!delete`.
enum class Tag : std::uint8_t { none, append, replace, remove };

// Lines and columns count from 1; a column counts characters, not bytes. line 0: no place in a text.
struct Place {
  int layer = 0;  // index into the list of layers; 0 is "the defaults"
  int line = 0;
  int column = 0;
};

struct Member;

struct Item {
  Kind kind = Kind::null;
  Tag tag = Tag::none;
  bool quoted = false;  // a scalar in quotes or a block scalar: text, never a number or a switch
  Place place;
  std::string text;             // scalar
  std::string select;           // `--set` only: the entry of a keyed list that this changes
  std::vector<Item> items;      // list
  std::vector<Member> members;  // map, in the order written
};

struct Member {
  std::string key;
  Place place;  // of the key
  Item value;
};

struct Limits {
  std::size_t bytes = 1u << 20;  // longest text
  int depth = 32;                // deepest nesting, aliases included
  std::size_t nodes = 200'000;   // most nodes once aliases are written out
};

// The one document in `text`, a map at the top. `where` names the text in errors (a file, "--set #2").
Result<Item> parse(std::string_view text, const std::string& where, int layer, const Limits& limits = {});

// The same for a single value of any kind, as `--set` and default values hold.
Result<Item> parse_value(std::string_view text, const std::string& where, int layer,
                         const Limits& limits = {});

}  // namespace carepool::yaml
