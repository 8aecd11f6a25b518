#include "live/feed.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace carepool::live {
namespace {

constexpr std::size_t kMostEvents = 2000;   // kept and sent
constexpr std::size_t kMostFramesMade = 8;  // bases for which bytes are kept; a slow crowd costs a few encodings more

bool same(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

bool same(const ProviderRow& a, const ProviderRow& b) {
  return a.sector == b.sector && a.region == b.region && a.homes == b.homes && a.places == b.places && same(a.margin, b.margin) && same(a.occupancy, b.occupancy) && a.investor == b.investor;
}

}  // namespace

void ArmFeed::show(const Picture& picture, std::uint64_t number) {
  const SeriesList& list = series_list();
  day_ = picture.day;
  done_ = picture.done;
  today_.resize(list.series.size(), std::numeric_limits<double>::quiet_NaN());
  std::copy(picture.daily.begin(), picture.daily.end(), today_.begin());
  const std::size_t measures = council_measures().size(), councils = picture.councils.size() / measures;
  const bool first = councils_.size() != picture.councils.size();
  if (first) councils_changed_.assign(councils, number);
  for (std::size_t c = 0; !first && c < councils; ++c)
    if (std::memcmp(&councils_[c * measures], &picture.councils[c * measures], measures * sizeof(float)) != 0) councils_changed_[c] = number;
  councils_ = picture.councils;
  if (flows_.size() != picture.flows.size()) {
    flows_.assign(picture.flows.size(), 0);
    flows_changed_.assign(picture.flows.size(), 0);
  }
  for (std::size_t i = 0; i < flows_.size(); ++i)
    if (flows_[i] != picture.flows[i]) flows_changed_[i] = number;
  flows_ = picture.flows;
  if (picture.with_providers) show_providers(picture, number);
}

void ArmFeed::show_providers(const Picture& picture, std::uint64_t number) {
  const auto by_key = [](const Provider& a, const Provider& b) { return a.row.key < b.row.key; };
  for (Provider& p : providers_) p.seen = false;
  std::vector<Provider> fresh;
  for (const ProviderRow& row : picture.providers) {
    const auto found = std::lower_bound(providers_.begin(), providers_.end(), Provider{row, 0, false}, by_key);
    if (found == providers_.end() || found->row.key != row.key) {
      fresh.push_back({row, number, true});
      continue;
    }
    found->seen = true;
    if (same(found->row, row)) continue;
    found->row = row;
    found->changed = number;
  }
  for (Provider& p : providers_)
    if (!p.seen && p.row.places != 0) {
      p.row.places = p.row.homes = 0;
      p.changed = number;
    }
  providers_.insert(providers_.end(), fresh.begin(), fresh.end());
  std::sort(providers_.begin(), providers_.end(), by_key);
}

void ArmFeed::metrics(const std::vector<double>& values) {
  today_.resize(series_list().series.size(), std::numeric_limits<double>::quiet_NaN());
  std::copy(values.begin(), values.end(), today_.begin() + static_cast<std::ptrdiff_t>(series_list().daily));
}

void ArmFeed::point(std::int32_t day, std::vector<double> values, std::uint64_t number) { points_.push_back({number, day, std::move(values)}); }

void ArmFeed::event(v1::LiveEvent event, std::uint64_t number) {
  events_.emplace_back(number, std::move(event));
  if (events_.size() > 2 * kMostEvents) events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(kMostEvents));
}

void ArmFeed::hash(std::uint64_t hash, std::int32_t day, std::uint64_t number) {
  hash_ = hash;
  hash_day_ = day;
  hash_changed_ = number;
}

ArmFeed ArmFeed::copy(std::string name, std::uint64_t number) const {
  ArmFeed out(*this);
  out.name_ = std::move(name);
  out.born_ = number;
  return out;
}

void ArmFeed::write_councils(std::uint64_t base, v1::LiveArm& out) const {
  const std::size_t measures = council_measures().size();
  v1::LiveCouncilRows& rows = *out.mutable_councils();
  for (std::size_t c = 0; c < councils_changed_.size(); ++c) {
    if (councils_changed_[c] <= base) continue;
    rows.add_council(static_cast<std::uint32_t>(c));
    for (std::size_t m = 0; m < measures; ++m) rows.add_values(councils_[c * measures + m]);
  }
}

void ArmFeed::write_flows(std::uint64_t base, v1::LiveArm& out) const {
  const std::size_t n = councils_changed_.size();
  v1::LiveFlows& flows = *out.mutable_flows();
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    if (flows_changed_[i] <= base || (base == 0 && flows_[i] == 0)) continue;
    flows.add_from(static_cast<std::uint32_t>(i / n));
    flows.add_to(static_cast<std::uint32_t>(i % n));
    flows.add_children(flows_[i]);
  }
}

void ArmFeed::write_providers(std::uint64_t base, v1::LiveArm& out) const {
  v1::LiveProviders& to = *out.mutable_providers();
  for (const Provider& p : providers_) {
    if (p.changed <= base || (base == 0 && p.row.places == 0)) continue;
    to.add_key(p.row.key);
    to.add_sector(p.row.sector);
    to.add_region(p.row.region);
    to.add_homes(p.row.homes);
    to.add_places(p.row.places);
    to.add_margin(p.row.margin);
    to.add_occupancy(p.row.occupancy);
    to.add_investor(p.row.investor);
  }
}

void ArmFeed::write(std::uint64_t base, v1::LiveArm& out) const {
  if (base < born_) base = 0;  // the client has never seen this arm
  out.set_whole(base == 0);
  out.set_name(name_);
  out.set_day(day_);
  out.set_done(done_);
  out.mutable_today()->Add(today_.begin(), today_.end());
  for (auto p = std::partition_point(points_.begin(), points_.end(), [base](const Point& x) { return x.number <= base; }); p != points_.end(); ++p) {
    v1::LivePoint& point = *out.add_points();
    point.set_day(p->day);
    point.mutable_values()->Add(p->values.begin(), p->values.end());
  }
  write_councils(base, out);
  write_flows(base, out);
  write_providers(base, out);
  auto event = std::partition_point(events_.begin(), events_.end(), [base](const auto& e) { return e.first <= base; });
  if (static_cast<std::size_t>(events_.end() - event) > kMostEvents) event = events_.end() - static_cast<std::ptrdiff_t>(kMostEvents);
  for (; event != events_.end(); ++event) *out.add_events() = event->second;
  if (hash_changed_ > base) {
    out.set_world_hash(hash_);
    out.set_world_hash_day(hash_day_);
  }
}

void Feed::new_epoch() {
  ++epoch;
  ++number;
  ++levers_number;
  first = number;
  arms.clear();
  interventions.clear();
  head.clear_parting();
  head.clear_trouble();
}

ArmFeed* Feed::arm(const std::string& name) {
  for (ArmFeed& a : arms)
    if (a.name() == name) return &a;
  return nullptr;
}

Bytes Feed::frame_since(std::uint64_t base) {
  if (base < first) base = 0;
  if (made_for_ != number) made_.clear();
  made_for_ = number;
  for (const auto& [made_base, bytes] : made_)
    if (made_base == base) return bytes;
  v1::ServerFrame out;
  v1::LiveFrame& frame = *out.mutable_frame();
  frame = head;
  frame.set_number(number);
  frame.set_base(base);
  for (const ArmFeed& a : arms) a.write(base, *frame.add_arms());
  for (const auto& [at, intervention] : interventions)
    if (at > base) *frame.add_interventions() = intervention;
  auto bytes = std::make_shared<const std::string>(out.SerializeAsString());
  if (made_.size() < kMostFramesMade) made_.emplace_back(base, bytes);
  return bytes;
}

}  // namespace carepool::live
