// asked.hpp: what `serve` is asked for and must not be given.
//
// What for: a mistyped option is refused before anybody is served. Who calls it: cmd_serve. Who reads it: nobody else.
// The surprising decision: a trainer's code may hold any letters, but six of them must be letters or digits: rooms' own codes have six, and the
// trainer's opens more than theirs.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace carepool::live {

// Empty: a code is made up. Errors name the option as it is typed.
Errors check_trainer_code(const std::string& code);
// Letters, digits and '-' between dots, at most 253 of them and 63 between two dots.
Errors check_host_names(const std::vector<std::string>& names);

}  // namespace carepool::live
