#include "experiment/slurm.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <memory>

#include "base/text.hpp"
#include "store/files.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

// For a shell: in single quotes.
std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string plain_name(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '-';
  return out.substr(0, 60);
}

std::string hours_minutes(double seconds) {
  const auto minutes = static_cast<long>(std::ceil(std::max(60.0, seconds) / 60));
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:00", minutes / 60, minutes % 60);
  return text;
}

std::string header(const SlurmOptions& options, const std::string& name, const std::string& comment,
                   const fs::path& output) {
  std::string out = "#!/bin/bash\n#SBATCH --job-name=" + name + "\n#SBATCH --comment=" + comment + "\n";
  if (!options.partition.empty()) out += "#SBATCH --partition=" + options.partition + "\n";
  out += "#SBATCH --output=" + output.string() +
         "\n#SBATCH --open-mode=append\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n";
  return out;
}

struct Said {
  int code = 0;
  std::string text;
};

// Runs a command; what it says on both channels comes back.
Said run_command(const std::string& command) {
  Said said;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {127, "no process can be started"};
  std::array<char, 4096> piece{};
  for (std::size_t n = 0; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
    said.text.append(piece.data(), n);
  const int status = ::pclose(pipe);
  said.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  said.text = std::string(trim(said.text));
  return said;
}

bool digits(std::string_view text) {
  return !text.empty() && text.size() <= 6 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Numbers between colons, so many; all but the first below sixty.
bool clock(std::string_view text, std::size_t least, std::size_t most) {
  const auto parts = split(text, ':');
  if (parts.size() < least || parts.size() > most || !std::all_of(parts.begin(), parts.end(), digits)) return false;
  return std::all_of(parts.begin() + 1, parts.end(), [](std::string_view part) { return part.size() <= 2 && part < "60"; });
}

// To Slurm nought means "no limit" of time and "all" of memory: who types it by mistake gets a whole node for ever.
bool some(std::string_view text) { return text.find_first_of("123456789") != std::string_view::npos; }

// "90", "90:00", "1:30:00", "2-12", "2-12:30", "2-12:30:00".
bool is_time(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (!some(text)) return false;
  if (dash == std::string_view::npos) return clock(text, 1, 3);
  return digits(text.substr(0, dash)) && clock(text.substr(dash + 1), 1, 3);
}

// "2048", "2048M", "2G"; a letter after the number, large or small.
bool is_memory(std::string_view text) {
  if (!text.empty() && std::string_view("KMGTkmgt").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return some(text) && text.size() <= 12 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_partition(std::string_view text) {
  const auto names = split(text, ',');
  return std::all_of(names.begin(), names.end(), [](std::string_view name) {
    return !name.empty() && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; });
  });
}

}  // namespace

Errors check_slurm(const SlurmOptions& options) {
  Errors errors;
  const auto check = [&](const char* option, const std::string& value, bool (*good)(std::string_view), const char* what, const char* allowed) {
    if (!value.empty() && !good(value)) errors.push_back({option, 0, 0, "'" + value + "' is no " + what, allowed, ""});
  };
  check("--partition", options.partition, is_partition, "partition", "a name of letters, digits, '-', '_' and '.', or several with commas, such as compute");
  check("--time", options.time, is_time, "time limit", "minutes, M:SS, H:MM:SS, D-HH, D-HH:MM or D-HH:MM:SS above 0, such as 2:00:00");
  check("--mem", options.memory, is_memory, "memory", "a whole number above 0 with K, M, G or T (M when left out), such as 2G");
  return errors;
}

SlurmPlan write_slurm_scripts(const fs::path& dir, const v1::Plan& plan, std::size_t runs_to_do,
                              const Estimate& estimate, const SlurmOptions& options) {
  SlurmPlan out;
  const double all_seconds = static_cast<double>(runs_to_do) * estimate.seconds_per_run;
  out.tasks = options.tasks > 0 ? options.tasks
                                : static_cast<std::size_t>(std::ceil(all_seconds / 1800 / options.threads));
  out.tasks = std::clamp<std::size_t>(
      out.tasks, 1,
      std::max<std::size_t>(1, std::min<std::size_t>(runs_of(plan), options.tasks > 0 ? 10000 : 1000)));
  const double runs_each =
      std::ceil(static_cast<double>(runs_of(plan)) / static_cast<double>(out.tasks) / options.threads);
  out.time =
      !options.time.empty() ? options.time : hours_minutes(120 + 2 * runs_each * estimate.seconds_per_run);
  const double megabytes = 256 + 1.3 * options.threads * static_cast<double>(estimate.memory_bytes) / 1e6;
  out.memory = !options.memory.empty()
                   ? options.memory
                   : std::to_string(static_cast<long>(std::ceil(megabytes / 256) * 256)) + "M";
  out.job_name = "carepool-" + plain_name(plan.experiment());

  const fs::path whole = fs::absolute(dir), folder = whole / "slurm";
  const std::string program = shell_word(fs::absolute(options.program).string()),
                    here = shell_word(whole.string());
  const std::string comment = "carepool:" + plain_name(plan.experiment()) + ":" + plan.key();
  const std::string n = std::to_string(out.tasks), threads = std::to_string(options.threads);
  std::string sweep = header(options, out.job_name, comment, folder / "sweep-%A_%a.out");
  sweep += "#SBATCH --array=1-" + n + "\n#SBATCH --cpus-per-task=" + threads +
           "\n#SBATCH --time=" + out.time + "\n#SBATCH --mem=" + out.memory + "\n";
  sweep +=
      "# A task that dies loses at most the run it was at; starting the same task again goes on from "
      "there.\n";
  sweep += "exec " + program + " sweep " + here + " --shard \"$SLURM_ARRAY_TASK_ID/" + n + "\" --threads " +
           threads + " --quiet\n";

  std::string again = program + " sweep " + here + " --executor slurm --tasks " + n + " --threads " +
                      threads + " --time " + shell_word(out.time) + " --mem " + shell_word(out.memory) +
                      (options.partition.empty() ? "" : " --partition " + shell_word(options.partition));
  std::string collect = header(options, out.job_name + "-collect", comment, folder / "collect-%j.out");
  collect += "#SBATCH --cpus-per-task=1\n#SBATCH --time=" +
             hours_minutes(600 + static_cast<double>(runs_of(plan)) * 0.1) + "\n#SBATCH --mem=1024M\n";
  collect +=
      "# Runs after the array however it ended. What is missing is submitted again, up to ATTEMPTS times in "
      "all.\n";
  collect += "attempt=${CAREPOOL_ATTEMPT:-1}\n" + program + " collect " + here + " --quiet\ncode=$?\n";
  collect += "if [ \"$code\" = 3 ] && [ \"$attempt\" -lt " + std::to_string(options.attempts) +
             " ]; then\n  export CAREPOOL_ATTEMPT=$((attempt + 1))\n  " + again +
             " --only-missing\n  exit $?\nfi\nexit \"$code\"\n";
  store::make_folders(folder);
  out.sweep_script = folder / "sweep.sbatch";
  out.collect_script = folder / "collect.sbatch";
  store::write_and_rename(out.sweep_script, sweep);
  store::write_and_rename(out.collect_script, collect);
  return out;
}

Result<Submitted> submit(const SlurmPlan& plan) {
  const auto failed = [](const Said& said) {
    return Error{"sbatch",
                 0,
                 0,
                 said.text.empty() ? "ended with code " + std::to_string(said.code) : said.text,
                 "a machine with Slurm's sbatch; --dry-run only writes the scripts",
                 ""};
  };
  const auto number = [](const Said& said) {  // "123" or "123;cluster", after any remarks
    const std::size_t line = said.text.find_last_of('\n');
    const std::string last = line == std::string::npos ? said.text : said.text.substr(line + 1);
    return last.substr(0, last.find(';'));
  };
  const Said sweep = run_command("sbatch --parsable " + shell_word(plan.sweep_script.string()));
  if (sweep.code != 0) return failed(sweep);
  Submitted out{number(sweep), ""};
  const Said collect = run_command("sbatch --parsable --dependency=afterany:" + out.sweep_job +
                                   " --kill-on-invalid-dep=no " + shell_word(plan.collect_script.string()));
  if (collect.code != 0) return failed(collect);
  out.collect_job = number(collect);
  return out;
}

}  // namespace carepool::experiment
