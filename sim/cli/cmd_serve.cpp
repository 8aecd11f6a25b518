// carepool serve: the live market. A trainer's page, observers who watch, rooms that survive a restart.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "instruments/instruments.hpp"
#include "live/asked.hpp"
#include "live/hall.hpp"
#include "live/server.hpp"
#include "metrics/row.hpp"
#include "store/error.hpp"

namespace carepool::cli {
namespace {

struct ServeArguments {
  LoadRequest request;
  live::ServerOptions server;
  live::HallOptions hall;
  std::string sessions = "results/live";
  int threads = 1;
  bool quiet = false, fresh = false;
};

std::vector<std::string> metric_ids() {
  std::vector<std::string> ids;
  for (const MetricDoc& doc : metric_dictionary()) ids.push_back(doc.id);
  return ids;
}

// "england.yaml" where nobody named one.
std::string default_scenario() {
  for (const char* path : {"scenarios/england.yaml", "england.yaml"})
    if (std::filesystem::exists(path)) return path;
  return "scenarios/england.yaml";
}

// A lesson names its scenario and policies as files beside the served scenario's folder.
Result<std::shared_ptr<const Scenario>> lesson_scenario(const LoadRequest& served, const std::filesystem::path& folder, const v1::LiveLesson& lesson) {
  LoadRequest request = served;
  if (!lesson.scenario().empty()) request.path = (folder / lesson.scenario()).string();
  for (const std::string& policy : lesson.policies()) request.policies.push_back((folder / "policies" / (policy + ".yaml")).string());
  for (const std::string& set : lesson.set()) request.sets.push_back(set);
  auto loaded = load_checked_scenario(request);
  if (!loaded.ok()) return loaded.errors();
  return std::make_shared<const Scenario>(std::move(loaded).value());
}

std::shared_ptr<spdlog::logger> make_log(bool quiet) {
  auto log = std::make_shared<spdlog::logger>("serve", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%Y-%m-%d %H:%M:%S %v");
  log->flush_on(spdlog::level::info);
  if (quiet) log->set_level(spdlog::level::off);
  return log;
}

// This machine's addresses as others on its network know them.
std::vector<std::string> addresses_on_the_network() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  std::vector<std::string> out;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK) != 0 || (one->ifa_flags & IFF_UP) == 0) continue;
    char text[INET_ADDRSTRLEN] = {};
    sockaddr_in address{};
    std::memcpy(&address, one->ifa_addr, sizeof address);
    if (::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text) != nullptr) out.emplace_back(text);
  }
  ::freeifaddrs(all);
  return out;
}

// "http://192.168.1.7:8080" for each way in. "0.0.0.0" is nowhere to go: a person needs the machine's own address.
std::vector<std::string> origins_of(const live::Server& server, const std::string& bind) {
  if (live::is_loopback(bind)) return {};
  if (bind != "0.0.0.0" && bind != "::") return {server.address().substr(0, server.address().size() - 1)};
  std::vector<std::string> out;
  for (const std::string& own : addresses_on_the_network()) out.push_back(fmt::format("http://{}:{}", own, server.port()));
  return out;
}

std::string address_to_open(const live::Server& server, const ServeArguments& a) {
  if (!a.hall.origins.empty()) return a.hall.origins.front() + "/";
  return a.hall.codes && (a.server.bind == "0.0.0.0" || a.server.bind == "::") ? fmt::format("http://127.0.0.1:{}/", server.port()) : server.address();
}

// What a person needs to join, on standard output; the first line is the address.
void print_where(const live::Server& server, const live::Hall& hall, const ServeArguments& a) {
  const std::string address = address_to_open(server, a);
  fmt::print("{}\n", address);
  if (a.hall.codes) {
    fmt::print("trainer's code {}, observers' code {}\n", a.hall.trainer_code, hall.join_code(hall.first_room()));
    fmt::print("observers: {}?room={}&code={}\n", address, hall.first_room(), hall.join_code(hall.first_room()));
  }
  std::fflush(stdout);
}

int serve(ServeArguments a) {
  Errors asked = live::check_trainer_code(a.hall.trainer_code);
  for (const Error& error : live::check_host_names(a.server.host_names)) asked.push_back(error);
  if (!asked.empty()) {
    print_errors(asked);
    return kBadInput;
  }
  if (a.request.path.empty()) a.request.path = default_scenario();
  a.request.metric_ids = metric_ids();
  Result<Scenario> loaded = load_checked_scenario(a.request);
  if (!loaded.ok()) {
    print_errors(loaded.errors());
    return kBadInput;
  }
  if (!a.quiet) print_warnings(loaded.value().warnings);
  const auto logger = make_log(a.quiet);
  const live::Hall::Log log = [logger](const std::string& line) { logger->info(line); };
  const std::filesystem::path folder = std::filesystem::path(a.request.path).parent_path();

  live::Shelf shelf;
  shelf.scenario = std::make_shared<const Scenario>(std::move(loaded).value());
  shelf.sessions = a.sessions;
  shelf.threads = a.threads;
  Errors problems;
  shelf.policies = live::read_policies(folder, problems);
  shelf.lessons = live::read_lessons(folder, problems);
  for (const Error& problem : problems) log(problem.text());
  shelf.lesson_scenario = [request = a.request, folder](const v1::LiveLesson& lesson) { return lesson_scenario(request, folder, lesson); };

  a.hall.codes = !live::is_loopback(a.server.bind);
  if (a.hall.trainer_code.empty()) a.hall.trainer_code = live::random_code(8);
  std::unique_ptr<live::Server> listening;
  try {
    listening = std::make_unique<live::Server>(a.server);
  } catch (const std::runtime_error& why) {
    print_errors({Error{"--bind", 0, 0, why.what(), "", ""}});
    return kBadInput;
  }
  live::Server& server = *listening;
  a.hall.origins = origins_of(server, a.server.bind);
  live::Hall hall(shelf, a.hall, server.post(), log);
  hall.open(a.fresh);
  print_where(server, hall, a);
  server.run(hall, log);
  return kDone;
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<ServeArguments>();
  CLI::App* command = app.add_subcommand("serve", "the live market: a page for a trainer and a class, on one port");
  add_scenario_options(*command, a->request);
  command->get_option("scenario")->required(false);
  command->add_option("--bind", a->server.bind, "address to listen on; any but loopback demands join codes");
  command->add_option("--port", a->server.port, "port; 0 picks a free one");
  command->add_option("--host-name", a->server.host_names, "a name by which browsers may call this server, beside its addresses and the machine's own name; may be given several times")->type_name("NAME")->expected(1)->take_all();
  command->add_option("--sessions", a->sessions, "folder for the rooms' logs; rooms that were left open there are open again");
  command->add_option("--threads", a->threads, "threads of each room's model; what comes out is the same for any number")->check(CLI::Range(1, 256));
  command->add_option("--rooms", a->hall.most_rooms, "most rooms at once")->check(CLI::Range(1, 64));
  command->add_option("--trainer-code", a->hall.trainer_code, "the trainer's join code, at least six letters or digits; else one is made up");
  command->add_flag("--new", a->fresh, "begin with a new room, whatever was left open");
  command->add_flag("--quiet", a->quiet, "no log on standard error");
  command->callback([a, &exit_code] {
    try {
      exit_code = serve(*a);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
