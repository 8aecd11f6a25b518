// room.hpp: one market that lives, and the thread that lives it.
//
// What for: commands are taken between two days, written to disk, done and acknowledged, in that order; what shows goes to the feed. Who
// writes it: its own thread. Who reads it: the hall, on the network's thread.
// The surprising decision: nobody is ever waited for. The thread puts what it has into the feed under one short lock and goes on; how many
// watch, and how slowly they read, is not known here.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "carepool/live.pb.h"
#include "live/catalogue.hpp"
#include "live/feed.hpp"
#include "live/session_log.hpp"
#include "live/start_cache.hpp"
#include "run/commands.hpp"

namespace carepool::live {

// What all rooms share; it outlives them.
struct Shelf {
  std::shared_ptr<const Scenario> scenario;  // that is served
  std::filesystem::path sessions;            // DIR
  std::vector<Policy> policies;
  std::vector<Lesson> lessons;
  // The scenario of a lesson: the served one, or its own, with its policies and values.
  std::function<Result<std::shared_ptr<const Scenario>>(const v1::LiveLesson&)> lesson_scenario;
  StartCache starts;
  int threads = 1;                           // of each model
};

// Called on the room's thread, without its lock.
struct RoomCalls {
  std::function<void(std::uint64_t client, Bytes frame)> reply;
  std::function<void()> published;           // somebody's cursor is behind
  std::function<bool()> heard;               // what was published last has been passed on: a further picture would be taken, not thrown away
  std::function<void(std::string why)> ended;
  std::function<void(std::string line)> log;
};

struct RoomStart {
  std::string id, title, join_code;
  std::shared_ptr<const Scenario> scenario;
  std::uint64_t seed = 1;
  std::string lesson;
  std::vector<v1::LiveLogged> done;          // of a room that comes back: commands since its first day
  std::int32_t reached = 0;                  // and the last day known; 0: none
};

class Room {
 public:
  Room(Shelf& shelf, RoomStart start, SessionLog log, RoomCalls calls);
  ~Room();                                   // stops the thread; the log says how far it came
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const std::string& id() const { return start_.id; }
  const std::string& title() const { return start_.title; }
  const std::string& join_code() const { return start_.join_code; }

  struct Sender {
    std::uint64_t client = 0;
    std::string session;
    std::string who;                         // "trainer"
  };
  // Queued; answered by reply. False: too many wait already.
  bool command(const Sender& sender, v1::LiveCommand command);
  void joined(v1::LiveJoined joined);        // into the log

  // The next thing that whoever has this cursor has not been sent, or null. `welcome` completes a welcome.
  Bytes next(Cursor& cursor, const std::function<void(v1::LiveWelcome&)>& welcome);
  v1::LiveRoom shown() const;
  void set_watchers(std::uint32_t watchers, std::uint32_t connected);  // observers; everybody

  // A file made of an arm, on the room's thread; `then` is called there.
  struct File {
    std::string name, bytes, problem;        // problem: why there is none
  };
  enum class Want { scenario, recording };
  void file(Want want, std::string arm, std::function<void(File)> then);
  std::vector<v1::LiveIntervention> history_of(const std::string& path) const;
  void stop();                               // asks; the destructor waits

 private:
  struct Arm;
  struct Queued {
    Sender from;
    v1::LiveCommand command;
  };
  struct Done;                               // what a command came to
  class Refused;

  void live();
  void begin_take();
  void begin_arms(const SteppedRun& solved);
  void come_back();
  void redo(const v1::LiveLogged& logged);
  void finish_redo();
  void turn();
  std::vector<Queued> take_queue();
  bool must_wait_for_step() const;
  void do_commands(std::vector<Queued> batch);
  void make_room_for(const v1::LiveCommand& command);
  void write_log();
  Done perform(const v1::LiveCommand& command, const std::string& who);
  void perform_on_run(const v1::LiveCommand& command, Done& done);
  void perform_on_arms(const v1::LiveCommand& command, Done& done);
  void perform_change(const v1::LiveCommand& command, const std::string& who, Done& done);
  std::vector<SetValue> settings_of(const v1::LiveCommand& command, const Arm& arm);
  void change_arm(Arm& arm, const std::vector<SetValue>& settings, const std::string& who, const std::string& text, Done& done);
  void take_scenario(Arm& arm, std::shared_ptr<const Scenario> after);
  void fork();
  void save(const v1::LiveCommand& command, Done& done);
  void run_until(std::int32_t day, bool as_fast_as_it_goes);
  void pause();
  void live_some_days();
  bool somebody_takes_it() const;
  void live_day();
  void month_ended(Arm& arm);
  void compare_arms();
  void dated_interventions(Arm& arm);
  void publish(bool whole);
  void keep_point(Arm& arm, const Picture& picture, bool month);
  void note(const std::string& arm, const std::string& text, const std::string& who, const std::string& path = {});
  void in_trouble(const std::string& what);
  void reply(const Queued& to, v1::ServerFrame frame);
  void refuse(const Queued& to, v1::LiveRefusal::Reason reason, const std::string& text);
  Arm& arm_of(const std::string& name);
  bool all_done() const;
  bool stopping() const { return stop_.load(); }
  File file_of(Want want, const std::string& arm);

  Shelf& shelf_;
  RoomStart start_;
  SessionLog log_;
  RoomCalls calls_;

  // The room's thread alone.
  std::vector<std::unique_ptr<Arm>> arms_;
  std::string selected_ = "A";
  bool playing_ = false, stepping_ = false, levers_dirty_ = false, take_due_ = false, ended_ = false, log_fails_ = false;
  std::int32_t run_to_ = 0;
  double days_per_second_ = 30, credit_ = 0;
  double last_turn_ = 0, last_publish_ = 0, rate_since_ = 0, rate_ = 0;
  std::int64_t days_lived_ = 0, days_at_rate_ = 0;
  std::vector<v1::LiveIntervention> notes_;  // since the last frame
  std::optional<v1::LiveParting> parting_;
  bool may_part_ = false;
  std::string trouble_;
  int saves_ = 0;

  mutable std::mutex mutex_;                 // guards what follows
  std::condition_variable wake_;
  std::deque<Queued> queue_;
  std::deque<std::function<void()>> jobs_;
  std::vector<v1::LiveJoined> joins_;
  bool solving_ = true;
  std::uint32_t watchers_ = 0, connected_ = 0;
  Feed feed_;

  std::atomic<bool> stop_{false};
  std::thread thread_;                       // last: begins when all else stands
};

}  // namespace carepool::live
