#include "scenario/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <numeric>
#include <optional>
#include <streambuf>
#include <utility>

#include "base/text.hpp"

namespace carepool::yaml {
namespace {

constexpr std::size_t kMostErrors = 50;
constexpr const char* kNothing = "nothing but space or comments";

// Thrown to leave yaml-cpp when going on makes no sense; caught in read_document.
struct Stop {};

// Line starts of a text, to turn yaml-cpp's byte columns into character columns.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }

  Place place(int layer, int line0, int column0) const {
    if (line0 < 0 || column0 < 0) return {layer, 1, 1};
    const std::size_t line = std::min(static_cast<std::size_t>(line0), starts_.size() - 1);
    return {layer, static_cast<int>(line) + 1, characters(starts_[line], byte(line0, column0)) + 1};
  }

  // Byte at which a mark of yaml-cpp stands.
  std::size_t byte(int line0, int column0) const {
    if (line0 < 0 || column0 < 0) return 0;
    const std::size_t line = std::min(static_cast<std::size_t>(line0), starts_.size() - 1);
    return std::min(starts_[line] + static_cast<std::size_t>(column0), text_.size());
  }

  std::string_view text() const { return text_; }

  // Does the line begin with blanks of which one is a tab?
  bool tab_indents(int line) const {
    for (std::size_t i = byte(line - 1, 0); i < text_.size() && (text_[i] == ' ' || text_[i] == '\t'); ++i)
      if (text_[i] == '\t') return true;
    return false;
  }

  Place place_of_byte(int layer, std::size_t byte) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), byte);
    const auto line = static_cast<std::size_t>(after - starts_.begin()) - 1;
    return {layer, static_cast<int>(line) + 1, characters(starts_[line], byte) + 1};
  }

 private:
  // Characters between two bytes. Places are asked for in order, so a long line is counted once, not once per
  // value.
  int characters(std::size_t begin, std::size_t end) const {
    if (begin != counted_from_ || end < counted_to_) counted_from_ = counted_to_ = begin, counted_ = 0;
    for (; counted_to_ < end; ++counted_to_)
      if ((static_cast<unsigned char>(text_[counted_to_]) & 0xC0u) != 0x80u) ++counted_;
    return counted_;
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;
  mutable std::size_t counted_from_ = 0, counted_to_ = 0;
  mutable int counted_ = 0;
};

// Length in bytes of the well-formed UTF-8 sequence at `i`, 0 when there is none (overlong forms,
// surrogates and values beyond U+10FFFF are none).
std::size_t utf8_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
  };
  const auto follows = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

struct BadByte {
  std::size_t at;
  std::string message;
};

std::optional<BadByte> find_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool lone_return = byte == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n');
    if (byte == 0) return BadByte{i, "a NUL byte: this is not a text file"};
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F || lone_return)
      return BadByte{i, "a control character"};
    const std::size_t length = utf8_length(text, i);
    if (length == 0) return BadByte{i, "not UTF-8 text"};
    i += length;
  }
  return std::nullopt;
}

// yaml-cpp's wording, said in plain English where a newcomer is likely to meet it.
std::string plain_message(const std::string& message) {
  if (message.find("end of map not found") != std::string::npos ||
      message.find("end of sequence not found") != std::string::npos)
    return "the indentation or the punctuation of this line does not fit the lines above";
  if (message.find("end of map flow not found") != std::string::npos) return "a { is not closed by a }";
  if (message.find("end of sequence flow not found") != std::string::npos) return "a [ is not closed by a ]";
  if (message.find("illegal EOF in scalar") != std::string::npos) return "a quotation mark is not closed";
  if (message.find("illegal map value") != std::string::npos)
    return "a second ':' in one line, or a ':' where no key is expected (put text that holds ': ' in quotes)";
  if (message.find("referenced anchor is not defined") != std::string::npos)
    return "an alias (*name) without an anchor (&name) above it; text that starts with * needs quotes";
  return "not YAML: " + message;
}

// yaml-cpp takes a quotation mark that is never closed for one that ends with the file.
bool quote_is_open(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text[at] == '!' || text[at] == '&')) {  // a tag or an anchor stands before the scalar
    while (at < text.size() && text[at] != ' ' && text[at] != '\n') ++at;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r')) ++at;
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return false;
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return false;
      ++at;
    }
  }
  return true;
}

class Builder : public YAML::EventHandler {
 public:
  Builder(const Lines& lines, std::string where, int layer, const Limits& limits, std::vector<Error>& errors)
      : lines_(lines), where_(std::move(where)), layer_(layer), limits_(limits), errors_(errors) {}

  Item take_root() { return std::move(root_); }
  bool has_root() const { return documents_ > 0; }
  // Where the innermost list or map that is not closed begins; null when there is none.
  const Place* open_place() const { return open_.empty() ? nullptr : &open_.back().node.place; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(place(mark), "a second document", "one document per file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Item node;
    node.place = place(mark);
    // A null's mark may be that of the next token: the key is the better place.
    if (!open_.empty() && open_.back().has_key) node.place = open_.back().key_place;
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known =
        std::find_if(anchors_.begin(), anchors_.end(), [&](const Anchor& a) { return a.id == anchor; });
    if (known == anchors_.end())
      fail(place(mark), "an alias to the value that it stands in", "an alias to a finished value");
    if (awaiting_key()) fail(place(mark), "an alias as a key", "plain text");
    count(known->nodes, place(mark));
    if (static_cast<int>(open_.size()) + known->depth > limits_.depth) too_deep(place(mark));
    if (!open_.empty()) {
      open_.back().nodes += known->nodes;
      open_.back().depth = std::max(open_.back().depth, known->depth);
    }
    Item copy = known->node;
    set_place(copy, place(mark));
    attach(std::move(copy));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && quote_is_open(lines_.text(), lines_.byte(mark.line, mark.column)))
      fail(place(mark), "a quotation mark is not closed");
    if (awaiting_key()) {
      take_key(mark, tag, value);
      return;
    }
    Item node;
    node.kind = Kind::scalar;
    node.place = place(mark);
    node.quoted = tag == "!";
    node.tag = read_tag(tag, node.place);
    node.text = value;
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { finish(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override {
    refuse_duplicates(open_.back().node);
    finish();
  }

 private:
  struct Open {
    Item node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    Place key_place;
    std::size_t nodes = 1;
    int depth = 1;
  };
  struct Anchor {
    YAML::anchor_t id;
    Item node;
    std::size_t nodes;
    int depth;
  };

  Place place(const YAML::Mark& mark) const { return lines_.place(layer_, mark.line, mark.column); }

  void error(const Place& at, std::string message, std::string allowed = {}) {
    if (errors_.size() >= kMostErrors) throw Stop{};
    errors_.push_back({where_, at.line, at.column, std::move(message), std::move(allowed), {}});
  }

  [[noreturn]] void fail(const Place& at, std::string message, std::string allowed = {}) {
    error(at, std::move(message), std::move(allowed));
    throw Stop{};
  }

  [[noreturn]] void too_deep(const Place& at) {
    fail(at, "nested more than " + std::to_string(limits_.depth) + " deep");
  }

  void count(std::size_t more, const Place& at) {
    nodes_ += more;
    if (nodes_ > limits_.nodes)
      fail(at, "more than " + std::to_string(limits_.nodes) + " values, with aliases written out");
  }

  Tag read_tag(const std::string& tag, const Place& at) {
    if (tag.empty() || tag == "?" || tag == "!") return Tag::none;
    if (tag == "!append") return Tag::append;
    if (tag == "!replace") return Tag::replace;
    if (tag == "!delete") return Tag::remove;
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    const bool core = tag.compare(0, kCore.size(), kCore) == 0;
    error(at, "unknown tag '" + (core ? "!!" + tag.substr(kCore.size()) : tag) + "'",
          "!append, !replace or !delete");
    return Tag::none;
  }

  bool awaiting_key() const {
    return !open_.empty() && open_.back().node.kind == Kind::map && !open_.back().has_key;
  }

  void take_key(const YAML::Mark& mark, const std::string& tag, const std::string& value) {
    const Place at = place(mark);
    if (tag != "?" && tag != "!" && !tag.empty()) error(at, "a tag on a key", "a tag on the value");
    if (value == "<<" && tag != "!")
      error(at, "merging with << is not read", "the keys written out, or an overlay");
    Open& top = open_.back();
    top.has_key = true;
    top.key = value;
    top.key_place = at;
  }

  void start(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (awaiting_key()) fail(place(mark), "a list or a map as a key", "plain text");
    if (static_cast<int>(open_.size()) >= limits_.depth) too_deep(place(mark));
    Open opened;
    opened.node.kind = kind;
    opened.node.place = place(mark);
    opened.node.tag = read_tag(tag, opened.node.place);
    opened.anchor = anchor;
    count(1, opened.node.place);
    open_.push_back(std::move(opened));
  }

  void finish() {
    Open done = std::move(open_.back());
    open_.pop_back();
    if (!open_.empty()) {
      open_.back().nodes += done.nodes;
      open_.back().depth = std::max(open_.back().depth, done.depth + 1);
    }
    remember(done.anchor, done.node, done.nodes, done.depth);
    attach(std::move(done.node));
  }

  void add(Item node, YAML::anchor_t anchor) {
    if (awaiting_key()) fail(node.place, "a key without a name", "plain text");
    count(1, node.place);
    if (!open_.empty()) ++open_.back().nodes;
    remember(anchor, node, 1, 0);
    attach(std::move(node));
  }

  void remember(YAML::anchor_t anchor, const Item& node, std::size_t nodes, int depth) {
    if (anchor == YAML::NullAnchor) return;
    count(nodes, node.place);
    anchors_.push_back({anchor, node, nodes, depth});
  }

  void attach(Item node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& top = open_.back();
    if (top.node.kind == Kind::list) {
      top.node.items.push_back(std::move(node));
    } else {
      top.node.members.push_back({std::move(top.key), top.key_place, std::move(node)});
      top.has_key = false;
    }
  }

  static void set_place(Item& node, const Place& at) {
    node.place = at;
    for (Item& item : node.items) set_place(item, at);
    for (Member& member : node.members) {
      member.place = at;
      set_place(member.value, at);
    }
  }

  void refuse_duplicates(const Item& map) {
    std::vector<std::size_t> order(map.members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return map.members[a].key < map.members[b].key; });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const Member& first = map.members[order[i - 1]];
      const Member& second = map.members[order[i]];
      if (first.key == second.key)
        error(second.place,
              "'" + second.key + "' is given twice (first in line " + std::to_string(first.place.line) + ")",
              "each key once");
    }
  }

  const Lines& lines_;
  std::string where_;
  int layer_;
  Limits limits_;
  std::vector<Error>& errors_;
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
  Item root_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

// An istream over memory, without a copy.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

Error located(const std::string& where, const Place& at, std::string message, std::string allowed = {}) {
  return {where, at.line, at.column, std::move(message), std::move(allowed), {}};
}

void read_document(std::string_view text, const std::string& where, int layer, const Lines& lines,
                   Builder& builder, std::vector<Error>& errors) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (errors.empty()) parser.HandleNextDocument(builder);  // a second one is refused by the builder
  } catch (const Stop&) {
    return;  // the error that led here stands in the list
  } catch (const YAML::Exception& problem) {
    const Place at = lines.place(layer, problem.mark.line, problem.mark.column);
    if (lines.tab_indents(at.line))
      errors.push_back(located(where, {layer, at.line, 1}, "a tab in the indentation", "spaces"));
    else if (problem.msg.find("flow not found") != std::string::npos && builder.open_place() != nullptr)
      errors.push_back(located(where, *builder.open_place(), plain_message(problem.msg)));
    else
      errors.push_back(located(where, at, plain_message(problem.msg)));
  }
}

Result<Item> parse_any(std::string_view text, const std::string& where, int layer, const Limits& limits) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::vector<Error> errors;
  if (text.size() > limits.bytes) {
    errors.push_back(located(where, {layer, 1, 1}, "longer than " + std::to_string(limits.bytes) + " bytes"));
    return errors;
  }
  const Lines lines(text);
  if (const auto bad = find_bad_byte(text)) {
    errors.push_back(located(where, lines.place_of_byte(layer, bad->at), bad->message, "UTF-8 text"));
    return errors;
  }
  Builder builder(lines, where, layer, limits, errors);
  read_document(text, where, layer, lines, builder, errors);
  if (!errors.empty()) return errors;
  if (!builder.has_root()) {
    errors.push_back(located(where, {layer, 1, 1}, kNothing, "at least one section"));
    return errors;
  }
  return builder.take_root();
}

}  // namespace

Result<Item> parse(std::string_view text, const std::string& where, int layer, const Limits& limits) {
  Result<Item> parsed = parse_any(text, where, layer, limits);
  if (!parsed.ok()) return parsed;
  const Item& root = parsed.value();
  if (root.kind == Kind::map && root.tag == Tag::none) return parsed;
  return std::vector<Error>{located(where, root.place,
                                    root.kind == Kind::null ? kNothing : "the file is not a map of sections",
                                    "lines such as 'section:' with their keys below")};
}

Result<Item> parse_value(std::string_view text, const std::string& where, int layer, const Limits& limits) {
  if (trim(text) == "!delete") {  // yaml-cpp loses a tag with nothing behind it
    Item node;
    node.tag = Tag::remove;
    node.place = {layer, 1, 1};
    return node;
  }
  Result<Item> parsed = parse_any(text, where, layer, limits);
  const bool nothing = !parsed.ok() && parsed.errors().front().message == kNothing;
  if (nothing) return Error{where, 1, 1, "no value", "a value", {}};
  return parsed;
}

}  // namespace carepool::yaml
