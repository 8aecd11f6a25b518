#include "world/snapshot.hpp"

#include <cstring>

#include "base/hash.hpp"
#include "world/hash.hpp"
#include "world/visit_columns.hpp"

namespace carepool {
namespace {

constexpr std::string_view kMagic = "carepool-world\n";
constexpr std::uint32_t kVersion = 1;

template <class T>
void put(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) throw SnapshotError("the snapshot is cut off");
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  template <class T>
  void get(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
  }
  bool empty() const { return bytes_.empty(); }
  std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

struct Writer {
  std::string& out;
  template <class T>
  void operator()(std::string_view, std::string_view, const std::vector<T>& column) const {
    put(out, static_cast<std::uint64_t>(column.size()));
    if (!column.empty()) out.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
  }
  void operator()(std::string_view, std::string_view, const Calendar& calendar) const {
    const std::vector<DatedEvent> events = calendar.pending();
    put(out, calendar.last_day());
    put(out, static_cast<std::uint64_t>(events.size()));
    for (const DatedEvent& e : events) put(out, e);
  }
  template <class T>
  void operator()(std::string_view, std::string_view, const T& scalar) const {
    put(out, scalar);
  }
};

struct Filler {
  Reader& in;
  std::uint64_t rows(std::size_t size) const {
    std::uint64_t n = 0;
    in.get(n);
    if (n > in.left() / size) throw SnapshotError("the snapshot is cut off");
    return n;
  }
  template <class T>
  void operator()(std::string_view, std::string_view, std::vector<T>& column) const {
    column.resize(rows(sizeof(T)));
    const std::string_view raw = in.take(column.size() * sizeof(T));
    if (!column.empty()) std::memcpy(column.data(), raw.data(), raw.size());
  }
  void operator()(std::string_view, std::string_view, Calendar& calendar) const {
    std::int32_t last_day = 0;
    in.get(last_day);
    std::vector<DatedEvent> events(rows(sizeof(DatedEvent)));
    for (DatedEvent& e : events) in.get(e);
    calendar.restore(last_day, events);
  }
  template <class T>
  void operator()(std::string_view, std::string_view, T& scalar) const {
    in.get(scalar);
  }
};

struct Layout {
  Hasher& h;
  void name(std::string_view group, std::string_view column, std::uint64_t size) const {
    h.string(group);
    h.string(column);
    h.value(size);
  }
  template <class T>
  void operator()(std::string_view group, std::string_view column, const std::vector<T>&) const {
    name(group, column, sizeof(T));
  }
  void operator()(std::string_view group, std::string_view column, const Calendar&) const { name(group, column, sizeof(DatedEvent)); }
  template <class T>
  void operator()(std::string_view group, std::string_view column, const T&) const {
    name(group, column, sizeof(T) << 32);
  }
};

std::uint64_t layout_of(const World& w) {
  Hasher h;
  visit_columns(w, Layout{h});
  return h.digest();
}

SnapshotHead read_head(Reader& in) {
  if (in.left() < kMagic.size() || in.take(kMagic.size()) != kMagic) throw SnapshotError("this is not a snapshot of a world");
  SnapshotHead head;
  in.get(head.version);
  if (head.version != kVersion) throw SnapshotError("the snapshot is of version " + std::to_string(head.version) + ", not " + std::to_string(kVersion));
  in.get(head.day);
  in.get(head.has_rules);
  in.get(head.layout);
  in.get(head.rules_hash);
  in.get(head.world_hash);
  return head;
}

}  // namespace

std::string save_world(const World& w, std::uint64_t rules_hash) {
  std::string out(kMagic);
  put(out, kVersion);
  put(out, w.day);
  put(out, static_cast<std::uint8_t>(w.rules.bodies.empty() ? 0 : 1));
  put(out, layout_of(w));
  put(out, rules_hash);
  put(out, world_hash(w));
  visit_columns(w, Writer{out});
  return out;
}

SnapshotHead snapshot_head(std::string_view bytes) {
  Reader in(bytes);
  return read_head(in);
}

World restore_world(std::string_view bytes, Rules rules, std::uint64_t rules_hash) {
  Reader in(bytes);
  const SnapshotHead head = read_head(in);
  World w;
  if (head.layout != layout_of(w)) throw SnapshotError("the snapshot was made by a program whose world has other columns");
  if (head.rules_hash != rules_hash) throw SnapshotError("the snapshot was made under other rules");
  visit_columns(w, Filler{in});
  if (!in.empty()) throw SnapshotError("the snapshot has bytes left over");
  if (world_hash(w) != head.world_hash) throw SnapshotError("the snapshot is damaged: its world has another hash");
  w.rules = std::move(rules);
  return w;
}

}  // namespace carepool
