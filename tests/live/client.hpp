// client.hpp: a WebSocket client of a page's own size, on plain sockets, and a server to talk to.
//
// What for: tests of the live server over real sockets, the honest and the hostile. Who writes and reads it: tests/live.
// The surprising decision: written by hand, so that it can also say what no library would.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "carepool/live.pb.h"
#include "live/hall.hpp"
#include "live/server.hpp"
#include "support/market_run.hpp"

namespace carepool::live::test {

using carepool::test::scenario_file;
using Clock = std::chrono::steady_clock;

class Socket {
 public:
  // From another address of this machine, 127.0.0.2 say: to the server it is somebody else.
  explicit Socket(std::uint16_t port, const std::string& from = {}) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (!from.empty()) {
      sockaddr_in own{};
      own.sin_family = AF_INET;
      if (::inet_pton(AF_INET, from.c_str(), &own.sin_addr) != 1 || ::bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) throw std::runtime_error("cannot be " + from);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void write(const std::string& bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
      const auto n = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (n <= 0) throw std::runtime_error("the server closed");
      at += static_cast<std::size_t>(n);
    }
  }
  // At least `n` bytes, or what came before the end or the time was up.
  std::string read(std::size_t n, double seconds = 10) {
    fill(n, seconds);
    const std::string out = in_.substr(0, n);
    in_.erase(0, out.size());
    return out;
  }
  bool has(std::size_t n, double seconds) {
    fill(n, seconds);
    return in_.size() >= n;
  }
  std::string read_head(double seconds = 10) {
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    while (in_.find("\r\n\r\n") == std::string::npos && Clock::now() < until)
      if (!more(seconds)) break;
    const std::size_t end = std::min(in_.size(), in_.find("\r\n\r\n") == std::string::npos ? in_.size() : in_.find("\r\n\r\n") + 4);
    const std::string out = in_.substr(0, end);
    in_.erase(0, end);
    return out;
  }
  std::string read_all(double seconds = 10) {
    while (more(seconds)) {
    }
    return std::exchange(in_, {});
  }
  bool closed_within(double seconds) {
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    while (Clock::now() < until) {
      in_.clear();
      if (!more(std::chrono::duration<double>(until - Clock::now()).count()) && ended_) return true;
    }
    return ended_;
  }
  int fd() const { return fd_; }
  bool ended() const { return ended_; }

 private:
  bool more(double seconds) {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, std::max(0, static_cast<int>(seconds * 1000))) <= 0) return false;
    char piece[65536];
    const auto n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) {
      ended_ = true;
      return false;
    }
    in_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  void fill(std::size_t n, double seconds) {
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    while (in_.size() < n && Clock::now() < until)
      if (!more(std::chrono::duration<double>(until - Clock::now()).count())) return;
  }

  int fd_;
  std::string in_;
  bool ended_ = false;
};

inline std::string http_get(std::uint16_t port, const std::string& target, const std::string& more_headers = {}, const std::string& from = {}) {
  Socket socket(port, from);
  socket.write("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n" + more_headers + "\r\n");
  return socket.read_all(30);
}

inline std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

class WebSocket {
 public:
  explicit WebSocket(std::uint16_t port, const std::string& headers = {}, const std::string& from = {}, const std::string& host = "127.0.0.1") : socket_(port, from) {
    socket_.write("GET /ws HTTP/1.1\r\nHost: " + host + ":" + std::to_string(port) +
                  "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n");
    head_ = socket_.read_head();
    open_ = head_.find(" 101 ") != std::string::npos;
  }
  bool open() const { return open_; }
  const std::string& head() const { return head_; }
  Socket& socket() { return socket_; }

  static std::string framed(const std::string& payload, int opcode = 2) {
    std::string out;
    out += static_cast<char>(0x80 | opcode);
    if (payload.size() < 126) {
      out += static_cast<char>(0x80 | payload.size());
    } else if (payload.size() < 65536) {
      out += static_cast<char>(0x80 | 126);
      out += static_cast<char>(payload.size() >> 8);
      out += static_cast<char>(payload.size() & 255);
    } else {
      out += static_cast<char>(0x80 | 127);
      for (int i = 7; i >= 0; --i) out += static_cast<char>((static_cast<std::uint64_t>(payload.size()) >> (8 * i)) & 255);
    }
    out.append(4, '\0');  // a mask of zeros is a mask
    return out + payload;
  }
  void send_bytes(const std::string& payload, int opcode = 2) { socket_.write(framed(payload, opcode)); }
  void send(const v1::ClientFrame& frame) { send_bytes(frame.SerializeAsString()); }

  // The next message of the server; nothing when the time is up or it closed.
  std::optional<v1::ServerFrame> receive(double seconds = 10) {
    while (true) {
      if (!socket_.has(2, seconds)) return std::nullopt;
      const std::string head = socket_.read(2);
      const int opcode = head[0] & 15;
      std::uint64_t size = static_cast<unsigned char>(head[1]) & 127;
      if (size == 126 || size == 127) {
        const std::string more = socket_.read(size == 126 ? 2 : 8);
        size = 0;
        for (const char c : more) size = size << 8 | static_cast<unsigned char>(c);
      }
      const std::string payload = socket_.read(size, 60);
      bytes_received += payload.size();
      if (opcode == 8) {
        closed = true;
        close_reason = payload.size() > 2 ? payload.substr(2) : "";
        return std::nullopt;
      }
      if (opcode == 9) send_bytes(payload, 10);
      if (opcode != 2) continue;
      v1::ServerFrame frame;
      if (!frame.ParseFromString(payload)) throw std::runtime_error("the server's frame cannot be parsed");
      return frame;
    }
  }

  std::uint64_t bytes_received = 0;
  bool closed = false;
  std::string close_reason;

 private:
  Socket socket_;
  std::string head_;
  bool open_ = false;
};

// A page: remembers the welcome and the last frame, counts what it gets.
class Page {
 public:
  explicit Page(std::uint16_t port, const std::string& from = {}) : ws_(port, {}, from) {
    if (!ws_.open()) throw std::runtime_error("no socket: " + ws_.head());
  }

  void hello(v1::LiveRole role, const std::function<void(v1::LiveHello&)>& more = {}) {
    v1::ClientFrame out;
    out.mutable_hello()->set_protocol(1);
    out.mutable_hello()->set_role(role);
    if (more) more(*out.mutable_hello());
    ws_.send(out);
  }
  // Until the welcome; false when refused.
  bool join(v1::LiveRole role, const std::function<void(v1::LiveHello&)>& more = {}) {
    hello(role, more);
    return until([this] { return welcome.protocol() == 1 || refusal.has_value(); }) && !refusal;
  }
  bool ready(double seconds = 60) {
    return until([this] { return frame.number() > 0 && frame.start_share() >= 1 && frame.arms_size() > 0; }, seconds);
  }

  std::uint64_t send(const std::function<void(v1::LiveCommand&)>& fill) {
    v1::ClientFrame out;
    out.mutable_command()->set_seq(next_seq);
    fill(*out.mutable_command());
    ws_.send(out);
    return next_seq++;
  }
  // Sends a command and waits for its answer.
  bool ask(const std::function<void(v1::LiveCommand&)>& fill, double seconds = 60) {
    const std::uint64_t seq = send(fill);
    refusal.reset();
    until([&] { return acks.count(seq) != 0 || (refusal && refusal->seq() == seq); }, seconds);
    return acks.count(seq) != 0;
  }
  bool step(v1::LiveSpan span, std::uint32_t count = 1, double seconds = 120) {
    const std::int32_t before = day();
    if (!ask([&](v1::LiveCommand& c) {
          c.mutable_step()->set_span(span);
          c.mutable_step()->set_count(count);
        }))
      return false;
    return until([&] { return !frame.playing() && day() > before; }, seconds);
  }
  bool set(const std::string& path, const std::string& value, const std::string& arm = {}) {
    return ask([&](v1::LiveCommand& c) {
      c.set_arm(arm);
      c.mutable_set()->set_path(path);
      c.mutable_set()->set_value(value);
    });
  }

  bool until(const std::function<bool()>& done, double seconds = 60) {
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (!done()) {
      const double left = std::chrono::duration<double>(end - Clock::now()).count();
      if (left <= 0) return false;
      const auto got = ws_.receive(left);
      if (!got) return done();
      take(*got);
    }
    return true;
  }
  void take(const v1::ServerFrame& got) {
    if (got.has_welcome()) {
      welcome = got.welcome();
      next_seq = std::max(next_seq, welcome.next_seq());
      levers = welcome.levers();
      frame.Clear();
    }
    if (got.has_levers()) levers = got.levers();
    if (got.has_frame()) take_frame(got.frame());
    if (got.has_ack()) acks[got.ack().seq()] = got.ack();
    if (got.has_refusal()) refusal = got.refusal();
    if (got.has_answer()) answer = got.answer();
    if (got.has_ended()) {
      ended = got.ended().text();
      comes_back = got.ended().comes_back();
    }
  }

  std::int32_t day() const { return frame.arms_size() > 0 ? frame.arms(0).day() : 0; }
  double today(const std::string& series, int arm = 0) const {
    for (int i = 0; i < welcome.series_size(); ++i)
      if (welcome.series(i).id() == series) return frame.arms(arm).today(i);
    throw std::runtime_error("no series " + series);
  }
  WebSocket& ws() { return ws_; }

  v1::LiveWelcome welcome;
  v1::LiveLevers levers;
  v1::LiveFrame frame;
  std::map<std::uint64_t, v1::LiveAck> acks;
  std::optional<v1::LiveRefusal> refusal;
  std::optional<v1::LiveAnswer> answer;
  std::optional<std::string> ended;
  bool comes_back = false;
  std::uint64_t next_seq = 1;
  std::uint64_t frames = 0, bad_bases = 0;
  std::map<std::string, std::uint64_t> hashes;  // last of each arm
  std::vector<v1::LiveIntervention> interventions;
  std::function<void(const v1::LiveFrame&)> on_frame;

 private:
  void take_frame(const v1::LiveFrame& got) {
    if (got.base() != 0 && got.base() != frame.number()) ++bad_bases;
    if (got.base() == 0) interventions.clear();
    interventions.insert(interventions.end(), got.interventions().begin(), got.interventions().end());
    frame = got;
    ++frames;
    if (on_frame) on_frame(got);
    for (const v1::LiveArm& arm : got.arms())
      if (arm.world_hash() != 0) hashes[arm.name()] = arm.world_hash();
  }

  WebSocket ws_;
};

// A server on a port of its own, with a small world, in a folder of its own.
class TestServer {
 public:
  explicit TestServer(std::shared_ptr<const Scenario> scenario, const std::filesystem::path& sessions, const std::function<void(HallOptions&, ServerOptions&)>& change = {}) {
    ServerOptions server;
    server.port = 0;
    server.signals = false;
    HallOptions hall;
    hall.trainer_code = "teach123";
    if (change) change(hall, server);
    shelf_.scenario = std::move(scenario);
    shelf_.sessions = sessions;
    Errors problems;
    shelf_.policies = read_policies(carepool::test::scenarios_folder(), problems);
    shelf_.lesson_scenario = [this](const v1::LiveLesson& lesson) -> Result<std::shared_ptr<const Scenario>> {
      auto out = with_sets(*shelf_.scenario, {lesson.set().begin(), lesson.set().end()});
      if (!out.ok()) return out.errors();
      return std::make_shared<const Scenario>(std::move(out).value());
    };
    v1::LiveLesson lesson;
    lesson.set_name("first");
    lesson.set_title("A first lesson");
    lesson.add_set("demand.level=1.1");
    shelf_.lessons.push_back({lesson, "What to ask first\n"});
    server_ = std::make_unique<Server>(server);
    const auto log = [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      lines_ += line + "\n";
    };
    hall_ = std::make_unique<Hall>(shelf_, hall, server_->post(), log);
    hall_->open();
    room_ = hall_->first_room();
    code_ = hall_->join_code(room_);
    thread_ = std::thread([this, log] { server_->run(*hall_, log); });
  }
  ~TestServer() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
    hall_.reset();
  }
  std::uint16_t port() const { return server_->port(); }
  const std::string& room() const { return room_; }
  const std::string& code() const { return code_; }
  bool log_has(const std::string& text, double seconds = 10) const {  // what is logged comes a moment after what is sent
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (log().find(text) == std::string::npos) {
      if (Clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }
  std::string log() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  Shelf shelf_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Hall> hall_;
  std::thread thread_;
  std::string room_, code_;
  mutable std::mutex mutex_;
  std::string lines_;
};

// An empty folder for one test, below the build.
inline std::filesystem::path fresh_folder(const std::string& name) {
  const auto dir = carepool::test::scratch_dir() / name;
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  return dir;
}

inline std::shared_ptr<const Scenario> small_world(const std::vector<std::string>& sets = {}) {
  std::vector<std::string> all{"world.only_region=North East", "start_state.prehistory_days=30", "years=3"};
  all.insert(all.end(), sets.begin(), sets.end());
  return scenario_file("england.yaml", all);
}

}  // namespace carepool::live::test
