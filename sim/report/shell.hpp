#pragma once
// The frame around every page: head with style and a policy that forbids fetching, contents, scripts.
// Used by the reports of comparisons and experiments. The surprising decision: a page without the script is whole; the script's data
// are the same charts that stand in it as drawings.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/chart.hpp"
#include "store/results.hpp"

namespace carepool::report {

std::string shell_head(std::string_view title);
// "id" → name in the bar at the top.
std::string shell_contents(const std::vector<std::pair<std::string, std::string>>& sections);
// Data and script; empty in a build without the script. Charts must be settled.
std::string shell_scripts(const std::vector<Chart>& charts, const std::vector<store::MetricInfo>& metrics);

// Settles the axis, keeps the chart for the script, and gives its figure; nothing when it has no lines.
std::string add_figure(std::vector<Chart>& charts, Chart chart);

// <dl> of measures and what they mean, to which the links lead.
std::string measures_list(const std::vector<store::MetricInfo>& metrics);
// A measure's name that leads there.
std::string measure_link(const std::vector<store::MetricInfo>& metrics, std::string_view id, std::string_view text = "");

}  // namespace carepool::report
