// The only file that knows Beast: it takes most of a minute to compile, so whatever can live elsewhere does.
#include "live/server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <stdexcept>

namespace carepool::live {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Code = beast::error_code;

constexpr std::size_t kMostFrameBytes = 64 * 1024;       // of a client's frame; above it is refused
constexpr std::size_t kMostMessageBytes = 1024 * 1024;   // above it the connection is closed
constexpr std::size_t kMostHeaderBytes = 16 * 1024;
constexpr std::size_t kMostWaitingBytes = 8 * 1024 * 1024;  // answers that a client does not take
constexpr int kSendBuffer = 256 * 1024;                  // so that a slow reader's frames are not old ones

std::chrono::milliseconds milliseconds(double seconds) { return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)); }

// "localhost:8080" → "localhost"; "[::1]:8080" → "::1".
std::string host_name(const std::string& host) {
  if (!host.empty() && host[0] == '[') return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// "::ffff:192.168.1.7" is "192.168.1.7". Of an IPv6 address a guesser owns the last half.
Peer peer_of(const tcp::socket& socket) {
  Code code;
  asio::ip::address address = socket.remote_endpoint(code).address();
  if (code) return {"an address that is gone", "", false};
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  Peer peer{address.to_string(), address.to_string(), address.is_loopback()};
  if (address.is_v6()) {
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    peer.network = asio::ip::address_v6(bytes).to_string() + "/64";
  }
  return peer;
}

class Connection;

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  explicit State(ServerOptions o) : options(std::move(o)), acceptor(io), signals(io), timer(io), tally_timer(io) {}

  void bind();
  void accept();
  void begin_stop(const std::string& why);
  void make_room();
  void remove(const Connection* connection);
  bool host_is_ours(const std::string& host) const;
  void log_often(const std::string& what, const std::string& of);
  void wait_to_tally();

  ServerOptions options;
  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::signal_set signals;
  asio::steady_timer timer, tally_timer;
  Hall* hall = nullptr;
  Hall::Log log;
  std::list<std::weak_ptr<Connection>> connections;  // oldest first
  bool loopback = true, stopping = false;
  std::string own_name;                              // of this machine
};

namespace {

using State = Server::State;

// One socket: first HTTP, then perhaps a WebSocket. All on the network's thread.
class Connection : public Transport, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Server::State> server, tcp::socket socket);

  void begin() { read_request(); }
  bool has_spoken() const { return spoken_; }
  void drop() {  // a half-open connection makes room for others
    Code code;
    beast::get_lowest_layer(*this_layer()).socket().close(code);
  }
  void stop_soon() { this->close("the server stops"); }
  const Peer& peer() const { return peer_; }

  // Transport
  void send(Bytes frame) override;
  void frames_waiting() override;
  void close(const std::string& why) override;

 private:
  beast::tcp_stream* this_layer() { return ws_ ? &ws_->next_layer() : &*stream_; }
  void read_request();
  void answer_request();
  void answer(HttpAnswer what);
  void upgrade();
  bool origin_is_ours() const;
  void begin_socket();
  void read_frame();
  void got_frame(std::size_t size);
  void write_next();
  void ended();

  std::shared_ptr<Server::State> server_;
  Peer peer_;
  std::optional<beast::tcp_stream> stream_;  // until it becomes a WebSocket
  std::optional<websocket::stream<beast::tcp_stream>> ws_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  std::uint64_t client_ = 0;
  std::deque<Bytes> answers_;
  std::size_t waiting_bytes_ = 0;
  Bytes writing_;
  bool spoken_ = false, open_ = false, closing_ = false, close_sent_ = false, frames_wait_ = false;
  std::string close_why_;
};

Connection::Connection(std::shared_ptr<Server::State> server, tcp::socket socket) : server_(std::move(server)), peer_(peer_of(socket)), stream_(std::in_place, std::move(socket)) {}

void Connection::read_request() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(kMostHeaderBytes));
  parser_->body_limit(0);
  stream_->expires_after(milliseconds(server_->options.patience_seconds));
  http::async_read(*stream_, buffer_, *parser_, [self = shared_from_this()](Code code, std::size_t) {
    if (!code) return self->answer_request();
    if (code == http::error::end_of_stream || code == beast::error::timeout || code == asio::error::operation_aborted || code == asio::error::eof ||
        code == asio::error::connection_reset)
      return self->ended();
    self->server_->log_often("refused a request: " + code.message(), self->peer_.address);
    self->spoken_ = true;
    self->answer({400, "text/plain; charset=utf-8", "this is no request\n", {}});
  });
}

void Connection::answer_request() {
  spoken_ = true;
  const auto& request = parser_->get();
  const std::string target(request.target());
  if (!server_->host_is_ours(std::string(request[http::field::host]))) {
    server_->log_often("refused a request for another host", peer_.address);
    return answer({421, "text/plain; charset=utf-8", "this server answers for its own address only\n", {}});
  }
  if (websocket::is_upgrade(request)) return upgrade();
  if (request.method() != http::verb::get && request.method() != http::verb::head) return answer({405, "text/plain; charset=utf-8", "only GET\n", {}});
  stream_->expires_after(std::chrono::seconds(60));
  // A download is made on the room's thread: until it is there, nobody else holds this connection.
  server_->hall->get(target, peer_, [self = shared_from_this()](HttpAnswer what) { self->answer(std::move(what)); });
}

void Connection::answer(HttpAnswer what) {
  const bool head = parser_ && parser_->get().method() == http::verb::head;
  response_.emplace(static_cast<http::status>(what.status), 11);
  response_->set(http::field::server, "carepool");
  response_->set(http::field::content_type, what.type);
  response_->set(http::field::cache_control, "no-store");
  response_->set("X-Content-Type-Options", "nosniff");
  response_->set("Referrer-Policy", "no-referrer");
  response_->set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'");
  if (!what.file_name.empty()) response_->set(http::field::content_disposition, "attachment; filename=\"" + what.file_name + "\"");
  response_->keep_alive(parser_ && parser_->get().keep_alive() && what.status < 400);
  const std::size_t size = what.body.size();
  if (!head) response_->body() = std::move(what.body);
  response_->prepare_payload();
  if (head) response_->content_length(size);
  stream_->expires_after(std::chrono::seconds(60));
  http::async_write(*stream_, *response_, [self = shared_from_this()](Code code, std::size_t) {
    if (code || !self->response_->keep_alive() || self->closing_) {
      Code ignored;
      self->stream_->socket().shutdown(tcp::socket::shutdown_send, ignored);
      return self->ended();
    }
    self->read_request();
  });
}

// A page of another site may open a socket to this address in a visitor's browser; the browser then says whose page it is.
bool Connection::origin_is_ours() const {
  const auto& request = parser_->get();
  const std::string origin = lower(std::string(request[http::field::origin])), host = lower(std::string(request[http::field::host]));
  return origin.empty() || origin == "http://" + host || origin == "https://" + host;
}

void Connection::upgrade() {
  const std::string path(parser_->get().target().substr(0, parser_->get().target().find('?')));
  if (path != "/ws") return answer({404, "text/plain; charset=utf-8", "the socket is at /ws\n", {}});
  if (!origin_is_ours()) {
    server_->log_often("refused a socket of another origin", peer_.address);
    return answer({403, "text/plain; charset=utf-8", "a page of another origin may not connect\n", {}});
  }
  if (server_->stopping) return answer({503, "text/plain; charset=utf-8", "the server stops\n", {}});
  client_ = server_->hall->connected(shared_from_this(), peer_);
  if (client_ == 0) return answer({503, "text/plain; charset=utf-8", "too many are connected\n", {}});
  stream_->expires_never();
  ws_.emplace(std::move(*stream_));
  stream_.reset();
  websocket::stream_base::timeout patience{};
  patience.handshake_timeout = milliseconds(server_->options.patience_seconds);
  patience.idle_timeout = std::chrono::seconds(40);
  patience.keep_alive_pings = true;
  ws_->set_option(patience);
  ws_->read_message_max(kMostMessageBytes);
  ws_->binary(true);
  ws_->write_buffer_bytes(64 * 1024);
  ws_->auto_fragment(false);
  Code ignored;
  ws_->next_layer().socket().set_option(tcp::no_delay(true), ignored);
  ws_->next_layer().socket().set_option(asio::socket_base::send_buffer_size(kSendBuffer), ignored);
  ws_->async_accept(parser_->get(), [self = shared_from_this()](Code code) { code ? self->ended() : self->begin_socket(); });
}

void Connection::begin_socket() {
  open_ = true;
  read_frame();
  write_next();
}

void Connection::read_frame() {
  ws_->async_read(buffer_, [self = shared_from_this()](Code code, std::size_t size) {
    if (!code) return self->got_frame(size);
    if (code == websocket::error::message_too_big) self->server_->log(fmt::format("closed a socket of {}: its frame was larger than any may be", self->peer_.address));
    else if (code != websocket::error::closed && code != asio::error::operation_aborted && code != asio::error::eof && code != asio::error::connection_reset && code != beast::error::timeout)
      self->server_->log(fmt::format("closed a socket of {}: {}", self->peer_.address, code.message()));
    self->ended();
  });
}

void Connection::got_frame(std::size_t size) {
  if (size > kMostFrameBytes) {
    server_->hall->too_large(client_);
  } else if (!ws_->got_binary()) {
    server_->hall->received(client_, {});  // text is no frame
  } else {
    const auto bytes = buffer_.data();
    server_->hall->received(client_, {static_cast<const char*>(bytes.data()), bytes.size()});
  }
  buffer_.consume(buffer_.size());
  if (!closing_) read_frame();
}

void Connection::send(Bytes frame) {
  if (closing_) return;
  waiting_bytes_ += frame->size();
  answers_.push_back(std::move(frame));
  if (waiting_bytes_ > kMostWaitingBytes) {
    server_->log(fmt::format("closed a socket of {}: it does not read its answers", peer_.address));
    answers_.clear();
    waiting_bytes_ = 0;
    return close("answers are not read");
  }
  write_next();
}

void Connection::frames_waiting() {
  frames_wait_ = true;
  write_next();
}

void Connection::write_next() {
  if (!open_ || writing_ != nullptr || close_sent_) return;
  if (!answers_.empty()) {
    writing_ = std::move(answers_.front());
    answers_.pop_front();
    waiting_bytes_ -= writing_->size();
  } else if (closing_) {
    close_sent_ = true;
    // Posted: whoever asked may be in the middle of a list of connections.
    asio::post(server_->io, [self = shared_from_this()] {
      self->ws_->async_close({websocket::close_code::normal, self->close_why_.substr(0, 120)}, [self](Code) { self->ended(); });
    });
    return;
  } else if (frames_wait_) {
    writing_ = server_->hall->next(client_);
    frames_wait_ = writing_ != nullptr;  // there may be more: a welcome is followed by a frame
  }
  if (writing_ == nullptr) return;
  ws_->async_write(asio::buffer(*writing_), [self = shared_from_this()](Code code, std::size_t) {
    self->writing_ = nullptr;
    if (code) return self->ended();
    self->write_next();
  });
}

void Connection::close(const std::string& why) {
  if (closing_) return;
  closing_ = true;
  close_why_ = why;
  if (ws_) {
    write_next();
  } else if (!spoken_ || !response_) {
    asio::post(server_->io, [self = shared_from_this()] {
      if (self->stream_) self->stream_->close();
    });
  }
}

void Connection::ended() {
  open_ = false;
  closing_ = true;
  if (client_ != 0 && server_->hall != nullptr) server_->hall->disconnected(std::exchange(client_, 0));
  server_->remove(this);
}

}  // namespace

// ---- the server ------------------------------------------------------------------------------------------------

bool is_loopback(const std::string& address) {
  Code code;
  const auto parsed = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, code);
  return !code && parsed.is_loopback();
}

void Server::State::bind() {
  Code code;
  const auto address = asio::ip::make_address(options.bind == "localhost" ? "127.0.0.1" : options.bind, code);
  if (code) throw std::runtime_error("'" + options.bind + "' is no address");
  loopback = address.is_loopback();
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) == 0) own_name = lower(name);
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint, code);
  if (code) throw std::runtime_error("cannot listen on " + options.bind + ":" + std::to_string(options.port) + ": " + code.message());
  acceptor.listen(1024);
}

// A page of somebody else's may have its own name point here ("DNS rebinding"): its origin and its host are then the same, and only the name
// tells. An address is no such name: a browser that says one was sent to it, so any will do (a phone's, a container's, a router's).
bool Server::State::host_is_ours(const std::string& host) const {
  const std::string name = lower(host_name(host));
  if (name.empty() || name == "localhost" || is_loopback(name)) return true;
  if (loopback) return false;
  Code code;
  (void)asio::ip::make_address(name, code);
  if (!code || name == own_name || name == own_name + ".local") return true;
  return std::any_of(options.host_names.begin(), options.host_names.end(), [&](const std::string& known) { return lower(known) == name; });
}

void Server::State::log_often(const std::string& what, const std::string& of) { hall->often().say(what, fmt::format("{} ({})", what, of)); }

void Server::State::wait_to_tally() {
  tally_timer.expires_after(milliseconds(options.log_every_seconds));
  tally_timer.async_wait([self = shared_from_this()](Code code) {
    if (!code && !self->stopping && self->hall->often().count(self->options.log_every_seconds)) self->wait_to_tally();
  });
}

// The oldest connection that has not said a word makes room for a new one.
void Server::State::make_room() {
  if (connections.size() < options.most_connections) return;
  for (const auto& weak : connections)
    if (const auto connection = weak.lock(); connection && !connection->has_spoken()) {
      log_often("dropped a connection that said nothing: too many are open", connection->peer().address);
      remove(connection.get());
      return connection->drop();
    }
}

void Server::State::remove(const Connection* connection) {
  connections.remove_if([connection](const std::weak_ptr<Connection>& weak) {
    const auto held = weak.lock();
    return held == nullptr || held.get() == connection;
  });
  if (stopping && connections.empty()) io.stop();  // everybody has said goodbye
}

void Server::State::accept() {
  acceptor.async_accept([self = shared_from_this()](Code code, tcp::socket socket) {
    if (self->stopping) return;
    if (code) {  // too many files are open, perhaps: a little later
      self->timer.expires_after(std::chrono::milliseconds(50));
      return self->timer.async_wait([self](Code) {
        if (!self->stopping) self->accept();
      });
    }
    self->make_room();
    if (self->connections.size() < self->options.most_connections) {
      const auto connection = std::make_shared<Connection>(self, std::move(socket));
      self->connections.push_back(connection);
      connection->begin();
    }
    self->accept();
  });
}

void Server::State::begin_stop(const std::string& why) {
  if (std::exchange(stopping, true)) return;
  log(why);
  Code ignored;
  acceptor.close(ignored);
  signals.cancel(ignored);
  hall->stop("the server stops");
  remove(nullptr);
  const std::list<std::weak_ptr<Connection>> all = connections;
  for (const auto& weak : all)
    if (const auto connection = weak.lock()) connection->stop_soon();
  tally_timer.cancel(ignored);
  timer.expires_after(std::chrono::milliseconds(1500));  // whoever does not say goodbye by then
  timer.async_wait([self = shared_from_this()](Code) { self->io.stop(); });
}

Server::Server(ServerOptions options) : state_(std::make_shared<State>(std::move(options))) { state_->bind(); }

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

std::string Server::address() const {
  const bool v6 = state_->acceptor.local_endpoint().address().is_v6();
  const std::string host = state_->acceptor.local_endpoint().address().to_string();
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port()) + "/";
}

Hall::Post Server::post() {
  return [state = std::weak_ptr<State>(state_)](std::function<void()> what) {
    if (const auto s = state.lock()) asio::post(s->io, std::move(what));
  };
}

void Server::run(Hall& hall, Hall::Log log) {
  State& s = *state_;
  s.hall = &hall;
  s.log = std::move(log);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  if (s.options.signals) {
    s.signals.add(SIGINT);
    s.signals.add(SIGTERM);
    s.signals.async_wait([state = state_](Code code, int) {
      if (!code) state->begin_stop("stopped by a signal");
    });
  }
  hall.often().when_due([&s] { s.wait_to_tally(); });
  s.accept();
  s.io.run();
  hall.often().when_due({});
  hall.often().finish();
  s.hall = nullptr;
}

void Server::stop() {
  asio::post(state_->io, [state = state_] { state->begin_stop("stopped"); });
}

}  // namespace carepool::live
