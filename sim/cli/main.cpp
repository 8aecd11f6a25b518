// The program's entry: hands the command line to the rooms and turns what comes back into an exit code.
// Each command is one file, cmd_<name>.cpp, registered in commands.cpp.
#include <fmt/format.h>

#include <csignal>
#include <exception>

#ifdef CAREPOOL_MIMALLOC
#include <mimalloc.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#endif

#include "cli/commands.hpp"
#include "cli/program.hpp"

#ifdef CAREPOOL_MIMALLOC
namespace {

// The allocator took its first pages before its options could be set: these are asked for as huge ones too. Where that is refused nothing is lost but speed.
void ask_for_huge_pages() {
  constexpr std::uintptr_t kHuge = std::uintptr_t{2} << 20;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0, to = 0, inode = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s %*x %*x:%*x %lu", &from, &to, rights, &inode) != 4) continue;
    if (inode != 0 || std::string(rights) != "rw-p" || line.back() == ']' || to - from < kHuge) continue;
    madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE);
  }
}

}  // namespace
#endif

int main(int argc, char** argv) {
#ifdef CAREPOOL_MIMALLOC
  // The columns of a world are read in no order: on huge pages the page table is missed less. Memory given back would be asked for again next month.
  mi_option_enable(mi_option_large_os_pages);
  mi_option_disable(mi_option_allow_decommit);
  ask_for_huge_pages();
#endif
  // A reader that closes its end early (`carepool params | head`) is no failure worth a signal.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return carepool::cli::run_program(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "error: {}\n", problem.what());
    return carepool::cli::kFailedWhileRunning;
  }
}
