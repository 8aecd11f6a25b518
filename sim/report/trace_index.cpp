#include "report/trace_index.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "report/format.hpp"

namespace carepool::report {
namespace {

template <class T>
T& at(std::vector<T>& list, std::uint32_t number) {
  if (list.size() < number) list.resize(number);
  return list[number - 1];
}

void note_child(TraceIndex& x, const v1::TraceRecord& r) {
  if (r.has_child_here()) {
    ChildInTrace& c = at(x.children, r.child_here().child());
    c.key = r.child_here().key();
    c.council = r.child_here().council();
    c.at_the_start = r.child_here().at_the_start();
  } else if (r.has_placement_started()) {
    const v1::PlacementStarted& p = r.placement_started();
    ChildInTrace& c = at(x.children, p.child());
    ++c.placements;
    if (p.setting() == v1::CRISIS) ++c.crisis;
    if (p.setting() == v1::RESIDENTIAL) c.longest_wait = std::max(c.longest_wait, p.waited_days());
  } else if (r.has_child_left()) {
    at(x.children, r.child_left().child()).left = true;
  }
}

void note_home(TraceIndex& x, const v1::TraceRecord& r) {
  if (r.has_home_here()) {
    const v1::HomeHere& in = r.home_here();
    HomeInTrace& h = at(x.homes, in.home());
    h.key = in.key();
    h.id = home_id(in.key());
    h.provider = in.provider();
    h.area = in.area();
    h.sector = in.sector();
  } else if (r.has_home_opened()) {
    HomeInTrace& h = at(x.homes, r.home_opened().home());
    h.opened = true;
    ++at(x.providers, h.provider).homes_opened;
  } else if (r.has_home_closed()) {
    HomeInTrace& h = at(x.homes, r.home_closed().home());
    h.closed = true;
    h.displaced += r.home_closed().residents();
  } else if (r.has_home_sold()) {
    at(x.homes, r.home_sold().home()).sold = true;
    ++at(x.providers, r.home_sold().to()).homes_bought;
  }
}

void note_provider(TraceIndex& x, const v1::TraceRecord& r) {
  if (r.has_provider_here()) {
    const v1::ProviderHere& in = r.provider_here();
    ProviderInTrace& p = at(x.providers, in.provider());
    p.key = in.key();
    p.council = in.council();
    p.region = in.region();
    p.sector = in.sector();
    p.kind = in.kind();
    p.at_the_start = in.at_the_start();
  } else if (r.has_framework_choice()) {
    ProviderInTrace& p = at(x.providers, r.framework_choice().provider());
    p.joined += r.framework_choice().choice() == v1::JOINED ? 1 : 0;
    p.left += r.framework_choice().choice() == v1::LEFT ? 1 : 0;
  } else if (r.has_provider_failed()) {
    ProviderInTrace& p = at(x.providers, r.provider_failed().provider());
    p.failed = true;
    p.not_renewed = r.provider_failed().not_renewed();
  } else if (r.has_covenant_judged()) {
    at(x.providers, r.covenant_judged().provider()).breaches += r.covenant_judged().in_breach() ? 1 : 0;
  } else if (r.has_groups_merged()) {
    at(x.providers, r.groups_merged().provider()).merged = true;
    at(x.providers, r.groups_merged().into()).homes_bought += r.groups_merged().homes();
  }
}

// Each gets the shortest beginning of its key, of eight digits at least, that no other has.
template <class T>
void give_ids(std::vector<T>& agents) {
  constexpr std::size_t kShortest = 8, kLongest = 16;
  std::vector<std::pair<std::string, std::size_t>> keys;
  for (std::size_t i = 0; i < agents.size(); ++i) keys.emplace_back(hex64(agents[i].key), i);
  std::sort(keys.begin(), keys.end());
  const auto common = [&keys](std::size_t a, std::size_t b) {
    std::size_t n = 0;
    while (n < kLongest && keys[a].first[n] == keys[b].first[n]) ++n;
    return n;
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t length = kShortest;
    if (i > 0) length = std::max(length, common(i - 1, i) + 1);
    if (i + 1 < keys.size()) length = std::max(length, common(i, i + 1) + 1);
    agents[keys[i].second].id = keys[i].first.substr(0, std::min(kLongest, length));
  }
}

template <class T>
std::string name_in(const std::vector<T>& list, std::uint32_t number) {
  return number < list.size() ? list[number] : "council " + std::to_string(number);
}

std::string sector_word(v1::TraceSector sector) { return sector == v1::VOLUNTARY ? "voluntary" : sector == v1::PRIVATE ? "private" : "council"; }

std::string lower(std::string_view text) {
  std::string out(trim(text));
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::pair<std::string, std::uint32_t>> known_ids(const TraceIndex& x, Agent kind) {
  std::vector<std::pair<std::string, std::uint32_t>> out;
  const auto add = [&out](const auto& list, const auto& full) {
    for (std::uint32_t i = 0; i < list.size(); ++i)
      if (!list[i].id.empty()) out.emplace_back(full(list[i]), i + 1);
  };
  if (kind == Agent::child) add(x.children, [](const ChildInTrace& c) { return hex64(c.key); });
  if (kind == Agent::home) add(x.homes, [](const HomeInTrace& h) { return h.id; });
  if (kind == Agent::provider) add(x.providers, [](const ProviderInTrace& p) { return hex64(p.key); });
  std::sort(out.begin(), out.end());
  return out;
}

const char* word_of(Agent kind) { return kind == Agent::child ? "child" : kind == Agent::home ? "home" : "provider"; }

std::string form_of(Agent kind) {
  return kind == Agent::home ? "area-year-slot, such as 45-0-17" : "a key of 16 hex digits, or as many of its first ones as fit no other";
}

std::string shown(const TraceIndex& x, Agent kind, std::uint32_t number) {
  if (kind == Agent::child) return x.children[number - 1].id;
  return kind == Agent::home ? x.homes[number - 1].id : x.providers[number - 1].id;
}

// How much two ids have in common, from the front.
std::size_t alike(std::string_view a, std::string_view b) {
  std::size_t n = 0;
  while (n < std::min(a.size(), b.size()) && a[n] == b[n]) ++n;
  return n;
}

std::string nearest_ids(const TraceIndex& x, Agent kind, const std::string& typed, std::vector<std::pair<std::string, std::uint32_t>> known) {
  constexpr std::size_t kShown = 3;
  const auto nearer = [&typed](const auto& a, const auto& b) {
    const std::size_t n = alike(a.first, typed), m = alike(b.first, typed);
    if (n != m) return n > m;
    const std::size_t d = edit_distance(a.first, typed), e = edit_distance(b.first, typed);
    return d != e ? d < e : a.first < b.first;
  };
  const std::size_t n = std::min(kShown, known.size());
  // The long way round only among those that begin most alike.
  std::size_t most = 0;
  for (const auto& [id, number] : known) most = std::max(most, alike(id, typed));
  std::erase_if(known, [&](const auto& k) { return alike(k.first, typed) + 1 < most; });
  std::partial_sort(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(std::min(n, known.size())), known.end(), nearer);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < std::min(n, known.size()); ++i) ids.push_back(shown(x, kind, known[i].second));
  return join_and(ids);
}

template <class T, class Score>
std::uint32_t best_of(const std::vector<T>& list, Score score) {
  std::uint32_t best = 0;
  std::int64_t most = 0;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (list[i].id.empty()) continue;
    const auto s = static_cast<std::int64_t>(score(list[i]));
    if (s > most) {
      most = s;
      best = i + 1;
    }
  }
  return best;
}

std::string times(std::uint32_t n, const char* one, const char* many) { return format_number(n) + " " + (n == 1 ? one : many); }

}  // namespace

std::string TraceIndex::council(std::uint32_t number) const { return name_in(councils, number); }

std::string TraceIndex::home(std::uint32_t number) const {
  return number == 0 || number > homes.size() || homes[number - 1].id.empty() ? "a home" : "home " + homes[number - 1].id;
}

std::string TraceIndex::provider(std::uint32_t number) const {
  if (number == 0 || number > providers.size()) return "nobody";
  const ProviderInTrace& p = providers[number - 1];
  if (p.council != 0) return "the council's own service in " + council(p.council - 1);
  const char* what = p.kind == 1 ? "fostering agency " : p.kind == 2 ? "supported-accommodation group " : "group ";
  return sector_word(p.sector) + " " + what + p.id;
}

Result<TraceIndex> index_trace(const store::TraceReader& reader) {
  TraceIndex x;
  x.councils.assign(reader.header().councils().begin(), reader.header().councils().end());
  x.regions.assign(reader.header().regions().begin(), reader.header().regions().end());
  const Errors errors = reader.for_each([&x](const v1::TraceRecord& record, const std::vector<std::string>&) {
    note_child(x, record);
    note_home(x, record);
    note_provider(x, record);
  });
  if (!errors.empty()) return errors;
  give_ids(x.children);
  give_ids(x.providers);
  return x;
}

std::string home_id(std::uint64_t key) {
  const std::uint64_t area = (key >> 40U) & 0x7FFFFFU, year = (key >> 24U) & 0xFFFFU, slot = key & 0xFFFFFFU;
  return std::to_string(area) + "-" + std::to_string(year) + "-" + std::to_string(slot) + ((key >> 63U) != 0 ? "b" : "");
}

namespace {

// "; worth a look: 3cd69d12 (had the most placements: 22 (Surrey)) …"
std::string worth_a_look(const TraceIndex& index, Agent kind) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> some;
  for (const Interesting& x : interesting(index))
    if (x.kind == kind && some.size() < kShown) some.push_back(x.id + (kind == Agent::child ? ", who " : ", which ") + x.what);
  if (some.empty()) return "";
  std::string text = "; worth a look: ";
  for (std::size_t i = 0; i < some.size(); ++i) text += (i > 0 ? "; " : "") + some[i];
  return text;
}

}  // namespace

Result<std::uint32_t> find_agent(const TraceIndex& index, Agent kind, std::string_view typed_text) {
  const std::string typed = lower(typed_text);
  const auto known = known_ids(index, kind);
  std::vector<std::uint32_t> fits;
  for (const auto& [id, number] : known) {
    if (id == typed) return number;
    if (kind != Agent::home && !typed.empty() && id.starts_with(typed)) fits.push_back(number);
  }
  if (fits.size() == 1) return fits.front();
  Error error{std::string(option_of(kind)), 0, 0, "", form_of(kind), ""};
  if (fits.size() > 1) {
    error.message = "'" + typed + "' is the beginning of " + format_number(static_cast<double>(fits.size())) + " ids, " +
                    shown(index, kind, fits[0]) + " and " + shown(index, kind, fits[1]) + " among them";
    return error;
  }
  error.message = "no " + std::string(word_of(kind)) + " '" + typed + "' in this trace of " + format_number(static_cast<double>(known.size())) +
                  "; the nearest ids are " + nearest_ids(index, kind, typed, known) + worth_a_look(index, kind);
  return error;
}

std::string_view option_of(Agent kind) { return kind == Agent::child ? "--child" : kind == Agent::home ? "--home" : "--provider"; }

std::vector<Interesting> interesting(const TraceIndex& x) {
  std::vector<Interesting> out;
  const auto child = [&](std::uint32_t n, const std::string& what) {
    if (n != 0) out.push_back({Agent::child, x.children[n - 1].id, what + " (" + x.council(x.children[n - 1].council) + ")"});
  };
  const auto home = [&](std::uint32_t n, const std::string& what) {
    if (n != 0) out.push_back({Agent::home, x.homes[n - 1].id, what + " (" + x.council(x.homes[n - 1].area) + ")"});
  };
  const auto provider = [&](std::uint32_t n, const std::string& what) {
    if (n != 0) out.push_back({Agent::provider, x.providers[n - 1].id, what});
  };
  const std::uint32_t mover = best_of(x.children, [](const ChildInTrace& c) { return c.placements; });
  if (mover != 0) child(mover, "had the most placements: " + format_number(x.children[mover - 1].placements));
  const std::uint32_t waiter = best_of(x.children, [](const ChildInTrace& c) { return c.longest_wait; });
  if (waiter != 0) child(waiter, "waited longest for a home: " + times(x.children[waiter - 1].longest_wait, "day", "days"));
  const std::uint32_t crisis = best_of(x.children, [](const ChildInTrace& c) { return c.crisis; });
  if (crisis != 0) child(crisis, "was in a crisis placement " + times(x.children[crisis - 1].crisis, "time", "times"));
  child(best_of(x.children, [](const ChildInTrace& c) { return !c.at_the_start && c.left ? c.placements : 0U; }), "came into care and left it during the run");
  const std::uint32_t closed = best_of(x.homes, [](const HomeInTrace& h) { return h.closed ? 1 + h.displaced : 0U; });
  if (closed != 0) home(closed, "closed, and " + times(x.homes[closed - 1].displaced, "child", "children") + " had to move");
  home(best_of(x.homes, [](const HomeInTrace& h) { return h.opened && !h.closed && h.sector != v1::COUNCIL ? 1 : 0; }), "opened during the run");
  home(best_of(x.homes, [](const HomeInTrace& h) { return h.sold ? 1 : 0; }), "passed to another group");
  const std::uint32_t leaver = best_of(x.providers, [](const ProviderInTrace& p) { return p.left; });
  if (leaver != 0) provider(leaver, "left a framework " + times(x.providers[leaver - 1].left, "time", "times"));
  provider(best_of(x.providers, [](const ProviderInTrace& p) { return p.failed && !p.not_renewed ? 1 : 0; }), "failed for want of cash");
  provider(best_of(x.providers, [](const ProviderInTrace& p) { return p.not_renewed ? 1 : 0; }), "failed because its lenders did not lend again");
  const std::uint32_t breaker = best_of(x.providers, [](const ProviderInTrace& p) { return p.breaches; });
  if (breaker != 0) provider(breaker, "broke its lenders' covenant " + times(x.providers[breaker - 1].breaches, "time", "times"));
  provider(best_of(x.providers, [](const ProviderInTrace& p) { return p.merged ? 1 : 0; }), "was taken over whole by another");
  const std::uint32_t grower = best_of(x.providers, [](const ProviderInTrace& p) { return p.council == 0 ? p.homes_opened + p.homes_bought : 0U; });
  if (grower != 0) {
    const ProviderInTrace& g = x.providers[grower - 1];
    provider(grower, "grew most: " + times(g.homes_opened, "home", "homes") + " opened, " + format_number(g.homes_bought) + " bought");
  }
  return out;
}

}  // namespace carepool::report
