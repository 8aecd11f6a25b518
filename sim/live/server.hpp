// server.hpp: HTTP and WebSocket on one port.
//
// What for: carries bytes between sockets and the hall. Who calls it: `carepool serve`, tests. The surprising decision: one thread for the
// whole network; what takes long is done on the rooms' threads, and a socket that does not take its frame is not asked again until it has.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "live/hall.hpp"

namespace carepool::live {

struct ServerOptions {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 8080;          // 0: the machine picks one
  std::size_t most_connections = 800; // open sockets, half-open ones included; the oldest that has said nothing yet makes room
  double patience_seconds = 10;       // for a request or a handshake
  bool signals = true;                // SIGINT and SIGTERM stop it
  double log_every_seconds = 60;      // what comes by the hundred is logged once, then counted for so long
  std::vector<std::string> host_names{};  // by which others may call this server off loopback, beside addresses and the machine's own name
};

// "127.0.0.1", "::1": nobody else can reach it.
bool is_loopback(const std::string& address);

class Server {
 public:
  // Binds at once. Throws std::runtime_error with what the machine says.
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::string address() const;        // "http://127.0.0.1:8080/"
  Hall::Post post();                  // runs something on the network's thread
  // Serves until stop() or a signal; then tells everybody and ends.
  void run(Hall& hall, Hall::Log log);
  void stop();                        // from any thread

  struct State;                       // of server.cpp

 private:
  std::shared_ptr<State> state_;
};

}  // namespace carepool::live
