// catalogue.hpp: everything in a welcome that has a name: levers, instruments, councils, metrics, policies, lessons.
//
// What for: the page draws its controls and explains its numbers from this alone. Who writes it: these functions, from the schema by
// reflection and from the folders beside the scenario. Who reads it: rooms, the hall (definitions).
// The surprising decision: nothing is listed by hand; a parameter added to the schema is a lever on the page.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/live.pb.h"
#include "run/market_run.hpp"
#include "scenario/scenario.hpp"

namespace carepool::live {

// Levers and instruments of an arm whose next day is `day`.
v1::LiveLevers levers_of(const Scenario& scenario, const std::string& arm, std::int32_t day);

// Names and lists of a welcome that do not depend on a session; levers, policies and lessons are left out.
v1::LiveWelcome welcome_of(const Scenario& scenario, std::uint64_t seed);

// "Bargaining: 0.6 (was 0.5)"; "policy RCC laid on" is the caller's business.
std::string change_text(const Scenario& before, const Scenario& after, const std::string& path);

// What a question for a definition is answered with; text empty: nothing has that name.
v1::LiveAnswer definition_of(const std::string& name);

struct Policy {
  v1::LivePolicy shown;
  std::string yaml;
};
struct Lesson {
  v1::LiveLesson shown;
  std::string page;  // the facilitator's, Markdown: NAME.md beside NAME.yaml; empty: none
};
// From FOLDER/policies/*.yaml and FOLDER/lessons/*.yaml, in order of name. What cannot be read is left out and said in `problems`.
std::vector<Policy> read_policies(const std::filesystem::path& folder, Errors& problems);
std::vector<Lesson> read_lessons(const std::filesystem::path& folder, Errors& problems);
Result<v1::LiveLesson> read_lesson(const std::string& text, const std::string& file);

}  // namespace carepool::live
