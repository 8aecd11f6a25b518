// Every parameter that a scenario may hold, from the descriptors.
//
// For: `carepool params`, the report's table of parameters, the live page's sliders, sensitivity runs.
// Written by: parameters(). Read by: cli, report, live, experiment, contract tests.
// The one surprising decision: a parameter is a number, a switch, a text or a list of them; a value message
// such as ByNeed is one parameter, since its leaves share one unit, range and source.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace carepool {

struct Parameter {
  std::string path;  // "search.local_miles"; of an instrument "instruments[<kind>].level"
  std::string kind;  // of the instrument whose parameter it is, else ""
  std::string label, unit, type, default_value, range, choices, source, description, plausible;
  std::optional<double> min, max;
  bool required = false;
  bool assumption = false;  // the source starts with "assumption"
};

struct Section {
  std::string path, label, description;
};

// All of them, in the order of the schema; the parameters of each kind of instrument last.
std::vector<Parameter> parameters();
// The sections that hold them ("demand", "search", …), and one for each kind of instrument
// ("instruments[rcc]").
std::vector<Section> sections();

// A parameter's value in one scenario, for the report.
struct ParameterValue {
  Parameter parameter;
  std::string path;    // with the instrument's own name
  std::string value;   // canonical text
  std::string set_by;  // the last layer that set it, or "default"
};
std::vector<ParameterValue> parameter_values(const Scenario& scenario);

}  // namespace carepool
