// What each command does. Every function runs on the room's thread, between two days.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "live/room_parts.hpp"
#include "live/saved.hpp"
#include "scenario/provenance.hpp"
#include "store/error.hpp"

namespace carepool::live {
namespace {

constexpr std::size_t kMostRecord = 32u << 10;  // of a policy's values; what a command says itself comes on top
constexpr std::size_t kMostPath = 200, kMostValue = 20'000, kMostText = 500;

using Reason = v1::LiveRefusal;

std::int32_t after_step(const v1::LiveStep& step, std::int32_t day) {
  const auto count = static_cast<std::int32_t>(std::min<std::uint32_t>(60, std::max<std::uint32_t>(1, step.count())));
  if (step.span() == v1::SPAN_DAY) return day + count;
  const Ymd now = ymd(Date{day});
  if (step.span() == v1::SPAN_MONTH) return add_months(from_ymd(now.year, now.month, 1), count).days;
  const Date april = from_ymd(now.year, 4, 1);
  const int first = april.days > day ? 0 : 1;
  return add_months(april, 12 * (first + count - 1)).days;
}

bool changes_an_arm(const v1::LiveCommand& c) { return c.has_set() || c.has_add_policy() || c.has_add_instrument() || c.has_switch_(); }

}  // namespace

std::string name_of(const v1::LiveCommand& command) {
  if (command.what_case() == v1::LiveCommand::WHAT_NOT_SET) return "nothing";
  return v1::LiveCommand::descriptor()->FindFieldByNumber(static_cast<int>(command.what_case()))->name();
}

// Written to disk before anybody is told that it is done.
void Room::do_commands(std::vector<Queued> batch) {
  std::vector<std::pair<Queued, v1::ServerFrame>> answers;
  bool any = false;
  std::size_t i = 0;
  for (; i < batch.size() && !take_due_ && !ended_; ++i) {
    const bool wait = stepping_ && std::none_of(batch.begin() + static_cast<std::ptrdiff_t>(i), batch.end(), [](const Queued& q) {
                        return q.command.has_pause() || q.command.has_end() || q.command.has_reset() || q.command.has_lesson();
                      });
    if (wait) break;
    v1::ServerFrame answer;
    const v1::LiveCommand& command = batch[i].command;
    const std::int32_t day = arms_.empty() ? 0 : arms_.front()->run.day();
    try {
      make_room_for(command);
      Done done = perform(command, batch[i].from.who);
      v1::LiveRecord record;
      v1::LiveLogged& logged = *record.mutable_logged();
      logged.set_session(batch[i].from.session);
      *logged.mutable_command() = command;
      logged.set_day(day);
      for (v1::LiveArmCommand& change : done.changes) *logged.add_changes() = std::move(change);
      logged.set_text(done.text);
      for (std::string& line : done.undated) logged.add_undated(std::move(line));
      log_.append(record);
      any = true;
      answer.mutable_ack()->set_seq(command.seq());
      answer.mutable_ack()->set_day(day);
      answer.mutable_ack()->set_arm(done.arm);
      answer.mutable_ack()->set_text(done.text);
    } catch (const Refused& refused) {
      answer.mutable_refusal()->set_seq(command.seq());
      answer.mutable_refusal()->set_reason(refused.reason);
      answer.mutable_refusal()->set_text(refused.what());
      answer.mutable_refusal()->set_allowed(refused.allowed);
      answer.mutable_refusal()->set_suggestion(refused.suggestion);
      calls_.log(fmt::format("room {}: refused {} of {}: {}", start_.id, name_of(command), batch[i].from.who, refused.what()));
    }
    answers.emplace_back(batch[i], std::move(answer));
  }
  if (i < batch.size()) {
    const std::lock_guard lock(mutex_);
    queue_.insert(queue_.begin(), std::make_move_iterator(batch.begin() + static_cast<std::ptrdiff_t>(i)), std::make_move_iterator(batch.end()));
  }
  if (take_due_) {
    v1::LiveRecord record;
    v1::LiveOpened& opened = *record.mutable_opened();
    opened.set_format_version(kLogFormat);
    opened.set_room(start_.id);
    opened.set_title(start_.title);
    opened.set_join_code(start_.join_code);
    opened.set_model_version(feed_.welcome.model_version());
    opened.set_scenario_yaml(start_.scenario->canonical_yaml);
    opened.set_scenario_hash(hex64(start_.scenario->hash));
    opened.set_seed(start_.seed);
    opened.set_lesson(start_.lesson);
    log_.append(record);
  }
  if (ended_) {
    v1::LiveRecord record;
    record.mutable_ended()->set_text("the room was ended");
    log_.append(record);
  }
  try {
    if (any) log_.sync();
  } catch (const store::StoreError& error) {  // not for want of space: what was done cannot be kept
    log_.forget_gathered();
    for (auto& [to, answer] : answers) {
      if (!answer.has_ack()) continue;
      answer.mutable_refusal()->set_reason(Reason::FAILED);
      answer.mutable_refusal()->set_text("the command could not be written to disk");
      answer.mutable_refusal()->set_seq(to.command.seq());
    }
    in_trouble(error.what());
  }
  for (auto& [to, answer] : answers) reply(to, std::move(answer));
  if (any && !take_due_ && !ended_ && (levers_dirty_ || !playing_)) publish(!playing_);
  if (ended_) calls_.ended("the room was ended");
}

// A command changes the market before it is written, so the space for its record is taken first: on a full disk nothing is done.
void Room::make_room_for(const v1::LiveCommand& command) {
  std::size_t bytes = kMostRecord + 8 * command.ByteSizeLong();
  if (command.has_reset() || command.has_lesson()) bytes += kMostRecord + 2 * start_.scenario->canonical_yaml.size();
  try {
    log_.make_room(bytes);
  } catch (const store::StoreError& error) {
    throw Refused(Reason::FAILED, "nothing was done, since it cannot be kept: " + error.reason());
  }
}

Room::Done Room::perform(const v1::LiveCommand& command, const std::string& who) {
  if (command.has_end()) {
    ended_ = true;
    return {"", "the room is ended; its log stays on disk"};
  }
  Done done;
  if (command.has_reset() || command.has_lesson()) {
    perform_on_run(command, done);
    return done;
  }
  if (!trouble_.empty()) throw Refused(Reason::FAILED, "the run cannot go on: " + trouble_);
  if (arms_.empty()) throw Refused(Reason::NOT_NOW, "the start is not solved yet");
  if (changes_an_arm(command)) perform_change(command, who, done);
  else if (command.has_fork() || command.has_select_arm() || command.has_drop_arm()) perform_on_arms(command, done);
  else if (command.has_mark()) {
    if (command.mark().text().empty() || command.mark().text().size() > kMostText) throw Refused(Reason::BAD_VALUE, fmt::format("a remark has 1 to {} bytes", kMostText));
    note(command.arm(), command.mark().text(), who);
    done.text = command.mark().text();
  } else {
    perform_on_run(command, done);
  }
  return done;
}

void Room::perform_on_run(const v1::LiveCommand& command, Done& done) {
  const auto check_more_to_live = [this] {
    if (all_done()) throw Refused(Reason::NOT_NOW, "the scenario's last day has been lived; reset to begin again");
  };
  switch (command.what_case()) {
    case v1::LiveCommand::kPlay: {
      check_more_to_live();
      const std::int32_t until = command.play().until(), today = arms_.front()->run.day();
      if (until != 0 && until <= today) throw Refused(Reason::BAD_VALUE, "that day has been lived");
      run_until(until == 0 ? arms_.front()->run.market().setup().last_day : until, false);
      done.text = until == 0 ? "plays" : "plays until " + to_string(Date{until});
      return;
    }
    case v1::LiveCommand::kPause:
      if (playing_) pause();
      done.text = "pauses";
      return;
    case v1::LiveCommand::kStep: {
      check_more_to_live();
      if (command.step().span() < v1::SPAN_DAY || command.step().span() > v1::SPAN_YEAR || command.step().count() > 60)
        throw Refused(Reason::BAD_VALUE, "a step is 1 to 60 days, months or years");
      const std::int32_t to = after_step(command.step(), arms_.front()->run.day());
      run_until(to, true);
      done.text = "steps to " + to_string(Date{to});
      return;
    }
    case v1::LiveCommand::kSpeed: {
      const double speed = command.speed().days_per_second();
      if (!(speed >= 0 && speed <= 100'000)) throw Refused(Reason::BAD_VALUE, "a speed is 0 (as fast as it goes) to 100,000 days a second");
      days_per_second_ = speed;
      done.text = speed > 0 ? fmt::format("{} days a second", speed) : "as fast as it goes";
      return;
    }
    case v1::LiveCommand::kReset:
      if (command.reset().has_seed()) {
        if (command.reset().seed() > 9007199254740991ULL) throw Refused(Reason::BAD_VALUE, "a seed is 0 to 9007199254740991");
        start_.seed = command.reset().seed();
      }
      take_due_ = true;
      done.text = fmt::format("begins again with seed {}", start_.seed);
      return;
    case v1::LiveCommand::kLesson: {
      if (command.lesson().name().empty()) {
        start_.scenario = shelf_.scenario;
        start_.lesson.clear();
        take_due_ = true;
        done.text = "leaves the lesson";
        return;
      }
      const Lesson* found = nullptr;
      std::string names;
      for (const Lesson& lesson : shelf_.lessons) {
        if (lesson.shown.name() == command.lesson().name()) found = &lesson;
        names += (names.empty() ? "" : ", ") + lesson.shown.name();
      }
      if (found == nullptr) {
        Refused refused(Reason::BAD_VALUE, "there is no lesson '" + command.lesson().name().substr(0, 60) + "'");
        refused.allowed = names;
        throw refused;
      }
      auto scenario = shelf_.lesson_scenario(found->shown);
      if (!scenario.ok()) throw Refused(Reason::BAD_VALUE, text(scenario.errors()));
      start_.scenario = scenario.value();
      start_.lesson = found->shown.name();
      take_due_ = true;
      done.text = "begins the lesson '" + found->shown.title() + "'";
      return;
    }
    case v1::LiveCommand::kSave: save(command, done); return;
    default: throw Refused(Reason::MALFORMED, "the command says nothing");
  }
}

void Room::perform_on_arms(const v1::LiveCommand& command, Done& done) {
  if (command.has_fork()) {
    if (arms_.size() == 2) throw Refused(Reason::NOT_NOW, "there are two arms already; drop B first");
    if (all_done()) throw Refused(Reason::NOT_NOW, "the scenario's last day has been lived");
    fork();
    done.arm = "B";
    done.text = "B begins as a copy of A";
  } else if (command.has_select_arm()) {
    selected_ = arm_of(command.select_arm().arm().empty() ? "A" : command.select_arm().arm()).name;
    levers_dirty_ = true;
    done.arm = selected_;
    done.text = "arm " + selected_ + " is selected";
  } else {
    if (arms_.size() == 1) throw Refused(Reason::NOT_NOW, "there is only one arm");
    arms_.pop_back();
    selected_ = "A";
    parting_.reset();
    may_part_ = false;
    levers_dirty_ = true;
    done.text = "arm B ends";
    const std::lock_guard lock(mutex_);
    feed_.arms.pop_back();
  }
}

void Room::fork() {
  publish(true);  // what waits is A's alone
  const Arm& a = *arms_.front();
  auto b = std::make_unique<Arm>("B", a.run, a.builder);
  b->watch = a.watch;
  b->metrics = a.metrics;
  b->last_point = a.last_point;
  b->undated = a.undated;
  arms_.push_back(std::move(b));
  parting_.emplace();
  parting_->set_fork_day(a.run.day());
  may_part_ = false;
  selected_ = "B";
  levers_dirty_ = true;
  {
    const std::lock_guard lock(mutex_);
    feed_.arms.push_back(feed_.arms.front().copy("B", feed_.number + 1));
  }
  note("", "fork: A goes on as it is, B begins as its copy", "trainer");
}

std::vector<SetValue> Room::settings_of(const v1::LiveCommand& command, const Arm& arm) {
  const Scenario& now = *arm.run.market().scenario();
  const std::int32_t day = arm.run.day();
  const auto good = [](Result<std::vector<SetValue>> settings) {
    if (settings.ok()) return std::move(settings).value();
    const Error& error = settings.errors().front();
    Refused refused(Reason::BAD_VALUE, error.message);
    refused.allowed = error.allowed;
    refused.suggestion = error.suggestion;
    throw refused;
  };
  if (command.has_set()) return {{command.set().path(), command.set().value()}};
  if (command.has_add_instrument()) return good(adding(now, day, command.add_instrument().yaml()));
  if (command.has_switch_()) return good(switching(now, day, command.switch_().name(), command.switch_().on()));
  std::string names;
  for (const Policy& policy : shelf_.policies) {
    if (policy.shown.name() == command.add_policy().name()) return good(overlay_settings(now, day, policy.yaml, policy.shown.name(), !command.add_policy().keep_dates()));
    names += (names.empty() ? "" : ", ") + policy.shown.name();
  }
  Refused refused(Reason::BAD_VALUE, "there is no policy '" + command.add_policy().name().substr(0, 60) + "'");
  refused.allowed = names;
  throw refused;
}

void Room::perform_change(const v1::LiveCommand& command, const std::string& who, Done& done) {
  if (all_done()) throw Refused(Reason::NOT_NOW, "the scenario's last day has been lived");
  Arm& arm = arm_of(command.arm().empty() ? selected_ : command.arm());
  if (command.set().path().size() > kMostPath || command.set().value().size() > kMostValue || command.add_instrument().yaml().size() > kMostValue)
    throw Refused(Reason::BAD_VALUE, "the path or the value is too long");
  if (command.has_set() && command.set().path().empty()) throw Refused(Reason::BAD_VALUE, "a path is needed, such as prices.bargaining");
  std::string text;
  if (command.has_add_policy()) text = "policy " + command.add_policy().name();
  if (command.has_add_instrument()) text = "new instrument " + command.add_instrument().yaml();
  if (command.has_switch_()) text = command.switch_().name() + (command.switch_().on() ? " is switched on" : " is switched off");
  change_arm(arm, settings_of(command, arm), who, text, done);
}

void Room::change_arm(Arm& arm, const std::vector<SetValue>& settings, const std::string& who, const std::string& said, Done& done) {
  const std::shared_ptr<const Scenario> before = arm.run.market().scenario();
  const std::int32_t day = arm.run.day();
  auto after = scenario_after(*before, day, settings);
  if (!after.ok()) {
    const Error& error = after.errors().front();
    bool past = false;
    for (const SetValue& s : settings) past = past || (!mid_run(s.path).allowed() && value_at(*before, s.path).ok());
    Refused refused(past ? Reason::NOT_MID_RUN : Reason::BAD_VALUE, error.message);
    refused.allowed = error.allowed;
    refused.suggestion = error.suggestion;
    throw refused;
  }
  done.arm = arm.name;
  done.text = said.empty() ? change_text(*before, *after.value(), settings.front().path) : said;
  done.undated = without_date(*before, *after.value(), day, settings);
  arm.undated.insert(arm.undated.end(), done.undated.begin(), done.undated.end());
  for (const SetValue& setting : settings) {
    v1::RecordedCommand command;
    command.set_day(day);
    command.set_path(setting.path);
    command.set_value(setting.value);
    command.set_who(who);
    v1::LiveArmCommand& change = done.changes.emplace_back();
    change.set_arm(arm.name);
    *change.mutable_command() = command;
    arm.run.record_command(std::move(command));
  }
  take_scenario(arm, std::move(after).value());
  note(arms_.size() == 1 ? "" : arm.name, done.text, who, settings.front().path);
}

void Room::take_scenario(Arm& arm, std::shared_ptr<const Scenario> after) {
  const std::shared_ptr<const Scenario> before = arm.run.market().scenario();
  for (const v1::Instrument& i : after->values.instruments()) {
    const auto& old = before->values.instruments();
    const auto same = std::find_if(old.begin(), old.end(), [&](const v1::Instrument& x) { return x.name() == i.name(); });
    if (same == old.end() || same->from() != i.from() || same->to() != i.to()) arm.touched.insert(i.name());
  }
  arm.run.market().change(std::move(after));
  levers_dirty_ = true;
  may_part_ = may_part_ || arms_.size() == 2;
}

// What a command of the log came to stands there: nothing is worked out again but the scenario, and that once for each day and arm, as
// `verify` does it.
void Room::redo(const v1::LiveLogged& logged) {
  const v1::LiveCommand& command = logged.command();
  Done done;
  if (command.has_fork() || command.has_select_arm() || command.has_drop_arm()) {
    finish_redo();
    perform_on_arms(command, done);
  }
  if (command.has_mark()) note(command.arm(), command.mark().text(), "trainer");
  if (command.has_speed()) days_per_second_ = command.speed().days_per_second();
  if (logged.changes().empty()) return;
  const v1::RecordedCommand& first = logged.changes(0).command();
  Arm& arm = arm_of(logged.changes(0).arm());
  for (const v1::LiveArmCommand& change : logged.changes()) {
    arm.to_redo.push_back({change.command().path(), change.command().value()});
    arm.run.record_command(change.command());
  }
  arm.undated.insert(arm.undated.end(), logged.undated().begin(), logged.undated().end());
  note(arms_.size() == 1 ? "" : arm.name, logged.text(), first.who(), first.path());
}

void Room::finish_redo() {
  for (const auto& arm : arms_) {
    if (arm->to_redo.empty()) continue;
    auto after = scenario_after(*arm->run.market().scenario(), arm->run.day(), std::exchange(arm->to_redo, {}));
    if (!after.ok()) throw std::runtime_error("the commands of " + to_string(Date{arm->run.day()}) + " cannot be done again: " + text(after.errors()));
    take_scenario(*arm, std::move(after).value());
  }
}

void Room::save(const v1::LiveCommand& command, Done& done) {
  const std::filesystem::path folder = log_.path().parent_path();
  if (command.save().title().size() > kMostText) throw Refused(Reason::BAD_VALUE, "the title is too long");
  std::vector<std::filesystem::path> made;
  try {
    while (store::is_there(folder / fmt::format("saved-{:03}-A", saves_ + 1))) ++saves_;
    ++saves_;
    for (const auto& arm : arms_) {
      if (!command.arm().empty() && command.arm() != arm->name) continue;
      const auto dir = folder / fmt::format("saved-{:03}-{}", saves_, arm->name);
      made.push_back(dir);
      save_run(arm->run, arm->builder, *start_.scenario, command.save().title(), dir);
      done.text += (done.text.empty() ? "" : ", ") + dir.string();
    }
  } catch (const std::exception& problem) {
    std::error_code ignored;
    for (const auto& dir : made) std::filesystem::remove_all(dir, ignored);
    throw Refused(Reason::FAILED, std::string("it could not be saved: ") + problem.what());
  }
}

}  // namespace carepool::live
