// Ctrl-C as a question: a long command asks interrupted() now and then, ends in good order and keeps what is finished.
//
// For: run, compare and other commands that run for long. Written by: the signal handler. Read by: their progress callbacks.
// The one surprising decision: a second Ctrl-C does nothing more than the first; kill -9 loses no more than a crash would.
#pragma once

namespace carepool::cli {

class Interruptible {
 public:
  Interruptible();
  ~Interruptible();  // the handlers before come back
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  static bool interrupted();

 private:
  using Handler = void (*)(int);
  Handler before_int_ = nullptr, before_term_ = nullptr;
};

}  // namespace carepool::cli
