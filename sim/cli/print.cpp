#include <cstdio>
#include <string>

#include "cli/commands.hpp"

namespace carepool::cli {

void print_errors(const std::vector<Error>& errors) {
  for (const Error& error : errors) std::fprintf(stderr, "%s\n", error.text().c_str());
}

void print_warnings(const std::vector<Error>& warnings) {
  for (const Error& warning : warnings) {
    std::string text = warning.text();
    const std::size_t at = text.find("error: ");
    if (at != std::string::npos) text.replace(at, 7, "warning: ");
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

}  // namespace carepool::cli
