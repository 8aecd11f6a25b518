#include "cli/interruptible.hpp"

#include <csignal>

namespace carepool::cli {
namespace {

volatile std::sig_atomic_t asked = 0;
void on_signal(int) { asked = 1; }

}  // namespace

Interruptible::Interruptible() {
  asked = 0;
  before_int_ = std::signal(SIGINT, on_signal);
  before_term_ = std::signal(SIGTERM, on_signal);
}

Interruptible::~Interruptible() {
  std::signal(SIGINT, before_int_);
  std::signal(SIGTERM, before_term_);
}

bool Interruptible::interrupted() { return asked != 0; }

}  // namespace carepool::cli
