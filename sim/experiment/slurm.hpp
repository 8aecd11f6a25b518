// A sweep as a Slurm array job, and the job that collects it.
//
// For: `carepool sweep --executor slurm`. Written by: write_slurm_scripts, submit. Read by: cmd_sweep.
// The one surprising decision: the collecting job waits for the array's end, however it ended (afterany),
// looks for itself at what is there, and submits what is missing once more: a node that dies leaves tasks
// that no dependency ever reports as done. Job ids are not trusted to last; the experiment's own name is in
// --job-name and --comment.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "experiment/sweep.hpp"

namespace carepool::experiment {

struct SlurmOptions {
  std::string partition;  // empty: the cluster's own
  std::size_t tasks = 0;  // 0: as many as give each about half an hour, at most the runs
  std::string time;       // of one task, as sbatch takes it; empty: from the estimate
  std::string memory;     // of one task, such as 2G; empty: from the estimate
  int threads = 1;        // runs at a time in one task
  int attempts = 3;       // how often what is missing is submitted again
  std::string program;    // path of this program, as the nodes see it
};

// What sbatch would not take: one error for each option, by its name on the command line. Whether a partition exists only Slurm knows.
Errors check_slurm(const SlurmOptions& options);

struct SlurmPlan {
  std::size_t tasks = 0;
  std::string job_name, time, memory;
  std::filesystem::path sweep_script, collect_script;
};

// Writes DIR/slurm/sweep.sbatch and collect.sbatch. Throws store::StoreError.
SlurmPlan write_slurm_scripts(const std::filesystem::path& dir, const v1::Plan& plan, std::size_t runs_to_do,
                              const Estimate& estimate, const SlurmOptions& options);

struct Submitted {
  std::string sweep_job, collect_job;
};
// Calls sbatch twice. Errors: sbatch is not there, or says no (its words are in the message).
Result<Submitted> submit(const SlurmPlan& plan);

}  // namespace carepool::experiment
