// process.hpp: the real program, started as a person would start it.
//
// What for: kills and loads that a server inside the test could not show. Who writes and reads it: tests/live/slow.
// The surprising decision: the program's own first line says where it listens, so no test chooses a port.
#pragma once

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "../client.hpp"
#include "support/paths.hpp"

namespace carepool::live::test {

class ServeProcess {
 public:
  ServeProcess(const std::filesystem::path& sessions, const std::vector<std::string>& arguments) {
    int pipes[2];
    if (::pipe(pipes) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(pipes[1], STDOUT_FILENO);
      ::close(pipes[0]);
      std::vector<std::string> all{carepool::test::carepool_binary().string(), "serve", (carepool::test::source_dir() / "scenarios/england.yaml").string(), "--port", "0", "--quiet", "--sessions", sessions.string()};
      all.insert(all.end(), arguments.begin(), arguments.end());
      std::vector<char*> argv;
      for (std::string& a : all) argv.push_back(a.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(pipes[1]);
    std::string line;
    for (char c = 0; ::read(pipes[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(pipes[0]);
    const std::size_t colon = line.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("the program said no address: " + line);
    port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
  }
  ~ServeProcess() { end(SIGKILL); }
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  // The exit status as waitpid gives it; CPU seconds of the program in cpu_seconds.
  int end(int with) {
    if (pid_ <= 0) return 0;
    ::kill(pid_, with);
    int status = 0;
    rusage used{};
    ::wait4(pid_, &status, 0, &used);
    cpu_seconds = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    pid_ = 0;
    return status;
  }
  std::uint16_t port() const { return port_; }
  int pid() const { return pid_; }
  double cpu_seconds = 0;

 private:
  pid_t pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace carepool::live::test
