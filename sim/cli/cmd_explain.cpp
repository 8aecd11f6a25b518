// carepool explain: the recorded decisions of one child, home or provider group, in plain English.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "report/story.hpp"
#include "store/files.hpp"
#include "store/manifest.hpp"
#include "store/trace_file.hpp"

namespace carepool::cli {
namespace {

using report::Agent;

struct ExplainOptions {
  std::string folder, child, home, provider;
  std::string format = "text";
};

Error bad(const std::string& where, std::string message, std::string allowed) { return {where, 0, 0, std::move(message), std::move(allowed), ""}; }

// Which agent was asked for; none: a list of some.
std::optional<std::pair<Agent, std::string>> asked(const ExplainOptions& o) {
  if (!o.child.empty()) return std::pair(Agent::child, o.child);
  if (!o.home.empty()) return std::pair(Agent::home, o.home);
  if (!o.provider.empty()) return std::pair(Agent::provider, o.provider);
  return std::nullopt;
}

Result<store::TraceReader> open_trace(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path dir(folder);
  if (!store::is_there(dir)) return bad(folder, "no such folder", "the folder of a finished run");
  const auto manifest = store::read_manifest(dir);
  if (!manifest.ok()) return manifest.errors();
  if (!manifest.value().manifest.files.contains("trace.pb"))
    return bad(folder, "this run left no trace", "a folder that 'carepool run … --trace' wrote: run it again with --trace and the same seed");
  return store::TraceReader::open(dir / "trace.pb");
}

const char* name_of(Agent kind) { return kind == Agent::child ? "child" : kind == Agent::home ? "home" : "provider"; }

nlohmann::json json_of(const v1::TraceRecord& record) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  if (!google::protobuf::util::MessageToJsonString(record, &text, options).ok()) return nullptr;
  return nlohmann::json::parse(text, nullptr, false);
}

void print_story(const report::Story& story) {
  fmt::print("{}\n{}\n{}\n\n", story.title, report::simulated_note(story.kind), story.summary);
  std::int32_t day = -1;
  for (const report::StoryLine& line : story.lines) {
    fmt::print("{:>17}  {}\n", line.day == day ? "" : report::day_text(line.day), line.text);
    day = line.day;
  }
}

void print_story_json(const report::Story& story) {
  nlohmann::json events = nlohmann::json::array();
  for (const report::StoryLine& line : story.lines) events.push_back({{"date", to_string(Date{line.day})}, {"text", line.text}, {"record", json_of(line.record)}});
  const nlohmann::json json = {{"kind", name_of(story.kind)}, {"id", story.id},           {"key", story.key},   {"title", story.title}, {"simulated", true},
                               {"note", report::simulated_note(story.kind)}, {"summary", story.summary}, {"events", events}};
  fmt::print("{}\n", json.dump(2));
}

// Without an agent: what there is, and some that are worth a look.
void print_list(const store::TraceReader& reader, const report::TraceIndex& index, const ExplainOptions& o) {
  const auto found = report::interesting(index);
  const std::string first = to_string(Date{reader.header().first_day()}), last = to_string(Date{reader.last_day()});
  if (o.format == "json") {
    nlohmann::json list = nlohmann::json::array();
    for (const report::Interesting& x : found) list.push_back({{"kind", name_of(x.kind)}, {"id", x.id}, {"what", x.what}});
    const nlohmann::json json = {{"simulated", true}, {"from", first}, {"to", last}, {"children", index.children.size()}, {"homes", index.homes.size()}, {"providers", index.providers.size()}, {"some", list}};
    fmt::print("{}\n", json.dump(2));
    return;
  }
  fmt::print("The trace of {}: {} simulated children, {} homes and {} provider groups, from {} to {}.\n", reader.header().scenario(), index.children.size(), index.homes.size(), index.providers.size(),
             report::day_text(reader.header().first_day()), report::day_text(reader.last_day()));
  fmt::print("Ask for one of them; for example\n\n");
  for (const report::Interesting& x : found) fmt::print("  {:<30} {} {}\n", std::string(report::option_of(x.kind)) + " " + x.id, x.kind == Agent::child ? "a child who" : x.kind == Agent::home ? "a home that" : "a group that", x.what);
  fmt::print("\nStories name the children, homes and groups that met; their ids work here, too, and are the same in every run with this seed.\n");
}

int explain(const ExplainOptions& o) {
  const auto reader = open_trace(o.folder);
  if (!reader.ok()) {
    print_errors(reader.errors());
    return kBadInput;
  }
  const auto index = report::index_trace(reader.value());
  if (!index.ok()) {
    print_errors(index.errors());
    return kBadInput;
  }
  const auto who = asked(o);
  if (!who) {
    print_list(reader.value(), index.value(), o);
    return kDone;
  }
  const auto number = report::find_agent(index.value(), who->first, who->second);
  if (!number.ok()) {
    print_errors(number.errors());
    return kBadInput;
  }
  const auto story = report::tell_story(reader.value(), index.value(), who->first, number.value());
  if (!story.ok()) {
    print_errors(story.errors());
    return kBadInput;
  }
  if (o.format == "json") print_story_json(story.value());
  else print_story(story.value());
  return kDone;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "the recorded decisions of one simulated child, home or provider group (needs 'run --trace'); with none of them, some ids to begin with");
  command->add_option("DIR", o->folder, "the run's folder")->required();
  CLI::Option* child = command->add_option("--child", o->child, "a child's id: its key, or as many of its first digits as fit no other")->type_name("ID");
  CLI::Option* home = command->add_option("--home", o->home, "a home's id: area-year-slot, such as 45-0-17")->type_name("ID")->excludes(child);
  command->add_option("--provider", o->provider, "a provider group's id, as a child's")->type_name("ID")->excludes(child)->excludes(home);
  add_format_option(*command, o->format);
  command->callback([o, &exit_code] {
    try {
      exit_code = explain(*o);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kBadInput;
    }
  });
}

}  // namespace carepool::cli
