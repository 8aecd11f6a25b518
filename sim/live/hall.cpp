#include "live/hall.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "live/page.hpp"
#include "live/room_parts.hpp"

namespace carepool::live {
namespace {

constexpr int kMostFaults = 20;           // malformed frames and wrong codes of one connection
constexpr std::size_t kMostSessions = 2000;
constexpr std::size_t kMostText = 80;

using Reason = v1::LiveRefusal;

std::string random_bytes(std::size_t n) {
  std::string out(n, '\0');
  for (std::size_t at = 0; at < n;) {
    const auto got = ::getrandom(out.data() + at, n - at, 0);
    if (got < 0 && errno != EINTR) throw std::runtime_error("the machine gives no random numbers");
    if (got > 0) at += static_cast<std::size_t>(got);
  }
  return out;
}

std::string random_hex(std::size_t bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : random_bytes(bytes)) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string who(v1::LiveRole role) { return role == v1::ROLE_TRAINER ? "trainer" : role == v1::ROLE_OBSERVER ? "observer" : "player"; }

// Whatever the first difference, the same time.
bool same_code(const std::string& a, const std::string& b) {
  if (a.size() != b.size() || a.empty()) return false;
  unsigned differ = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differ |= static_cast<unsigned>(a[i] ^ b[i]);
  return differ == 0;
}

std::string shown_text(const std::string& text) {  // for the log: no control characters, no novels
  std::string out = text.substr(0, kMostText);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  return out;
}

v1::LiveOpened opened_of(const RoomStart& start) {
  v1::LiveOpened out;
  out.set_format_version(kLogFormat);
  out.set_room(start.id);
  out.set_title(start.title);
  out.set_join_code(start.join_code);
  out.set_model_version(std::string(build_info().version));
  out.set_scenario_yaml(start.scenario->canonical_yaml);
  out.set_scenario_hash(hex64(start.scenario->hash));
  out.set_seed(start.seed);
  return out;
}

// The last take of a log: where a room that comes back begins.
struct Take {
  v1::LiveOpened opened;
  std::vector<v1::LiveLogged> done;
  std::int32_t reached = 0;
  std::vector<v1::LiveJoined> joined;
  std::map<std::string, std::uint64_t> last_seq;  // by session
  std::string first_hash;
  std::uint64_t first_seed = 0;
  bool ended = false;
};

Take last_take(const std::vector<v1::LiveRecord>& records) {
  Take take;
  for (const v1::LiveRecord& record : records) {
    if (record.has_opened()) {
      if (take.first_hash.empty()) {
        take.first_hash = record.opened().scenario_hash();
        take.first_seed = record.opened().seed();
      }
      take.opened = record.opened();
      take.done.clear();
      take.reached = 0;
    } else if (record.has_joined()) {
      take.joined.push_back(record.joined());
    } else if (record.has_logged()) {
      take.done.push_back(record.logged());
      take.reached = std::max(take.reached, record.logged().day());
      std::uint64_t& seq = take.last_seq[record.logged().session()];
      seq = std::max(seq, record.logged().command().seq());
    } else if (record.has_reached()) {
      take.reached = std::max(take.reached, record.reached().day());
    } else if (record.has_ended()) {
      take.ended = true;
    }
  }
  return take;
}

std::map<std::string, std::string> query_of(const std::string& target) {
  std::map<std::string, std::string> out;
  std::size_t at = target.find('?');
  while (at != std::string::npos) {
    const std::size_t next = target.find('&', ++at);
    const std::string pair = target.substr(at, next == std::string::npos ? next : next - at);
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) out[pair.substr(0, equals)] = pair.substr(equals + 1);
    at = next;
  }
  return out;
}

// "client 7 (192.168.1.7)", for the log.
std::string named(std::uint64_t id, const Peer& peer) { return peer.address.empty() ? fmt::format("client {}", id) : fmt::format("client {} ({})", id, peer.address); }

std::string wait_text(int seconds) { return fmt::format("too many wrong codes came from this address; try again in {} s", seconds); }

HttpAnswer problem(int status, const std::string& text) { return {status, "text/plain; charset=utf-8", text + "\n", {}}; }

}  // namespace

std::string random_code(std::size_t letters) {
  static constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  std::string out;
  while (out.size() < letters)
    for (const char c : random_bytes(16))
      if (const auto u = static_cast<unsigned char>(c); u < 248 && out.size() < letters) out += alphabet[u % alphabet.size()];
  return out;
}

Hall::Hall(Shelf& shelf, HallOptions options, Post post, Log log) : shelf_(shelf), options_(std::move(options)), post_(std::move(post)), log_(std::move(log)), often_(log_), brake_(options_.brake) {}

Hall::~Hall() { slots_.clear(); }

// ---- rooms -----------------------------------------------------------------------------------------------------

RoomCalls Hall::calls_of(const std::string& room, std::shared_ptr<std::atomic<bool>> told) {
  RoomCalls calls;
  calls.reply = [this](std::uint64_t client, Bytes frame) {
    post_([this, client, frame = std::move(frame)] {
      if (const auto found = clients_.find(client); found != clients_.end()) found->second.transport->send(frame);
    });
  };
  calls.published = [this, room, told] {
    if (!told->exchange(true)) post_([this, room] { room_published(room); });
  };
  calls.heard = [told] { return !told->load(); };
  calls.heard = [told] { return !told->load(); };
  calls.ended = [this, room](const std::string& why) { post_([this, room, why] { room_ended(room, why); }); };
  calls.log = log_;
  return calls;
}

void Hall::start_room(Slot& slot, RoomStart start, SessionLog log) {
  slot.told = std::make_shared<std::atomic<bool>>(false);
  slot.room = std::make_unique<Room>(shelf_, std::move(start), std::move(log), calls_of(slot.id, slot.told));
}

// A log of an earlier server: its room is known again, and its sessions.
void Hall::remember(const std::filesystem::path& file) {
  const LogRead read = read_log(file);
  const Take take = last_take(read.records);
  const std::string folder = file.parent_path().filename().string();
  if (take.ended || take.opened.room() != folder) return;
  if (take.opened.model_version() != build_info().version) {
    log_(fmt::format("room {} was made with carepool {} and stays closed", folder, take.opened.model_version()));
    return;
  }
  Slot& slot = slots_[folder];
  slot.id = folder;
  slot.title = take.opened.title();
  slot.join_code = take.opened.join_code();
  slot.written = std::filesystem::last_write_time(file);
  slot.of_served = take.first_hash == hex64(shelf_.scenario->hash) && take.first_seed == static_cast<std::uint64_t>(shelf_.scenario->values.seed());
  for (const v1::LiveJoined& joined : take.joined) {
    auto session = std::make_unique<Session>();
    session->id = joined.session();
    session->resume = joined.resume();
    session->room = folder;
    session->role = joined.role();
    session->seat = joined.seat();
    const auto seq = take.last_seq.find(joined.session());
    session->next_seq = seq == take.last_seq.end() ? 1 : seq->second + 1;
    sessions_[joined.resume()] = std::move(session);
  }
  if (read.torn) log_(fmt::format("room {}: the end of its log was torn by a kill and is dropped", folder));
}

void Hall::open(bool fresh) {
  std::error_code code;
  for (std::filesystem::directory_iterator it(shelf_.sessions, code), end; !code && it != end; it.increment(code)) {
    if (!store::is_there(it->path() / "log.pb")) continue;
    try {
      remember(it->path() / "log.pb");
    } catch (const std::exception& why) {
      log_(fmt::format("{}: {}", it->path().filename().string(), why.what()));
    }
  }
  const Slot* newest = nullptr;
  for (const auto& [id, slot] : slots_)
    if (slot.of_served && (newest == nullptr || slot.written > newest->written)) newest = &slot;
  if (!fresh && newest != nullptr && wake(slots_[newest->id])) {
    first_ = newest->id;
    log_(fmt::format("room {} is open again", first_));
    return;
  }
  const Slot* made = new_room("");
  if (made == nullptr) throw std::runtime_error("no room could be opened");
  first_ = made->id;
}

bool Hall::wake(Slot& slot) {
  if (slot.room != nullptr) return true;
  const auto awake = std::count_if(slots_.begin(), slots_.end(), [](const auto& s) { return s.second.room != nullptr; });
  if (static_cast<std::size_t>(awake) >= options_.most_rooms) return false;
  try {
    return open_again(slot);
  } catch (const std::exception& why) {  // the disk, or another server that has it
    log_(fmt::format("room {} cannot be opened again: {}", slot.id, why.what()));
    return false;
  }
}

bool Hall::open_again(Slot& slot) {
  const LogRead read = read_log(log_of(slot.id));
  Take take = last_take(read.records);
  LoadOptions options;
  options.tables = shelf_.scenario->tables;
  auto scenario = load_scenario_text(take.opened.scenario_yaml(), slot.id + "/log.pb", shelf_.sessions.string(), options);
  if (!scenario.ok() || hex64(scenario.value().hash) != take.opened.scenario_hash()) {
    log_(fmt::format("room {} cannot be opened again: its scenario is not readable with these tables", slot.id));
    return false;
  }
  RoomStart start;
  start.id = slot.id;
  start.title = slot.title;
  start.join_code = slot.join_code;
  start.scenario = std::make_shared<const Scenario>(std::move(scenario).value());
  start.seed = take.opened.seed();
  start.lesson = take.opened.lesson();
  start.done = std::move(take.done);
  start.reached = take.reached;
  start_room(slot, std::move(start), SessionLog::go_on(log_of(slot.id), read.whole_bytes));
  return true;
}

Hall::Slot* Hall::new_room(const std::string& title) {
  const auto awake = std::count_if(slots_.begin(), slots_.end(), [](const auto& s) { return s.second.room != nullptr; });
  if (static_cast<std::size_t>(awake) >= options_.most_rooms) return nullptr;
  RoomStart start;
  do start.id = random_code(6);
  while (slots_.count(start.id) != 0);
  start.title = title;
  start.join_code = random_code(6);
  start.scenario = shelf_.scenario;
  start.seed = static_cast<std::uint64_t>(shelf_.scenario->values.seed());
  std::optional<SessionLog> log;
  try {
    log = SessionLog::create(log_of(start.id));
    v1::LiveRecord record;
    *record.mutable_opened() = opened_of(start);
    log->append(record);
    log->sync();
  } catch (const store::StoreError&) {  // half a room is none
    std::error_code ignored;
    std::filesystem::remove_all(log_of(start.id).parent_path(), ignored);
    throw;
  }
  Slot& slot = slots_[start.id];
  slot.id = start.id;
  slot.title = start.title;
  slot.join_code = start.join_code;
  slot.of_served = true;
  start_room(slot, std::move(start), std::move(*log));
  log_(fmt::format("room {} is open", slot.id));
  return &slot;
}

void Hall::room_published(const std::string& room) {
  Slot* slot = slot_of(room);
  if (slot == nullptr || slot->told == nullptr) return;
  slot->told->store(false);
  for (auto& [id, client] : clients_)
    if (client.session != nullptr && client.session->room == room) client.transport->frames_waiting();
}

void Hall::tell_all(const std::string& room, const std::string& why) {
  v1::ServerFrame frame;
  frame.mutable_ended()->set_text(why);
  frame.mutable_ended()->set_comes_back(room.empty());
  const auto bytes = std::make_shared<const std::string>(frame.SerializeAsString());
  for (auto& [id, client] : clients_) {
    if (!room.empty() && (client.session == nullptr || client.session->room != room)) continue;
    client.transport->send(bytes);
    client.transport->close(why);
  }
}

void Hall::room_ended(const std::string& room, const std::string& why) {
  tell_all(room, why);
  log_(fmt::format("room {}: {}", room, why));
  for (auto& [id, client] : clients_)
    if (client.session != nullptr && client.session->room == room) client.session = nullptr;
  for (auto it = sessions_.begin(); it != sessions_.end();) it = it->second->room == room ? sessions_.erase(it) : std::next(it);
  slots_.erase(room);
  if (first_ == room) first_ = slots_.empty() ? "" : slots_.begin()->first;
}

void Hall::stop(const std::string& why) {
  tell_all("", why);
  for (auto& [id, slot] : slots_)
    if (slot.room != nullptr) slot.room->stop();
  for (auto& [id, slot] : slots_) slot.room.reset();
}

Hall::Slot* Hall::slot_of(const std::string& id) {
  const auto found = slots_.find(id);
  return found == slots_.end() ? nullptr : &found->second;
}

// Phones like to begin with a capital.
Hall::Slot* Hall::slot_by_code(const std::string& typed) {
  std::string code = typed;
  for (char& c : code)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (auto& [id, slot] : slots_)
    if (same_code(slot.join_code, code)) return &slot;
  return nullptr;
}

std::string Hall::first_room() const { return first_; }

std::string Hall::join_code(const std::string& room) const {
  const auto found = slots_.find(room);
  return found == slots_.end() ? "" : found->second.join_code;
}

std::vector<v1::LiveRoom> Hall::rooms() const {
  std::vector<v1::LiveRoom> out;
  for (const auto& [id, slot] : slots_) {
    if (slot.room != nullptr) {
      out.push_back(slot.room->shown());
      continue;
    }
    out.emplace_back();
    out.back().set_id(id);
    out.back().set_title(slot.title);
  }
  return out;
}

void Hall::count_watchers(const std::string& room) {
  Slot* slot = slot_of(room);
  if (slot == nullptr || slot->room == nullptr) return;
  std::uint32_t watchers = 0, connected = 0;
  for (const auto& [id, client] : clients_) {
    if (client.session == nullptr || client.session->room != room) continue;
    ++connected;
    if (client.session->role == v1::ROLE_OBSERVER) ++watchers;
  }
  slot->room->set_watchers(watchers, connected);
}

// ---- clients ---------------------------------------------------------------------------------------------------

std::uint64_t Hall::connected(std::shared_ptr<Transport> transport, Peer peer) {
  if (clients_.size() >= options_.most_clients) {
    often_.say("refused a connection: the house is full", fmt::format("refused a connection of {}: the house is full", peer.address));
    return 0;
  }
  Client& client = clients_[++last_client_];
  client.peer = std::move(peer);
  client.transport = std::move(transport);
  return last_client_;
}

void Hall::disconnected(std::uint64_t id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  Session* session = found->second.session;
  const Peer peer = std::move(found->second.peer);
  clients_.erase(found);
  if (session == nullptr) return;
  log_(fmt::format("{} left room {}", named(id, peer), session->room));
  if (session->client == id) session->client = 0;
  const std::string room = session->room;
  if (session->role == v1::ROLE_OBSERVER && sessions_.size() > kMostSessions) sessions_.erase(session->resume);
  count_watchers(room);
}

void Hall::refuse(Client& client, v1::LiveRefusal::Reason reason, const std::string& text, std::uint64_t seq, std::uint64_t next_seq) {
  v1::ServerFrame frame;
  v1::LiveRefusal& refusal = *frame.mutable_refusal();
  refusal.set_seq(seq);
  refusal.set_reason(reason);
  refusal.set_text(text);
  refusal.set_next_seq(next_seq);
  client.transport->send(std::make_shared<const std::string>(frame.SerializeAsString()));
}

// Refused, written down, and shown out when it happens again and again.
namespace {

std::string kind_of(v1::LiveRefusal::Reason reason) {
  switch (reason) {
    case Reason::WRONG_CODE: return "a wrong code, or one that must wait";
    case Reason::NO_SUCH_ROOM: return "no such room";
    case Reason::TOO_LARGE: return "a frame that is too large";
    case Reason::TOO_MANY: return "too many rooms";
    default: return "what was no hello";
  }
}

}  // namespace

void Hall::fault(std::uint64_t id, Client& client, v1::LiveRefusal::Reason reason, const std::string& text, std::uint64_t seq) {
  const std::string line = fmt::format("{}: refused: {}", named(id, client.peer), shown_text(text));
  // Of strangers, who may come by the hundred, the first of a kind; of whoever is in a room, each.
  if (client.session == nullptr) often_.say("refused: " + kind_of(reason), line);
  else log_(line);
  refuse(client, reason, text, seq, client.session == nullptr ? 0 : client.session->next_seq);
  if (++client.faults >= kMostFaults) client.transport->close("too many refusals");
}

void Hall::too_large(std::uint64_t id) {
  if (const auto found = clients_.find(id); found != clients_.end()) fault(id, found->second, Reason::TOO_LARGE, "the frame is too large");
}

void Hall::received(std::uint64_t id, std::string_view bytes) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  try {
    hear(id, found->second, bytes);
  } catch (const std::exception& why) {  // a disk that is full, perhaps: this one's frame is not the end of everybody
    fault(id, found->second, Reason::FAILED, why.what());
  }
}

void Hall::hear(std::uint64_t id, Client& client, std::string_view bytes) {
  v1::ClientFrame frame;
  if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || frame.what_case() == v1::ClientFrame::WHAT_NOT_SET)
    return fault(id, client, Reason::MALFORMED, "the bytes are no frame of this protocol");
  if (frame.has_hello()) {
    if (client.session != nullptr) return fault(id, client, Reason::NOT_WELCOME, "hello was said already");
    return hello(id, client, frame.hello());
  }
  if (client.session == nullptr) return fault(id, client, Reason::NOT_WELCOME, "say hello first");
  if (frame.has_command()) return command(id, client, frame.command());
  question(client, frame.question());
}

bool Hall::resume(std::uint64_t id, Client& client, const v1::LiveHello& hello) {
  const auto found = sessions_.find(hello.resume());
  if (found == sessions_.end()) return false;
  Session& session = *found->second;
  Slot* slot = slot_of(session.room);
  if (slot == nullptr || session.role != hello.role() || (!hello.room().empty() && hello.room() != session.room) || !wake(*slot)) return false;
  if (const auto old = clients_.find(session.client); session.client != id && old != clients_.end()) {
    old->second.session = nullptr;
    old->second.transport->close("the session goes on in another window");
  }
  seat(id, client, session, *slot);
  return true;
}

// ---- join codes: a guesser is slowed down ----

int Hall::must_wait(const Peer& peer) {
  if (peer.here && options_.spare_here) return 0;
  return brake_.wait(peer.network, CodeBrake::Time::clock::now());
}

void Hall::wrong_code(const Peer& peer, const std::string& code) {
  if (code.empty() || (peer.here && options_.spare_here)) return;  // no code is no guess
  if (const int pause = brake_.wrong(peer.network, CodeBrake::Time::clock::now()); pause > 0)
    log_(fmt::format("{}: {} wrong codes: no code of this address is looked at for {} s", peer.address, options_.brake.guesses, pause));
}

// While an address waits, right codes are refused, too: else guessing would go on. Whoever is in a room comes back without a code.
bool Hall::may_say_a_code(std::uint64_t id, Client& client, const v1::LiveHello& hello) {
  const int seconds = options_.codes && !hello.code().empty() ? must_wait(client.peer) : 0;
  if (seconds == 0) return true;
  fault(id, client, Reason::WRONG_CODE, wait_text(seconds));
  return false;
}

bool Hall::may_join(std::uint64_t id, Client& client, const v1::LiveHello& hello, Slot*& slot) {
  if (!may_say_a_code(id, client, hello)) return false;
  const bool trainer = hello.role() == v1::ROLE_TRAINER;
  const bool trainers_code = same_code(hello.code(), options_.trainer_code);
  Slot* coded = hello.code().empty() ? nullptr : slot_by_code(hello.code());
  if (options_.codes && !trainers_code && (trainer || coded == nullptr)) {
    fault(id, client, Reason::WRONG_CODE, trainer ? "this is not the trainer's code" : "no room has this code");
    wrong_code(client.peer, hello.code());
    return false;
  }
  slot = nullptr;
  if (trainer && hello.new_room()) {
    slot = new_room(hello.room().substr(0, kMostText));
    if (slot == nullptr) fault(id, client, Reason::TOO_MANY, fmt::format("{} rooms are open already", options_.most_rooms));
    return slot != nullptr;
  }
  slot = !hello.room().empty() ? slot_of(hello.room()) : coded != nullptr ? coded : slot_of(first_);
  if (slot == nullptr && trainer && hello.room().empty()) {  // the last room was ended
    slot = new_room("");
    if (slot != nullptr) first_ = slot->id;
  }
  const bool others_code = options_.codes && !trainers_code && slot != coded;
  if (slot == nullptr || others_code) {
    fault(id, client, others_code && slot != nullptr ? Reason::WRONG_CODE : Reason::NO_SUCH_ROOM, "there is no such room, or the code is another room's");
    return false;
  }
  if (wake(*slot)) return true;
  fault(id, client, Reason::TOO_MANY, "too many rooms are open already, or the room cannot be opened again");
  return false;
}

Hall::Session& Hall::new_session(const v1::LiveHello& hello, const Slot& slot) {
  auto session = std::make_unique<Session>();
  session->id = random_hex(8);
  session->resume = random_hex(16);
  session->room = slot.id;
  session->role = hello.role();
  session->name = shown_text(hello.name());
  Session& out = *session;
  sessions_[out.resume] = std::move(session);
  // Observers leave nothing that must come back.
  if (out.role == v1::ROLE_TRAINER) {
    v1::LiveJoined joined;
    joined.set_session(out.id);
    joined.set_resume(out.resume);
    joined.set_role(out.role);
    slot.room->joined(std::move(joined));
  }
  return out;
}

void Hall::hello(std::uint64_t id, Client& client, const v1::LiveHello& hello) {
  if (hello.protocol() != 1) return fault(id, client, Reason::MALFORMED, "protocol 1 is spoken here");
  if (hello.role() == v1::ROLE_PLAYER) return fault(id, client, Reason::WRONG_ROLE, "players cannot join yet; watch as an observer");
  if (hello.role() != v1::ROLE_TRAINER && hello.role() != v1::ROLE_OBSERVER) return fault(id, client, Reason::WRONG_ROLE, "a role is trainer or observer");
  if (!hello.resume().empty() && resume(id, client, hello)) return;
  Slot* slot = nullptr;
  if (!may_join(id, client, hello, slot)) return;
  seat(id, client, new_session(hello, *slot), *slot);
}

void Hall::seat(std::uint64_t id, Client& client, Session& session, Slot& slot) {
  session.client = id;
  client.session = &session;
  client.cursor = {};
  log_(fmt::format("{} is in room {} as {}", named(id, client.peer), slot.id, who(session.role)));
  count_watchers(slot.id);
  client.transport->frames_waiting();
}

Bytes Hall::next(std::uint64_t id) {
  const auto found = clients_.find(id);
  if (found == clients_.end() || found->second.session == nullptr) return nullptr;
  Client& client = found->second;
  const Session& session = *client.session;
  Slot* slot = slot_of(session.room);
  if (slot == nullptr || slot->room == nullptr) return nullptr;
  return slot->room->next(client.cursor, [&](v1::LiveWelcome& welcome) {
    welcome.set_session(session.id);
    welcome.set_resume(session.resume);
    welcome.set_role(session.role);
    welcome.set_next_seq(session.next_seq);
    if (session.role != v1::ROLE_TRAINER) return;
    welcome.set_join_code(slot->join_code);
    welcome.set_join_url("/?room=" + slot->id + "&code=" + slot->join_code);
    for (const std::string& origin : options_.origins) welcome.add_join_origins(origin);
    for (v1::LiveRoom& room : rooms()) *welcome.add_rooms() = std::move(room);
  });
}

void Hall::command(std::uint64_t id, Client& client, const v1::LiveCommand& command) {
  Session& session = *client.session;
  if (session.role != v1::ROLE_TRAINER) return fault(id, client, Reason::WRONG_ROLE, fmt::format("an {} watches; '{}' is the trainer's", who(session.role), name_of(command)), command.seq());
  if (command.seq() != session.next_seq) {
    log_(fmt::format("{}: refused command {} where {} is next", named(id, client.peer), command.seq(), session.next_seq));
    return refuse(client, Reason::OUT_OF_ORDER, fmt::format("command {} is next", session.next_seq), command.seq(), session.next_seq);
  }
  Slot* slot = slot_of(session.room);
  if (slot == nullptr || slot->room == nullptr) return refuse(client, Reason::NO_SUCH_ROOM, "the room is closed", command.seq());
  if (command.what_case() == v1::LiveCommand::WHAT_NOT_SET) return fault(id, client, Reason::MALFORMED, "the command says nothing", command.seq());
  if (!slot->room->command({id, session.id, who(session.role)}, command)) return refuse(client, Reason::TOO_MANY, "too many commands wait", command.seq(), session.next_seq);
  ++session.next_seq;
}

void Hall::question(Client& client, const v1::LiveQuestion& question) {
  v1::ServerFrame frame;
  v1::LiveAnswer& answer = *frame.mutable_answer();
  if (question.has_definition()) answer = definition_of(question.definition());
  Slot* slot = slot_of(client.session->room);
  if (question.has_lever_history() && slot != nullptr && slot->room != nullptr)
    for (v1::LiveIntervention& note : slot->room->history_of(question.lever_history())) *answer.add_history() = std::move(note);
  if (question.has_rooms() && client.session->role == v1::ROLE_TRAINER)
    for (v1::LiveRoom& room : rooms()) *answer.add_rooms() = std::move(room);
  answer.set_id(question.id());
  client.transport->send(std::make_shared<const std::string>(frame.SerializeAsString()));
}

// ---- HTTP ------------------------------------------------------------------------------------------------------

void Hall::get(const std::string& target, const Peer& peer, std::function<void(HttpAnswer)> answer) {
  const std::string path = target.substr(0, target.find('?'));
  if (path == "/" || path == "/index.html") return answer({200, "text/html; charset=utf-8", std::string(page_html()), {}});
  if (path == "/page.js") return answer({200, "text/javascript; charset=utf-8", std::string(page_script()), {}});
  if (path == "/style.css") return answer({200, "text/css; charset=utf-8", std::string(page_style()), {}});
  if (path == "/healthz") return answer({200, "text/plain; charset=utf-8", fmt::format("ok carepool {}\n", build_info().version), {}});
  if (path.rfind("/rooms/", 0) == 0) return download(target, peer, answer);
  if (path.rfind("/lessons/", 0) == 0 && facilitators_page(path.substr(9), query_of(target)["code"], peer, answer)) return;
  not_there(peer, path);
  answer(problem(404, "there is nothing at this address"));
}

void Hall::not_there(const Peer& peer, const std::string& path) {
  often_.say("refused: an address with nothing there", fmt::format("{}: refused: nothing at '{}'", peer.address, shown_text(path)));
}

// For the trainer's eyes, on a screen of their own: it has the answers. False: there is none of this name.
bool Hall::facilitators_page(const std::string& lesson, const std::string& code, const Peer& peer, const std::function<void(HttpAnswer)>& answer) {
  for (const Lesson& one : shelf_.lessons) {
    if (one.shown.name() != lesson || one.page.empty()) continue;
    if (const int seconds = options_.codes && !code.empty() ? must_wait(peer) : 0; seconds > 0) {
      answer(problem(429, wait_text(seconds)));
      return true;
    }
    if (!options_.codes || same_code(code, options_.trainer_code)) {
      answer({200, "text/plain; charset=utf-8", one.page, {}});
      return true;
    }
    often_.say("refused a facilitator's page: wrong code", fmt::format("{}: refused a facilitator's page: wrong code", peer.address));
    wrong_code(peer, code);
    answer(problem(403, "the trainer's code is needed: add ?code=CODE"));
    return true;
  }
  return false;
}

void Hall::download(const std::string& target, const Peer& peer, const std::function<void(HttpAnswer)>& answer) {
  const std::string path = target.substr(7, target.find('?') - 7);
  const std::size_t slash = path.find('/');
  const std::string file = slash == std::string::npos ? "" : path.substr(slash + 1);
  Slot* slot = slot_of(path.substr(0, slash));
  auto query = query_of(target);
  if (slot == nullptr || slot->room == nullptr || (file != "scenario.yaml" && file != "recording.tar")) {
    not_there(peer, target.substr(0, target.find('?')));
    return answer(problem(404, "there is no such room or file"));
  }
  if (const int seconds = options_.codes && !query["code"].empty() ? must_wait(peer) : 0; seconds > 0) return answer(problem(429, wait_text(seconds)));
  if (options_.codes && !same_code(query["code"], options_.trainer_code) && slot_by_code(query["code"]) != slot) {
    often_.say("refused a download: wrong code", fmt::format("{}: refused a download: wrong code", peer.address));
    wrong_code(peer, query["code"]);
    return answer(problem(403, "the room's code is needed: add &code=CODE"));
  }
  if (!query["arm"].empty() && query["arm"] != "A" && query["arm"] != "B") return answer(problem(400, "an arm is A or B"));
  const bool yaml = file == "scenario.yaml";
  slot->room->file(yaml ? Room::Want::scenario : Room::Want::recording, query["arm"], [this, answer, yaml](Room::File made) {
    post_([answer, yaml, made = std::move(made)] {
      if (!made.problem.empty()) return answer(problem(409, made.problem));
      answer({200, yaml ? "application/yaml; charset=utf-8" : "application/x-tar", made.bytes, made.name});
    });
  });
}

}  // namespace carepool::live
