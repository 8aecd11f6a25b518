// What is wrong with an input, where, what is allowed and what was perhaps meant; and a value-or-errors
// holder. Written by whoever checks input; read by the command line, which prints it, and by tests.
// Surprising: a Result carries all the errors found, not the first one.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace carepool {

struct Error {
  std::string where;       // file, or the option: "england.yaml", "--set #2"
  int line = 0;            // from 1; 0 = none
  int column = 0;          // from 1; 0 = none
  std::string message;     // what is wrong
  std::string allowed;     // what would be right; may be empty
  std::string suggestion;  // the name that was perhaps meant; may be empty

  // "file:line:col: error: message; allowed …; did you mean '…'?"
  [[nodiscard]] std::string text() const;
};

using Errors = std::vector<Error>;

// One line for each error.
[[nodiscard]] std::string text(const Errors& errors);

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Errors errors) : held_(std::in_place_index<1>, std::move(errors)) {}
  Result(Error error) : held_(std::in_place_index<1>, Errors{std::move(error)}) {}

  [[nodiscard]] bool ok() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Only when ok(); throws std::logic_error with the errors' text otherwise.
  [[nodiscard]] T& value() & {
    demand_value();
    return std::get<0>(held_);
  }
  [[nodiscard]] const T& value() const& {
    demand_value();
    return std::get<0>(held_);
  }
  [[nodiscard]] T&& value() && {
    demand_value();
    return std::get<0>(std::move(held_));
  }

  // Empty when ok().
  [[nodiscard]] const Errors& errors() const noexcept {
    static const Errors none;
    const Errors* found = std::get_if<1>(&held_);
    return found == nullptr ? none : *found;
  }

 private:
  void demand_value() const {
    if (!ok()) throw std::logic_error("no value: " + text(errors()));
  }

  std::variant<T, Errors> held_;
};

}  // namespace carepool
