// Groups of councils from a CSV file, written into the scenario as listed groups.
//
// For: scenario.cpp. Written by: expand_group_files. Read by: scenario.cpp only.
// The one surprising decision: `partition: {method: file}` disappears as the scenario is loaded: the
// effective scenario lists the groups, so that it stands by itself and its hash covers the file's contents.
#pragma once

#include <string>
#include <vector>

#include "carepool/scenario.pb.h"
#include "scenario/layers.hpp"
#include "scenario/provenance.hpp"

namespace carepool {

// layer_dirs: the folder from which each layer's paths are seen.
void expand_group_files(v1::Scenario& values, const std::vector<std::string>& layer_dirs,
                        Provenance& provenance, Findings& findings);

}  // namespace carepool
