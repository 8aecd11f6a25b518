// hall.hpp: who comes in, to which room, as what, and what they may say.
//
// What for: hellos, join codes, sessions, sequence numbers, downloads, rooms of an earlier server. Who calls it: the server, on the network's
// thread alone; it needs no lock. Who reads it: the server, tests.
// The surprising decision: it knows nothing of sockets. A transport hands in bytes and takes bytes, so every refusal can be tested without
// a network, and a slow one is simply asked less often (next()).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/brake.hpp"
#include "live/often.hpp"
#include "live/room.hpp"

namespace carepool::live {

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void send(Bytes frame) = 0;              // an answer: kept in order, never left out
  virtual void frames_waiting() = 0;               // ask Hall::next() when the last frame is on its way
  virtual void close(const std::string& why) = 0;  // after what was sent
};

// Where bytes come from.
struct Peer {
  std::string address;           // "192.168.1.7"; for the log
  std::string network;           // whose guesses count together: the address, or the first half of an IPv6 one
  bool here = false;             // this very machine
};

struct HallOptions {
  bool codes = false;            // join codes are demanded
  std::string trainer_code;
  std::size_t most_rooms = 8;    // awake
  std::size_t most_clients = 500;
  BrakeOptions brake{};
  bool spare_here = true;        // wrong codes from this machine are no guesses: a trainer beside the server is never locked out
  std::vector<std::string> origins{};  // "http://192.168.1.7:8080": where others on the network reach the server
};

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8", body;
  std::string file_name;         // a download under this name
};

class Hall {
 public:
  using Post = std::function<void(std::function<void()>)>;  // runs something on the network's thread, later; callable from any thread
  using Log = std::function<void(const std::string& line)>;  // callable from any thread

  Hall(Shelf& shelf, HallOptions options, Post post, Log log);
  ~Hall();

  // Rooms that an earlier server left open; where none is of the served scenario, or with `fresh`, a new one. Throws store::StoreError.
  void open(bool fresh = false);
  // Everybody is told; rooms write down how far they came.
  void stop(const std::string& why);

  std::uint64_t connected(std::shared_ptr<Transport> transport, Peer peer);  // 0: the house is full
  void received(std::uint64_t client, std::string_view bytes);
  void too_large(std::uint64_t client);
  void disconnected(std::uint64_t client);
  Bytes next(std::uint64_t client);                // the newest that this client has not been sent, or null

  void get(const std::string& target, const Peer& peer, std::function<void(HttpAnswer)> answer);

  OftenLog& often() { return often_; }             // on the network's thread

  std::string first_room() const;
  std::string join_code(const std::string& room) const;

 private:
  struct Session {
    std::string id, resume, room, name;
    v1::LiveRole role = v1::ROLE_NONE;
    v1::LiveSeat seat;
    std::uint64_t next_seq = 1;
    std::uint64_t client = 0;                      // that is connected, or 0
  };
  struct Slot {                                    // a room, awake or asleep
    std::string id, title, join_code;
    std::unique_ptr<Room> room;                    // null: asleep
    std::shared_ptr<std::atomic<bool>> told;       // its frames have been announced to the network's thread
    std::filesystem::file_time_type written{};
    bool of_served = false;                        // its first take was of the served scenario
  };
  struct Client {
    std::shared_ptr<Transport> transport;
    Peer peer;
    Session* session = nullptr;
    Cursor cursor;
    int faults = 0;                                // malformed frames and wrong codes
  };

  void hear(std::uint64_t id, Client& client, std::string_view bytes);
  void hello(std::uint64_t id, Client& client, const v1::LiveHello& hello);
  void command(std::uint64_t id, Client& client, const v1::LiveCommand& command);
  void question(Client& client, const v1::LiveQuestion& question);
  int must_wait(const Peer& peer);                 // seconds until this address may say a code
  void wrong_code(const Peer& peer, const std::string& code);
  bool may_say_a_code(std::uint64_t id, Client& client, const v1::LiveHello& hello);
  bool may_join(std::uint64_t id, Client& client, const v1::LiveHello& hello, Slot*& slot);
  Session& new_session(const v1::LiveHello& hello, const Slot& slot);
  bool resume(std::uint64_t id, Client& client, const v1::LiveHello& hello);
  void seat(std::uint64_t id, Client& client, Session& session, Slot& slot);
  void fault(std::uint64_t id, Client& client, v1::LiveRefusal::Reason reason, const std::string& text, std::uint64_t seq = 0);
  void not_there(const Peer& peer, const std::string& path);
  void refuse(Client& client, v1::LiveRefusal::Reason reason, const std::string& text, std::uint64_t seq = 0, std::uint64_t next_seq = 0);

  Slot* slot_of(const std::string& id);
  Slot* slot_by_code(const std::string& code);
  Slot* new_room(const std::string& title);        // null: too many
  bool wake(Slot& slot);
  bool open_again(Slot& slot);
  void start_room(Slot& slot, RoomStart start, SessionLog log);
  void remember(const std::filesystem::path& file);
  std::filesystem::path log_of(const std::string& room) const { return shelf_.sessions / room / "log.pb"; }
  RoomCalls calls_of(const std::string& room, std::shared_ptr<std::atomic<bool>> told);
  void room_published(const std::string& room);
  void room_ended(const std::string& room, const std::string& why);
  void count_watchers(const std::string& room);
  void tell_all(const std::string& room, const std::string& why);
  std::vector<v1::LiveRoom> rooms() const;
  bool facilitators_page(const std::string& lesson, const std::string& code, const Peer& peer, const std::function<void(HttpAnswer)>& answer);
  void download(const std::string& target, const Peer& peer, const std::function<void(HttpAnswer)>& answer);

  Shelf& shelf_;
  HallOptions options_;
  Post post_;
  Log log_;
  OftenLog often_;
  CodeBrake brake_;
  std::map<std::string, Slot> slots_;              // by id
  std::string first_;
  std::map<std::string, std::unique_ptr<Session>> sessions_;  // by resume
  std::map<std::uint64_t, Client> clients_;
  std::uint64_t last_client_ = 0;
};

// Letters and digits that nobody confuses when they are read aloud or from a wall.
std::string random_code(std::size_t letters);

}  // namespace carepool::live
