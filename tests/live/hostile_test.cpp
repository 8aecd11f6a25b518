// Bad input over real sockets: refused with a reason, written down, and nobody else notices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <cctype>
#include <random>

#include "client.hpp"

namespace carepool::live::test {
namespace {

using ::testing::HasSubstr;

// A room with a trainer who goes on working while others misbehave.
struct Room1 {
  explicit Room1(const std::string& name, const std::function<void(HallOptions&, ServerOptions&)>& change = {}) : server(small_world(), fresh_folder(name), change), trainer(server.port()) {
    EXPECT_TRUE(trainer.join(v1::ROLE_TRAINER, [](v1::LiveHello& h) { h.set_code("teach123"); }));
    EXPECT_TRUE(trainer.ready());
  }
  ~Room1() { EXPECT_TRUE(trainer.step(v1::SPAN_DAY)) << "the trainer was disturbed"; }
  TestServer server;
  Page trainer;
};

v1::LiveRefusal::Reason reason_of(Page& page) {
  page.until([&] { return page.refusal.has_value(); }, 10);
  return page.refusal ? page.refusal->reason() : v1::LiveRefusal::UNKNOWN;
}

TEST(Hostile, BytesThatAreNoFrameAreRefusedAndTheTwentiethIsShownOut) {
  Room1 room("malformed");
  Page page(room.server.port());
  std::mt19937 random(7);
  for (int i = 0; i < 30 && !page.ws().closed; ++i) {
    std::string bytes(1 + random() % 300, '\xff');
    for (char& c : bytes) c = static_cast<char>(random() | 0x80);
    try {
      page.ws().send_bytes(bytes);
    } catch (const std::runtime_error&) {
      break;
    }
    page.refusal.reset();
    page.until([&] { return page.refusal.has_value(); }, 5);
  }
  EXPECT_TRUE(page.ws().closed);
  EXPECT_TRUE(room.server.log_has("the bytes are no frame of this protocol")) << room.server.log();
}

TEST(Hostile, EmptyTextAndHalfFramesAreRefused) {
  Room1 room("text");
  Page page(room.server.port());
  page.ws().send_bytes("");
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::MALFORMED);
  page.refusal.reset();
  page.ws().send_bytes("{\"hello\": 1}", 1);
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::MALFORMED);
  page.refusal.reset();
  v1::ClientFrame frame;
  frame.mutable_hello()->set_protocol(1);
  frame.mutable_hello()->set_name(std::string(50, 'x'));
  page.ws().send_bytes(frame.SerializeAsString().substr(0, 30));
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::MALFORMED);
}

TEST(Hostile, LargeFramesAreRefusedAndHugeOnesEndTheConnection) {
  Room1 room("large");
  Page page(room.server.port());
  page.ws().send_bytes(std::string(70'000, 'x'));
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::TOO_LARGE);
  auto huge = std::make_unique<WebSocket>(room.server.port());
  // Only said to be huge: the server must not wait for it, nor make room for it.
  huge->socket().write(std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14) + std::string(1000, 'x'));
  EXPECT_TRUE(huge->socket().closed_within(10));
  huge.reset();
  EXPECT_TRUE(room.server.log_has("larger than any may be")) << room.server.log();
}

TEST(Hostile, NobodyIsHeardBeforeHelloNorTwice) {
  Room1 room("hello");
  Page page(room.server.port());
  page.send([](v1::LiveCommand& c) { c.mutable_play(); });
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::NOT_WELCOME);
  page.refusal.reset();
  ASSERT_TRUE(page.join(v1::ROLE_OBSERVER));
  page.hello(v1::ROLE_TRAINER);
  EXPECT_EQ(reason_of(page), v1::LiveRefusal::NOT_WELCOME);
  Page other(room.server.port());
  EXPECT_FALSE(other.join(v1::ROLE_PLAYER));
  EXPECT_EQ(other.refusal->reason(), v1::LiveRefusal::WRONG_ROLE);
  Page old(room.server.port());
  EXPECT_FALSE(old.join(v1::ROLE_OBSERVER, [](v1::LiveHello& h) { h.set_protocol(9); }));
  Page lost(room.server.port());
  EXPECT_FALSE(lost.join(v1::ROLE_OBSERVER, [](v1::LiveHello& h) { h.set_room("../../etc"); }));
  EXPECT_EQ(lost.refusal->reason(), v1::LiveRefusal::NO_SUCH_ROOM);
}

TEST(Hostile, AnObserverSteersNothing) {
  Room1 room("observer");
  const std::int32_t day = room.trainer.day();
  Page page(room.server.port());
  ASSERT_TRUE(page.join(v1::ROLE_OBSERVER));
  const std::vector<std::function<void(v1::LiveCommand&)>> all = {
      [](v1::LiveCommand& c) { c.mutable_play(); },   [](v1::LiveCommand& c) { c.mutable_step(); },  [](v1::LiveCommand& c) { c.mutable_reset(); },
      [](v1::LiveCommand& c) { c.mutable_set()->set_path("demand.level"); }, [](v1::LiveCommand& c) { c.mutable_fork(); }, [](v1::LiveCommand& c) { c.mutable_end(); },
      [](v1::LiveCommand& c) { c.mutable_save(); }};
  for (const auto& command : all) {
    EXPECT_FALSE(page.ask(command));
    EXPECT_EQ(page.refusal->reason(), v1::LiveRefusal::WRONG_ROLE);
  }
  EXPECT_EQ(room.trainer.day(), day);
  EXPECT_TRUE(room.server.log_has("'fork' is the trainer's")) << room.server.log();
}

TEST(Hostile, CommandsOutOfOrderAreRefusedAndNotDone) {
  Room1 room("order");
  Page& page = room.trainer;
  const std::uint64_t next = page.next_seq;
  for (const std::uint64_t seq : {next + 1, next - 1, std::uint64_t{0}, ~std::uint64_t{0}}) {
    page.next_seq = seq;
    EXPECT_FALSE(page.set("demand.level", "3"));
    EXPECT_EQ(page.refusal->reason(), v1::LiveRefusal::OUT_OF_ORDER);
    EXPECT_EQ(page.refusal->next_seq(), next);
  }
  page.next_seq = next;
  EXPECT_TRUE(page.set("demand.level", "1.1"));
}

TEST(Hostile, BadValuesAreRefusedWithWhatIsAllowed) {
  Room1 room("values");
  Page& page = room.trainer;
  const auto refused = [&](const std::string& path, const std::string& value, v1::LiveRefusal::Reason reason) {
    EXPECT_FALSE(page.set(path, value)) << path;
    EXPECT_EQ(page.refusal->reason(), reason) << path << ": " << page.refusal->text();
  };
  refused("prices.bargaining", "2", v1::LiveRefusal::BAD_VALUE);
  EXPECT_THAT(page.refusal->allowed(), HasSubstr("0"));
  refused("prices.bargainin", "0.2", v1::LiveRefusal::BAD_VALUE);
  EXPECT_THAT(page.refusal->suggestion(), HasSubstr("bargaining"));
  refused("world.only_region", "London", v1::LiveRefusal::NOT_MID_RUN);
  refused("", "", v1::LiveRefusal::BAD_VALUE);
  refused("instruments[frameworks].name", "x", v1::LiveRefusal::NOT_MID_RUN);
  refused("demand.level", std::string(30'000, '1'), v1::LiveRefusal::BAD_VALUE);
  refused("demand.level", "!!python/object:os.system ls", v1::LiveRefusal::BAD_VALUE);
  refused("demand.level", std::string("1\0 2", 4), v1::LiveRefusal::BAD_VALUE);
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_add_policy()->set_name("../england"); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_add_instrument()->set_yaml("{kind: fee_cap}"); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_select_arm()->set_arm("Z"); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_speed()->set_days_per_second(-1); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_speed()->set_days_per_second(std::nan("")); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_play()->set_until(5); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_drop_arm(); }));
  EXPECT_FALSE(page.ask([](v1::LiveCommand& c) { c.mutable_step()->set_count(4'000'000'000U); }));
}

TEST(Hostile, WrongJoinCodesAreRefusedWhereCodesAreDemanded) {
  Room1 room("codes", [](HallOptions& hall, ServerOptions&) { hall.codes = true; });
  Page page(room.server.port());
  EXPECT_FALSE(page.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_code(room.server.code()); }));
  EXPECT_EQ(page.refusal->reason(), v1::LiveRefusal::WRONG_CODE);
  for (const char* code : {"", "teach12", "teach1234", "000000"}) {
    page.refusal.reset();
    EXPECT_FALSE(page.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(code); }));
  }
  page.refusal.reset();
  EXPECT_TRUE(page.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(room.server.code()); }));
  EXPECT_EQ(page.welcome.room(), room.server.room());
  EXPECT_THAT(page.welcome.join_code(), ::testing::IsEmpty());
  const std::string path = "/rooms/" + room.server.room() + "/scenario.yaml";
  EXPECT_THAT(http_get(room.server.port(), path), HasSubstr(" 403 "));
  EXPECT_THAT(http_get(room.server.port(), path + "?code=" + room.server.code()), HasSubstr(" 200 "));
  std::string capitals = room.server.code();
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  Page typed(room.server.port());
  EXPECT_TRUE(typed.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(capitals); })) << "a phone's keyboard begins with a capital";
  // The facilitator's page has the answers: not for the class.
  const std::uint16_t port = room.server.port();
  EXPECT_THAT(http_get(port, "/lessons/first"), HasSubstr(" 403 "));
  EXPECT_THAT(http_get(port, "/lessons/first?code=" + room.server.code()), HasSubstr(" 403 "));
  EXPECT_THAT(http_get(port, "/lessons/first?code=teach123"), HasSubstr("What to ask first"));
  EXPECT_THAT(http_get(port, "/lessons/../first?code=teach123"), HasSubstr(" 404 "));
  // Guessing ends the connection.
  Page guesser(room.server.port());
  for (int i = 0; i < 25 && !guesser.ws().closed; ++i) {
    guesser.refusal.reset();
    try {
      guesser.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_code("guess" + std::to_string(i)); });
    } catch (const std::runtime_error&) {
      break;
    }
  }
  EXPECT_TRUE(guesser.ws().closed);
}

TEST(Hostile, SocketsOfAnotherOriginOrHostAreRefused) {
  Room1 room("origin");
  for (const char* origin : {"http://evil.example", "null", "https://127.0.0.1.evil.example", "http://127.0.0.1:1"}) {
    WebSocket socket(room.server.port(), std::string("Origin: ") + origin + "\r\n");
    EXPECT_FALSE(socket.open()) << origin;
    EXPECT_THAT(socket.head(), HasSubstr(" 403 ")) << origin;
  }
  WebSocket own(room.server.port(), "Origin: http://127.0.0.1:" + std::to_string(room.server.port()) + "\r\n");
  EXPECT_TRUE(own.open());
  Socket rebound(room.server.port());
  rebound.write("GET /ws HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_THAT(rebound.read_head(), HasSubstr(" 421 "));
}

// On any other address than loopback: a page of somebody else's whose name was made to point here says that name as host and as origin.
TEST(Hostile, ANameThatPointsHereOpensNoSocketOffLoopback) {
  Room1 room("rebound", [](HallOptions&, ServerOptions& server) {
    server.bind = "0.0.0.0";
    server.host_names = {"class.example.org"};
  });
  const std::uint16_t port = room.server.port();
  const auto socket_to = [&](const std::string& host) { return WebSocket(port, "Origin: http://" + host + ":" + std::to_string(port) + "\r\n", {}, host); };
  for (const char* host : {"evil.example", "evil.class.example.org", "class.example.org.evil.example", "192.168.1.7.evil.example", "0x7f000001", "localhost.evil.example"}) {
    WebSocket socket = socket_to(host);
    EXPECT_FALSE(socket.open()) << host;
    EXPECT_THAT(socket.head(), HasSubstr(" 421 ")) << host;
  }
  char name[256] = {};
  ASSERT_EQ(::gethostname(name, sizeof name - 1), 0);
  // Phones come by whatever address the machine has for them; others by a name that was given, or the machine's own.
  for (const std::string& host : {std::string("192.168.1.7"), std::string("10.0.0.9"), std::string("[fe80::1]"), std::string("127.0.0.1"), std::string("localhost"), std::string("Class.Example.org"),
                                  std::string(name), std::string(name) + ".local"})
    EXPECT_TRUE(socket_to(host).open()) << host;
  EXPECT_TRUE(room.server.log_has("refused a request for another host (127.0.0.1)")) << room.server.log();
}

v1::LiveRefusal guess(Page& page, const std::string& code, v1::LiveRole role = v1::ROLE_OBSERVER) {
  page.refusal.reset();
  EXPECT_FALSE(page.join(role, [&](v1::LiveHello& h) { h.set_code(code); })) << code;
  return page.refusal.value_or(v1::LiveRefusal());
}

TEST(Hostile, GuessingCodesIsSlowedDownForThatAddressAlone) {
  Room1 room("guessing", [](HallOptions& hall, ServerOptions&) {
    hall.codes = true;
    hall.spare_here = false;  // all addresses of this test are this machine's
    hall.brake = {3, 1.5, 60, 600};
  });
  const std::uint16_t port = room.server.port();
  Page friendly(port, "127.0.0.3");
  for (int i = 0; i < 3; ++i) {  // a connection each: a new one is no new beginning
    Page guesser(port, "127.0.0.2");
    EXPECT_EQ(guess(guesser, "").text(), "no room has this code");  // none at all is no guess
    EXPECT_EQ(guess(guesser, "guess" + std::to_string(i)).text(), "no room has this code");
  }
  EXPECT_TRUE(room.server.log_has("127.0.0.2: 3 wrong codes: no code of this address is looked at for 2 s")) << room.server.log();
  Page late(port, "127.0.0.2");
  for (const std::string& right : {room.server.code(), std::string("teach123")}) {
    const v1::LiveRefusal said = guess(late, right);
    EXPECT_EQ(said.reason(), v1::LiveRefusal::WRONG_CODE);
    EXPECT_THAT(said.text(), HasSubstr("too many wrong codes came from this address; try again in ")) << right;
  }
  const std::string path = "/rooms/" + room.server.room() + "/scenario.yaml?code=";
  EXPECT_THAT(http_get(port, path + room.server.code(), {}, "127.0.0.2"), HasSubstr(" 429 "));
  EXPECT_THAT(http_get(port, "/lessons/first?code=teach123", {}, "127.0.0.2"), HasSubstr(" 429 "));
  // Meanwhile others come in as ever.
  EXPECT_TRUE(friendly.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(room.server.code()); }));
  EXPECT_THAT(http_get(port, path + room.server.code(), {}, "127.0.0.3"), HasSubstr(" 200 "));
  std::this_thread::sleep_for(std::chrono::milliseconds(1700));
  late.refusal.reset();
  EXPECT_TRUE(late.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(room.server.code()); })) << "the pause does not end";
  // Codes that are guessed in downloads count as well.
  for (int i = 0; i < 3; ++i) EXPECT_THAT(http_get(port, path + "guess" + std::to_string(i), {}, "127.0.0.2"), HasSubstr(" 403 "));
  EXPECT_TRUE(room.server.log_has("for 3 s")) << room.server.log();  // twice as long
}

TEST(Hostile, ATrainerAtTheServerIsNeverLockedOut) {
  Room1 room("at-the-server", [](HallOptions& hall, ServerOptions&) {
    hall.codes = true;
    hall.brake = {3, 60, 60, 600};
  });
  Page clumsy(room.server.port());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(guess(clumsy, "oops" + std::to_string(i), v1::ROLE_TRAINER).text(), "this is not the trainer's code");
  clumsy.refusal.reset();
  EXPECT_TRUE(clumsy.join(v1::ROLE_TRAINER, [](v1::LiveHello& h) { h.set_code("teach123"); }));
}

TEST(Hostile, TheLogSaysWhereConnectionsAndRefusalsComeFrom) {
  Room1 room("peers", [](HallOptions& hall, ServerOptions&) { hall.codes = true; });
  const std::uint16_t port = room.server.port();
  {
    Page page(port, "127.0.0.4");
    guess(page, "wrong");
    page.refusal.reset();
    ASSERT_TRUE(page.join(v1::ROLE_OBSERVER, [&](v1::LiveHello& h) { h.set_code(room.server.code()); }));
    EXPECT_TRUE(room.server.log_has("(127.0.0.4): refused: no room has this code")) << room.server.log();
    EXPECT_TRUE(room.server.log_has("(127.0.0.4) is in room " + room.server.room() + " as observer")) << room.server.log();
  }
  EXPECT_TRUE(room.server.log_has("(127.0.0.4) left room " + room.server.room())) << room.server.log();
  http_get(port, "/nothing", {}, "127.0.0.5");
  EXPECT_TRUE(room.server.log_has("127.0.0.5: refused: nothing at '/nothing'")) << room.server.log();
  http_get(port, "/lessons/first?code=x", {}, "127.0.0.5");
  EXPECT_TRUE(room.server.log_has("127.0.0.5: refused a facilitator's page: wrong code")) << room.server.log();
  WebSocket strange(port, "Origin: http://evil.example\r\n", "127.0.0.6");
  EXPECT_TRUE(room.server.log_has("refused a socket of another origin (127.0.0.6)")) << room.server.log();
}

std::size_t times(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

TEST(Hostile, HalfOpenConnectionsAreCountedAndDoNotFillTheLog) {
  Room1 room("half-open-log", [](HallOptions&, ServerOptions& server) {
    server.most_connections = 20;
    server.log_every_seconds = 2;
  });
  std::vector<Socket> half;
  for (int i = 0; i < 300; ++i) half.emplace_back(room.server.port(), "127.0.0.7");
  EXPECT_TRUE(room.server.log_has("dropped a connection that said nothing: too many are open (127.0.0.7)")) << room.server.log();
  EXPECT_TRUE(room.server.log_has(" more in 2 s")) << room.server.log();
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  const std::string log = room.server.log();
  EXPECT_LE(times(log, "said nothing"), 3U) << log;  // the first, and one count for each two seconds that they took
  std::size_t counted = 1;
  for (std::size_t at = log.find("too many are open: "); at != std::string::npos; at = log.find("too many are open: ", at + 1)) counted += static_cast<std::size_t>(std::stoul(log.substr(at + 19)));
  EXPECT_GE(counted, 300U - 20U) << log;
}

TEST(Hostile, AddressesThatAreNotThereAndCodesThatMustWaitDoNotFillTheLog) {
  TestServer server(small_world(), fresh_folder("flood-log"), [](HallOptions& hall, ServerOptions& options) {
    hall.codes = true;
    hall.spare_here = false;
    hall.brake = {3, 60, 60, 600};
    options.log_every_seconds = 600;  // only the stop writes the counts
  });
  const std::uint16_t port = server.port();
  for (int i = 0; i < 40; ++i) http_get(port, "/nothing" + std::to_string(i), {}, "127.0.0.8");
  for (int i = 0; i < 30; ++i) {
    Page guesser(port, "127.0.0.8");
    guess(guesser, "guess" + std::to_string(i));
  }
  std::string log = server.log();
  EXPECT_EQ(times(log, "refused: nothing at"), 1U) << log;
  EXPECT_EQ(times(log, "refused: no room has this code") + times(log, "too many wrong codes"), 1U) << log;
  server.stop();
  log = server.log();
  EXPECT_EQ(times(log, "refused: an address with nothing there: 39 more until the server stopped"), 1U) << log;
  EXPECT_EQ(times(log, "refused: a wrong code, or one that must wait: 29 more until the server stopped"), 1U) << log;
}

TEST(Hostile, NoAddressReachesAFile) {
  Room1 room("paths");
  for (const char* path : {"/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/rooms/../../etc/passwd", "/rooms/..%2f../log.pb", "//etc/passwd",
                           "/page.js/../../server.cpp", "/rooms//scenario.yaml", "/rooms/x/log.pb", "/ws/../secret", "/\\..\\..\\etc\\passwd"})
    EXPECT_THAT(http_get(room.server.port(), path), ::testing::AnyOf(HasSubstr(" 404 "), HasSubstr(" 400 "))) << path;
  EXPECT_THAT(http_get(room.server.port(), "/rooms/" + room.server.room() + "/log.pb"), HasSubstr(" 404 "));
  EXPECT_THAT(http_get(room.server.port(), "/rooms/" + room.server.room() + "/scenario.yaml?arm=../../x"), HasSubstr(" 400 "));
  Socket socket(room.server.port());
  socket.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(socket.read_head(), HasSubstr(" 405 "));
  Socket long_head(room.server.port());
  try {
    long_head.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
    EXPECT_THAT(long_head.read_head(), HasSubstr(" 400 "));
  } catch (const std::runtime_error&) {
    EXPECT_TRUE(long_head.closed_within(5));
  }
  EXPECT_THAT(http_get(room.server.port(), "/healthz"), HasSubstr("ok carepool"));
}

TEST(Hostile, AThousandHalfOpenConnectionsDisturbNobody) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  Room1 room("half-open", [](HallOptions&, ServerOptions& server) {
    server.most_connections = 200;
    server.patience_seconds = 2;
  });
  std::vector<Socket> half;
  for (int i = 0; i < 1000; ++i) {
    half.emplace_back(room.server.port());
    if (i % 3 == 1) half.back().write("GET / HT");
    if (i % 3 == 2) half.back().write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  }
  // Meanwhile somebody joins and the trainer works.
  Page page(room.server.port());
  ASSERT_TRUE(page.join(v1::ROLE_OBSERVER));
  ASSERT_TRUE(page.ready());
  ASSERT_TRUE(room.trainer.step(v1::SPAN_DAY, 5));
  EXPECT_TRUE(page.until([&] { return page.day() == room.trainer.day(); }));
  EXPECT_TRUE(room.server.log_has("said nothing")) << room.server.log();
  EXPECT_TRUE(half.front().closed_within(5));
  EXPECT_TRUE(half.back().closed_within(10));  // out of patience
}

TEST(Hostile, WhoDoesNotReadHoldsUpNobody) {
  Room1 room("slow");
  Page slow(room.server.port());
  const int small = 4096;
  ::setsockopt(slow.ws().socket().fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  ASSERT_TRUE(slow.join(v1::ROLE_OBSERVER));
  Page quick(room.server.port());
  ASSERT_TRUE(quick.join(v1::ROLE_OBSERVER));
  ASSERT_TRUE(room.trainer.step(v1::SPAN_YEAR, 1));
  ASSERT_TRUE(quick.until([&] { return quick.day() == room.trainer.day(); }));
  EXPECT_EQ(quick.bad_bases, 0u);
  // When it reads at last, it finds few frames, and the last of them is today's.
  ASSERT_TRUE(slow.until([&] { return slow.day() == room.trainer.day(); }));
  EXPECT_EQ(slow.bad_bases, 0u);
}

}  // namespace
}  // namespace carepool::live::test
