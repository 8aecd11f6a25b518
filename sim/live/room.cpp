#include "live/room.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "live/room_parts.hpp"
#include "live/saved.hpp"
#include "world/hash.hpp"

namespace carepool::live {
namespace {

constexpr double kPublishEvery = 0.09;   // seconds; with what a turn takes, ten frames a second; five where others hold half the machine
constexpr double kTurn = 0.015;          // seconds of living between two looks at the queue
constexpr std::size_t kMostWaiting = 20'000;
constexpr std::int32_t kPointEvery = 7;  // days

bool interrupts(const v1::LiveCommand& command) { return command.has_pause() || command.has_end() || command.has_reset() || command.has_lesson(); }

v1::LiveRecord reached_record(std::int32_t day) {
  v1::LiveRecord record;
  record.mutable_reached()->set_day(day);
  return record;
}

Bytes bytes_of(const v1::ServerFrame& frame) { return std::make_shared<const std::string>(frame.SerializeAsString()); }

}  // namespace

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Room::Room(Shelf& shelf, RoomStart start, SessionLog log, RoomCalls calls)
    : shelf_(shelf), start_(std::move(start)), log_(std::move(log)), calls_(std::move(calls)), thread_([this] { live(); }) {}

Room::~Room() {
  stop();
  thread_.join();
}

void Room::stop() {
  stop_.store(true);
  const std::lock_guard lock(mutex_);
  wake_.notify_all();
}

// ---- from the network's thread ---------------------------------------------------------------------------------

bool Room::command(const Sender& sender, v1::LiveCommand command) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kMostWaiting) return false;
    if (!solving_ || command.has_end()) {
      if (command.has_end() && solving_) stop_.store(true);  // nothing else can interrupt the solver
      queue_.push_back({sender, std::move(command)});
      wake_.notify_all();
      return true;
    }
  }
  refuse({sender, std::move(command)}, v1::LiveRefusal::NOT_NOW, "the start is still being solved");
  return true;
}

void Room::joined(v1::LiveJoined joined) {
  const std::lock_guard lock(mutex_);
  joins_.push_back(std::move(joined));
  wake_.notify_all();
}

Bytes Room::next(Cursor& cursor, const std::function<void(v1::LiveWelcome&)>& complete) {
  v1::ServerFrame out;
  {
    const std::lock_guard lock(mutex_);
    if (feed_.welcome.protocol() == 0) return nullptr;
    if (cursor.epoch == feed_.epoch && cursor.levers == feed_.levers_number) {
      if (cursor.frame == feed_.number) return nullptr;
      const Bytes bytes = feed_.frame_since(cursor.frame);
      cursor.frame = feed_.number;
      return bytes;
    }
    if (cursor.epoch != feed_.epoch) {
      *out.mutable_welcome() = feed_.welcome;
      *out.mutable_welcome()->mutable_levers() = feed_.levers;
      cursor.epoch = feed_.epoch;
      cursor.frame = 0;
    } else {
      *out.mutable_levers() = feed_.levers;
    }
    cursor.levers = feed_.levers_number;
  }
  if (out.has_welcome()) complete(*out.mutable_welcome());
  return bytes_of(out);
}

v1::LiveRoom Room::shown() const {
  const std::lock_guard lock(mutex_);
  v1::LiveRoom out;
  out.set_id(start_.id);
  out.set_title(start_.title);
  out.set_day(feed_.arms.empty() ? feed_.welcome.first_day() : feed_.arms.front().day());
  out.set_watchers(watchers_);
  return out;
}

void Room::set_watchers(std::uint32_t watchers, std::uint32_t connected) {
  const std::lock_guard lock(mutex_);
  watchers_ = watchers;
  connected_ = connected;
}

void Room::file(Want want, std::string arm, std::function<void(File)> then) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back([this, want, arm = std::move(arm), then = std::move(then)] {
    File out;
    try {
      out = file_of(want, arm);
    } catch (const std::exception& problem) {
      out.problem = problem.what();
    }
    then(std::move(out));
  });
  wake_.notify_all();
}

std::vector<v1::LiveIntervention> Room::history_of(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  std::vector<v1::LiveIntervention> out;
  for (const auto& [number, note] : feed_.interventions)
    if (note.path() == path) out.push_back(note);
  return out;
}

void Room::reply(const Queued& to, v1::ServerFrame frame) {
  if (to.from.client != 0) calls_.reply(to.from.client, bytes_of(frame));
}

void Room::refuse(const Queued& to, v1::LiveRefusal::Reason reason, const std::string& text) {
  v1::ServerFrame frame;
  frame.mutable_refusal()->set_seq(to.command.seq());
  frame.mutable_refusal()->set_reason(reason);
  frame.mutable_refusal()->set_text(text);
  reply(to, std::move(frame));
}

// ---- the room's thread -----------------------------------------------------------------------------------------

void Room::live() {
  try {
    begin_take();
    come_back();
  } catch (const std::exception& problem) {
    in_trouble(problem.what());
  }
  while (!stopping() && !ended_) {
    try {
      turn();
    } catch (const std::exception& problem) {
      in_trouble(problem.what());
    }
  }
  std::deque<std::function<void()>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(jobs_);
    solving_ = false;
  }
  for (const auto& job : jobs) job();
  std::vector<Queued> last = take_queue();
  last.erase(std::remove_if(last.begin(), last.end(), [](const Queued& q) { return !q.command.has_end(); }), last.end());
  try {
    if (!ended_) do_commands(std::move(last));  // an end that came while the start was being solved
    if (!arms_.empty() && !ended_) log_.append(reached_record(arms_.front()->run.day()));
    log_.sync();
  } catch (const std::exception& problem) {
    calls_.log(fmt::format("room {}: {}", start_.id, problem.what()));
  }
}

void Room::in_trouble(const std::string& what) {
  trouble_ = what;
  playing_ = stepping_ = false;
  calls_.log(fmt::format("room {}: in trouble: {}", start_.id, what));
  {
    const std::lock_guard lock(mutex_);
    solving_ = false;
    ++feed_.number;
    feed_.head.set_trouble(what);
    feed_.head.set_start_share(1);
    feed_.head.set_playing(false);
  }
  calls_.published();
}

void Room::begin_take() {
  const std::shared_ptr<const Scenario> scenario = start_.scenario;
  v1::LiveWelcome welcome = welcome_of(*scenario, start_.seed);
  welcome.set_room(start_.id);
  welcome.set_room_title(start_.title);
  welcome.set_lesson(start_.lesson);
  for (const Policy& policy : shelf_.policies) *welcome.add_policies() = policy.shown;
  for (const Lesson& lesson : shelf_.lessons) *welcome.add_lessons() = lesson.shown;
  v1::LiveLevers levers = levers_of(*scenario, "A", welcome.first_day());
  arms_.clear();
  selected_ = "A";
  parting_.reset();
  may_part_ = playing_ = stepping_ = take_due_ = levers_dirty_ = false;
  trouble_.clear();
  notes_.clear();
  {
    const std::lock_guard lock(mutex_);
    solving_ = true;
    feed_.new_epoch();
    feed_.welcome = std::move(welcome);
    feed_.levers = std::move(levers);
    feed_.head.set_selected_arm("A");
    feed_.head.set_start_share(0);
    feed_.head.set_playing(false);
  }
  calls_.published();
  const auto solved = shelf_.starts.get(scenario, start_.seed, shelf_.threads, [this](double share) {
    if (seconds_now() - last_publish_ > kPublishEvery) {
      last_publish_ = seconds_now();
      {
        const std::lock_guard lock(mutex_);
        ++feed_.number;
        feed_.head.set_start_share(share);
      }
      calls_.published();
    }
    return !stopping();
  });
  if (solved == nullptr) return;
  begin_arms(*solved);
  if (start_.done.empty() && start_.reached == 0) {
    const std::lock_guard lock(mutex_);
    solving_ = false;
  }
  publish(true);
}

void Room::begin_arms(const SteppedRun& solved) {
  arms_.push_back(std::make_unique<Arm>("A", solved, ResultsBuilder(*start_.scenario)));
  Arm& arm = *arms_.front();
  arm.watch.begin(arm.run.market().world());
  arm.metrics.assign(series_list().series.size() - series_list().daily, std::nan(""));
  arm.last_point = arm.run.day() - kPointEvery;
  run_to_ = arm.run.market().setup().last_day;
  const std::lock_guard lock(mutex_);
  feed_.arms.emplace_back("A", feed_.number + 1);
}

// A room of an earlier server: its commands again, each on its day.
void Room::come_back() {
  const auto live_to = [this](std::int32_t day) {
    if (!arms_.empty() && arms_.front()->run.day() < day) finish_redo();
    while (!stopping() && !arms_.empty() && arms_.front()->run.day() < day && !all_done()) {
      live_day();
      if (seconds_now() - last_publish_ > 5 * kPublishEvery) publish(false);
    }
  };
  for (const v1::LiveLogged& logged : start_.done) {
    live_to(logged.day());
    if (stopping() || arms_.empty()) return;
    redo(logged);
  }
  live_to(start_.reached);
  if (stopping() || arms_.empty()) return;
  finish_redo();
  start_.done.clear();
  start_.reached = 0;
  {
    const std::lock_guard lock(mutex_);
    solving_ = false;
  }
  pause();
}

void Room::turn() {
  std::deque<std::function<void()>> jobs;
  std::vector<v1::LiveJoined> joins;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(jobs_);
    joins.swap(joins_);
  }
  for (v1::LiveJoined& joined : joins) {
    v1::LiveRecord record;
    *record.mutable_joined() = std::move(joined);
    log_.append(record);
  }
  if (!joins.empty()) write_log();
  for (const auto& job : jobs) job();
  do_commands(take_queue());
  if (ended_) return;
  if (take_due_) return begin_take();
  if (playing_) return live_some_days();
  std::unique_lock lock(mutex_);
  if (!arms_.empty() && feed_.head.watchers() != watchers_) {  // somebody came or went while the market waits
    lock.unlock();
    return publish(false);
  }
  wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping() || !queue_.empty() || !jobs_.empty() || !joins_.empty(); });
}

bool Room::must_wait_for_step() const {
  return stepping_ && std::none_of(queue_.begin(), queue_.end(), [](const Queued& q) { return interrupts(q.command); });
}

// Commands wait until a step is over, unless one of them ends it.
std::vector<Room::Queued> Room::take_queue() {
  const std::lock_guard lock(mutex_);
  if (must_wait_for_step()) return {};
  std::vector<Queued> out(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
  queue_.clear();
  return out;
}

bool Room::all_done() const {
  return std::all_of(arms_.begin(), arms_.end(), [](const auto& arm) { return arm->run.market().done(); });
}

void Room::run_until(std::int32_t day, bool as_fast_as_it_goes) {
  const std::int32_t last = arms_.front()->run.market().setup().last_day;
  run_to_ = std::min(day, last);
  playing_ = true;
  stepping_ = as_fast_as_it_goes;
  credit_ = 1;
  last_turn_ = rate_since_ = seconds_now();
  days_at_rate_ = days_lived_;
}

void Room::pause() {
  playing_ = stepping_ = false;
  rate_ = 0;
  for (const auto& arm : arms_) arm->month_ended = true;  // its hash, and all groups
  publish(true);
  log_.append(reached_record(arms_.front()->run.day()));
  write_log();
}

// How far the room came, and who joined: where the disk is full the market goes on, and they are written with the next that can be.
void Room::write_log() {
  try {
    log_.write();
    log_fails_ = false;
  } catch (const store::StoreError& error) {
    if (!std::exchange(log_fails_, true)) calls_.log(fmt::format("room {}: its log waits: {}", start_.id, error.what()));
  }
}

void Room::live_some_days() {
  const double began = seconds_now();
  const bool fast = stepping_ || days_per_second_ <= 0;
  credit_ = std::min(credit_ + (began - last_turn_) * days_per_second_, std::max(1.0, days_per_second_ * 0.25));
  last_turn_ = began;
  while ((fast || credit_ >= 1) && arms_.front()->run.day() < run_to_ && !all_done() && !stopping()) {
    live_day();
    credit_ -= 1;
    if (seconds_now() - began > kTurn) break;
  }
  const double now = seconds_now();
  if (now - rate_since_ > 0.5) {
    rate_ = static_cast<double>(days_lived_ - days_at_rate_) / (now - rate_since_);
    rate_since_ = now;
    days_at_rate_ = days_lived_;
  }
  if (arms_.front()->run.day() >= run_to_ || all_done()) return pause();
  if (now - last_publish_ >= kPublishEvery && somebody_takes_it()) publish(false);
  if (fast || credit_ >= 1) return;
  std::unique_lock lock(mutex_);
  const double wait = std::min({(1 - credit_) / days_per_second_, kPublishEvery, 0.25});
  wake_.wait_for(lock, std::chrono::duration<double>(wait), [this] { return stopping() || !queue_.empty() || !jobs_.empty(); });
}

bool Room::somebody_takes_it() const {
  const std::lock_guard lock(mutex_);
  return connected_ > 0 && calls_.heard();
}

void Room::live_day() {
  bool month = false;
  for (const auto& arm : arms_) {
    if (arm->run.market().done()) continue;
    const bool ended = arm->run.step(arm->builder);
    month = month || ended;
    arm->watch.look(arm->run.market().world(), arm->events);
    if (ended) month_ended(*arm);
    dated_interventions(*arm);
    arm->touched.clear();
  }
  ++days_lived_;
  compare_arms();
  if (month) {
    log_.append(reached_record(arms_.front()->run.day()));
    write_log();
  }
}

void Room::month_ended(Arm& arm) {
  arm.metrics = national_values(arm.run.month_rows());
  keep_point(arm, take_picture(arm.run, false), true);
  arm.month_ended = true;
}

void Room::keep_point(Arm& arm, const Picture& picture, bool month) {
  std::vector<double> values = picture.daily;
  if (month) values.insert(values.end(), arm.metrics.begin(), arm.metrics.end());
  arm.points.emplace_back(picture.day, std::move(values));
  arm.last_point = picture.day;
}

// Only after a command to one of them can they differ, by the law of forks.
void Room::compare_arms() {
  if (arms_.size() != 2 || !may_part_ || parting_->has_parted_day()) return;
  const World &a = arms_[0]->run.market().world(), &b = arms_[1]->run.market().world();
  if (world_hash(a) == world_hash(b)) return;
  parting_->set_parted_day(a.day - 1);
  const auto of_a = column_hashes(a), of_b = column_hashes(b);
  for (std::size_t i = 0; i < of_a.size(); ++i)
    if (of_a[i].second != of_b[i].second) parting_->add_columns(std::string(of_a[i].first));
}

// What the scenario itself begins or ends on the day that was lived.
void Room::dated_interventions(Arm& arm) {
  const std::string lived = to_string(Date{arm.run.day() - 1});
  for (const v1::Instrument& i : arm.run.market().scenario()->values.instruments()) {
    if (!i.enabled() || arm.touched.count(i.name()) != 0) continue;
    if (i.from() == lived) note(arms_.size() == 1 ? "" : arm.name, i.name() + " begins", "scenario", "instruments[" + i.name() + "].from");
    if (i.to() == lived) note(arms_.size() == 1 ? "" : arm.name, i.name() + " ends", "scenario", "instruments[" + i.name() + "].to");
  }
}

void Room::note(const std::string& arm, const std::string& text, const std::string& who, const std::string& path) {
  v1::LiveIntervention out;
  out.set_arm(arm);
  out.set_text(text);
  out.set_who(who);
  out.set_path(path);
  out.set_day(who == "scenario" ? arm_of(arm).run.day() - 1 : arm_of(arm).run.day());
  notes_.push_back(std::move(out));
}

void Room::publish(bool whole) {
  if (arms_.empty()) return;
  std::vector<Picture> pictures;
  for (const auto& arm : arms_) {
    pictures.push_back(take_picture(arm->run, whole || arm->month_ended));
    if (pictures.back().day - arm->last_point >= kPointEvery) keep_point(*arm, pictures.back(), false);
  }
  v1::LiveLevers levers;
  if (levers_dirty_) levers = levers_of(*arm_of(selected_).run.market().scenario(), selected_, arm_of(selected_).run.day());
  std::vector<std::uint64_t> hashes(arms_.size(), 0);
  for (std::size_t i = 0; i < arms_.size() && whole; ++i) hashes[i] = world_hash(arms_[i]->run.market().world());
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t number = ++feed_.number;
    for (std::size_t i = 0; i < arms_.size(); ++i) {
      Arm& arm = *arms_[i];
      ArmFeed* feed = feed_.arm(arm.name);
      feed->metrics(arm.metrics);
      feed->show(pictures[i], number);
      for (auto& [day, values] : arm.points) feed->point(day, std::move(values), number);
      for (v1::LiveEvent& event : arm.events) feed->event(std::move(event), number);
      if (whole) feed->hash(hashes[i], arm.run.day(), number);
      else if (arm.month_ended && !arm.run.recording().months().empty()) feed->hash(arm.run.recording().months().rbegin()->world_hash(), arm.run.recording().months().rbegin()->day() + 1, number);
      arm.points.clear();
      arm.events.clear();
      arm.month_ended = false;
    }
    for (v1::LiveIntervention& note : notes_) feed_.interventions.emplace_back(number, std::move(note));
    notes_.clear();
    v1::LiveFrame& head = feed_.head;
    head.set_playing(playing_);
    head.set_days_per_second(days_per_second_);
    head.set_days_per_second_done(rate_);
    head.set_start_share(solving_ ? 0.99 : 1);
    head.set_selected_arm(selected_);
    head.set_watchers(watchers_);
    head.set_trouble(trouble_);
    if (parting_) *head.mutable_parting() = *parting_;
    else head.clear_parting();
    if (levers_dirty_) {
      feed_.levers = std::move(levers);
      ++feed_.levers_number;
    }
  }
  levers_dirty_ = false;
  last_publish_ = seconds_now();
  calls_.published();
}

Room::Arm& Room::arm_of(const std::string& name) {
  for (const auto& arm : arms_)
    if (arm->name == name || name.empty()) return *arm;
  throw Refused(v1::LiveRefusal::BAD_VALUE, "there is no arm '" + name + "'");
}

Room::File Room::file_of(Want want, const std::string& name) {
  if (arms_.empty()) throw std::runtime_error("the start is still being solved");
  const Arm& arm = arm_of(name.empty() ? selected_ : name);
  const std::string stem = fmt::format("{}-{}-{}", start_.scenario->name, start_.id, arm.name);
  if (want == Want::scenario) {
    const std::string heading = fmt::format("A live session: room {}, arm {}, lived to {}", start_.id, arm.name, to_string(Date{arm.run.day() - 1}));
    return {stem + ".yaml", dated_scenario(arm.run, arm.undated, heading), {}};
  }
  const auto dir = log_.path().parent_path() / ("download-" + arm.name);
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
  File out{stem + ".tar", {}, {}};
  try {
    save_run(arm.run, arm.builder, *start_.scenario, "", dir);
    out.bytes = tar_of(dir, stem);
  } catch (const std::exception& problem) {
    out.problem = problem.what();
  }
  std::filesystem::remove_all(dir, ignored);
  return out;
}

}  // namespace carepool::live
