#include "scenario/scenario.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "scenario/find_tables.hpp"
#include "scenario/group_files.hpp"
#include "scenario/layers.hpp"
#include "scenario/rules.hpp"
#include "scenario/warnings.hpp"
#include "scenario/write.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string name;  // as messages say it
  std::string text;
  std::string dir;  // from which its paths are seen
};

// "scenarios/My run.yaml" → "My-run"
std::string name_from_file(const std::string& file) {
  std::string name = fs::path(file).stem().string();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '-';
  while (!name.empty() && (name[0] == '.' || name[0] == '-')) name.erase(0, 1);
  return name.empty() ? "scenario" : name.substr(0, 80);
}

// What the user perhaps meant by a file that is not there.
std::string file_meant(const std::string& path) {
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator it(folder, problem), end; !problem && it != end && names.size() < 1000;
       it.increment(problem))
    names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  const auto found = nearest(fs::path(path).filename().string(), names);
  return found ? (fs::path(path).parent_path() / *found).string() : std::string();
}

Result<Source> read_source(const std::string& path) {
  Result<std::string> text = read_text_file(path);
  if (!text.ok()) {
    Error error = text.errors().front();
    error.allowed = "a YAML file";
    error.suggestion = file_meant(path);
    return error;
  }
  std::string dir = fs::path(path).parent_path().string();
  return Source{path, std::move(text).value(), dir.empty() ? "." : dir};
}

// As if a layer had written every value that the message holds.
void record_below(const Message& message, const std::string& path, const yaml::Place& place, Provenance& provenance) {
  const google::protobuf::Reflection& access = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (!field.is_repeated() && !access.HasField(message, &field)) continue;
    const std::string at = is_kind_field(field) ? path : path_join(path, field.name());
    if (!is_kind_field(field)) provenance.record(at, place, {});
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field.is_repeated()) {
      record_below(access.GetMessage(message, &field), at, place, provenance);
      continue;
    }
    for (int k = 0; k < access.FieldSize(message, &field); ++k) {
      const Message& entry = access.GetRepeatedMessage(message, &field, k);
      const std::string here = path_entry(at, key_field(field) != nullptr ? key_of(entry, field) : std::to_string(k));
      provenance.record(here, place, {});
      record_below(entry, here, place, provenance);
    }
  }
}

// Builds one Scenario, layer by layer.
class Loader {
 public:
  Loader(const Source& file, const LoadOptions& options) : file_(file), options_(options) {
    layer_dirs_.push_back(file.dir);
  }

  Result<Scenario> load() {
    fill_defaults(out_.values);
    apply(file_);
    for (const std::string& path : options_.policies) apply_policy(path);
    apply_sets();
    if (options_.seed) apply_set("seed=" + std::to_string(*options_.seed), "--seed");
    return check_and_finish();
  }

  // The sets on the values of a scenario that was loaded before: as if its canonical text had been read.
  Result<Scenario> load_on(const v1::Scenario& values) {
    out_.values = values;
    record_below(values, {}, yaml::Place{new_layer(file_.name, file_.dir)}, out_.provenance);
    apply_sets();
    return check_and_finish();
  }

  // The sets on a scenario's own layers: what is worth saying of what comes out, which is not kept.
  Errors warnings_on(const Scenario& scenario) {
    out_.values = scenario.values;
    out_.provenance = scenario.provenance;
    layer_dirs_.resize(out_.provenance.layers.size(), ".");
    apply_sets();
    check_whole(out_.values, out_.provenance, findings_);
    join_tables();
    const RuleContext context{out_.values, *out_.tables, options_.metric_ids, out_.provenance, findings_};
    for (const Rule& rule : rules()) rule.check(context);
    return findings_.ok() ? findings_.take_warnings() : Errors{};
  }

 private:
  void apply_sets() {
    for (std::size_t i = 0; i < options_.sets.size(); ++i)
      apply_set(options_.sets[i], "--set #" + std::to_string(i + 1));
  }

  Result<Scenario> check_and_finish() {
    check_whole(out_.values, out_.provenance, findings_);
    name_it();
    expand_group_files(out_.values, layer_dirs_, out_.provenance, findings_);
    join_tables();
    const RuleContext context{out_.values, *out_.tables, options_.metric_ids, out_.provenance, findings_};
    for (const Rule& rule : rules()) rule.check(context);
    if (!findings_.ok()) return findings_.take_errors();
    return finish();
  }

  void add(const std::string& path, const Errors& errors) {
    for (const Error& error : errors) findings_.error(path, error);
  }

  int new_layer(const std::string& name, const std::string& dir) {
    out_.provenance.layers.push_back(name);
    layer_dirs_.push_back(dir);
    return static_cast<int>(out_.provenance.layers.size()) - 1;
  }

  void apply(const Source& source) {
    const int layer = new_layer(source.name, source.dir);
    const Result<yaml::Item> root = yaml::parse(source.text, source.name, layer);
    if (!root.ok()) return add("(" + source.name + ")", root.errors());
    apply_layer(root.value(), out_.values, out_.provenance, findings_);
  }

  void apply_policy(const std::string& path) {
    const Result<Source> source = read_source(path);
    if (!source.ok()) return add("(" + path + ")", source.errors());
    apply(source.value());
  }

  void apply_set(const std::string& option, const std::string& where) {
    const int layer = new_layer(where, ".");
    const Result<yaml::Item> root = parse_set(option, where, layer);
    if (!root.ok()) return add("(" + where + ")", root.errors());
    apply_layer(root.value(), out_.values, out_.provenance, findings_);
  }

  void name_it() {
    if (!out_.provenance.is_set("name")) out_.values.set_name(name_from_file(file_.name));
    out_.name = out_.values.name();
  }

  void join_tables() {
    auto empty = std::make_shared<const Tables>();
    out_.tables = empty;
    if (out_.values.world().kind() != "england" || findings_.in_trouble("world.tables") ||
        findings_.in_trouble("world.data"))
      return;
    out_.tables = options_.tables != nullptr ? options_.tables : read_tables();
    if (out_.tables == nullptr) out_.tables = empty;
  }

  std::shared_ptr<const Tables> read_tables() {
    const TableSearch search{file_.dir, options_.table_folders, layer_dirs_};
    const auto texts = find_tables(out_.values.world(), search, out_.provenance, findings_);
    if (findings_.in_trouble("world.tables") || findings_.in_trouble("world.data")) return nullptr;
    Result<Tables> tables = parse_tables(texts);
    if (!tables.ok()) {
      add("world.tables", tables.errors());
      return nullptr;
    }
    return std::make_shared<const Tables>(std::move(tables).value());
  }

  // The effective scenario names each table by logical name and SHA-256, not by path.
  void name_tables() {
    v1::World& world = *out_.values.mutable_world();
    world.clear_tables();
    world.set_data("data");
    for (const auto& [name, sum] : out_.tables->sha256) {
      v1::TableFile& file = *world.add_tables();
      file.set_name(name);
      file.set_file("");
      file.set_sha256(sum);
    }
  }

  Result<Scenario> finish() {
    name_tables();
    out_.canonical_yaml = canonical_yaml(out_.values, {.units = true, .leave_out = {}});
    Hasher hasher;
    hasher.string(canonical_yaml(
        out_.values, {.units = false, .leave_out = {"seed", "record", "world.data", "world.tables"}}));
    for (const auto& [name, sum] : out_.tables->sha256) {
      hasher.string(name);
      hasher.string(sum);
    }
    out_.hash = hasher.digest();
    out_.warnings = findings_.take_warnings();
    return std::move(out_);
  }

  const Source& file_;
  const LoadOptions& options_;
  std::vector<std::string> layer_dirs_;  // by layer
  Scenario out_;
  Findings findings_;
};

}  // namespace

Result<Scenario> load_scenario(const LoadRequest& request) {
  const Result<Source> source = read_source(request.path);
  if (!source.ok()) return source.errors();
  return Loader(source.value(), request).load();
}

Result<Scenario> load_scenario_text(std::string_view text, const std::string& name, const std::string& dir,
                                    const LoadOptions& options) {
  const Source source{name, std::string(text), dir};
  return Loader(source, options).load();
}

Result<Scenario> with_sets(const Scenario& scenario, const std::vector<std::string>& sets) {
  LoadOptions options;
  options.sets = sets;
  options.tables = scenario.tables;
  return load_scenario_text(scenario.canonical_yaml, scenario.name + ".yaml", ".", options);
}

Result<Scenario> with_sets_mid_run(const Scenario& scenario, const std::vector<std::string>& sets) {
  LoadOptions options;
  options.sets = sets;
  options.tables = scenario.tables;
  const Source source{scenario.name + ".yaml", {}, "."};
  Result<Scenario> quick = Loader(source, options).load_on(scenario.values);
  if (quick.ok()) return quick;
  return with_sets(scenario, sets);
}

Errors warnings_with(const Scenario& scenario, const std::vector<std::string>& sets) {
  LoadOptions options;
  options.sets = sets;
  options.tables = scenario.tables;
  const Source source{scenario.name + ".yaml", {}, "."};
  return Loader(source, options).warnings_on(scenario);
}

// ---- looking into a scenario
// ---------------------------------------------------------------------------------------

namespace {

// A value of a scenario found by its path.
struct Found {
  const Message* message = nullptr;        // that holds the field
  const FieldDescriptor* field = nullptr;  // null: the whole message
  const v1::FieldDoc* doc = nullptr;
};

struct Name {
  std::string name, select;
};

std::vector<Name> names_of(const std::string& path) {
  std::vector<Name> out;
  std::size_t i = 0;
  while (i < path.size()) {
    Name step;
    while (i < path.size() && path[i] != '.' && path[i] != '[') step.name += path[i++];
    if (i < path.size() && path[i] == '[') {
      const std::size_t close = std::min(path.find(']', i), path.size());
      step.select = path.substr(i + 1, close - i - 1);
      i = close + 1;
    }
    if (i < path.size() && path[i] == '.') ++i;
    out.push_back(std::move(step));
  }
  return out;
}

Error no_such_path(const std::string& path, const std::string& name, const Message& message) {
  std::vector<std::string> names;
  const auto add_all = [&](const Descriptor& type) {
    for (int i = 0; i < type.field_count(); ++i)
      if (!is_kind_field(*type.field(i))) names.push_back(type.field(i)->name());
  };
  add_all(*message.GetDescriptor());
  const FieldDescriptor* parameters = is_tagged(*message.GetDescriptor())
                                          ? parameters_of_kind(*message.GetDescriptor(), kind_of(message))
                                          : nullptr;
  if (parameters != nullptr) add_all(*parameters->message_type());
  std::string all;
  for (const std::string& known : names) all += (all.empty() ? "" : ", ") + known;
  return {{}, 0, 0, "no '" + name + "' in the path '" + path + "'", all, nearest(name, names).value_or("")};
}

const FieldDescriptor* step_into(const Message*& message, const std::string& name) {
  const Descriptor& type = *message->GetDescriptor();
  const FieldDescriptor* field = type.FindFieldByName(name);
  if (field != nullptr && !is_kind_field(*field)) return field;
  const FieldDescriptor* parameters = is_tagged(type) ? parameters_of_kind(type, kind_of(*message)) : nullptr;
  if (parameters == nullptr) return nullptr;
  message = &message->GetReflection()->GetMessage(*message, parameters);
  return message->GetDescriptor()->FindFieldByName(name);
}

Result<Found> find(const Scenario& scenario, const std::string& path) {
  Found found{&scenario.values, nullptr, &v1::FieldDoc::default_instance()};
  for (const Name& step : names_of(path)) {
    if (found.field != nullptr) {
      if (found.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || found.field->is_repeated())
        return Error{{}, 0, 0, "'" + found.field->name() + "' holds no '" + step.name + "'", {}, {}};
      found.message = &found.message->GetReflection()->GetMessage(*found.message, found.field);
    }
    const Message* holder = found.message;
    const FieldDescriptor* field = step_into(holder, step.name);
    if (field == nullptr) return no_such_path(path, step.name, *found.message);
    found = {holder, field, &doc_of(*field, *found.doc)};
    if (step.select.empty()) continue;
    const google::protobuf::Reflection& access = *holder->GetReflection();
    const Message* entry = nullptr;
    std::vector<std::string> keys;
    if (key_field(*field) != nullptr)
      for (int i = 0; i < access.FieldSize(*holder, field); ++i) {
        keys.push_back(key_of(access.GetRepeatedMessage(*holder, field, i), *field));
        if (keys.back() == step.select) entry = &access.GetRepeatedMessage(*holder, field, i);
      }
    if (entry == nullptr)
      return Error{{}, 0,
                   0,  "no entry '" + step.select + "' in '" + path + "'",
                   {}, nearest(step.select, keys).value_or("")};
    found = {entry, nullptr, found.doc};
  }
  return found;
}

std::string value_text(const Found& found) {
  if (found.field == nullptr) return canonical_yaml(*found.message);
  const google::protobuf::Reflection& access = *found.message->GetReflection();
  const bool message = found.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (message && !found.field->is_repeated())
    return canonical_yaml(access.GetMessage(*found.message, found.field));
  if (message) {
    std::string out;
    for (int i = 0; i < access.FieldSize(*found.message, found.field); ++i)
      out += "[" + key_of(access.GetRepeatedMessage(*found.message, found.field, i), *found.field) + "] ";
    return out;
  }
  if (found.field->is_repeated()) {
    std::string out;
    for (int i = 0; i < access.FieldSize(*found.message, found.field); ++i)
      out += (i == 0 ? "" : ", ") + scalar_text(*found.message, *found.field, i);
    return "[" + out + "]";
  }
  return access.HasField(*found.message, found.field) ? scalar_text(*found.message, *found.field)
                                                      : std::string("(not set)");
}

std::string place_text(const Provenance& provenance, const yaml::Place& place) {
  std::string out = provenance.layer_name(place.layer);
  if (place.line > 0) out += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return out;
}

bool is_section(const Found& found) {
  return found.field == nullptr || found.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

std::string why_value(const Scenario& scenario, const std::string& path, const Found& found) {
  std::string out = path + " = " + value_text(found) +
                    (found.doc->unit().empty() ? "" : "  (" + found.doc->unit() + ")") + "\n";
  const std::string fallback = has_own_doc(*found.field) ? found.doc->default_value() : std::string();
  const std::vector<Step>* history = scenario.provenance.history(path);
  out += "  default: " +
         (fallback.empty() ? std::string(has_own_doc(*found.field) ? "none" : "that of the section")
                           : fallback) +
         (found.doc->source().empty() ? "" : "; source: " + found.doc->source()) + "\n";
  if (history == nullptr) return out + "  no layer sets it\n";
  for (const Step& step : *history)
    out += "  " + place_text(scenario.provenance, step.place) + ": " +
           (step.deleted ? "!delete, back to the default" : step.value) + "\n";
  return out;
}

std::string why_section(const Scenario& scenario, const std::string& path) {
  std::string out;
  for (const auto& [at, history] : scenario.provenance.all()) {
    if (at.empty() || !is_at_or_below(at, path)) continue;
    const Step& last = history.back();
    const bool in_a_list = at.back() == ']';  // said with the whole list
    if ((last.value.empty() || in_a_list) && !last.deleted) continue;
    out += at + ": " + (last.deleted ? "!delete" : last.value) + "  (" +
           place_text(scenario.provenance, last.place) +
           (history.size() > 1 ? ", over " + std::to_string(history.size() - 1) + " earlier" : "") + ")\n";
  }
  return out.empty() ? path + ": no layer sets anything here; all values are defaults\n" : out;
}

}  // namespace

Result<std::string> why(const Scenario& scenario, const std::string& path) {
  const Result<Found> found = find(scenario, path);
  if (!found.ok()) return found.errors();
  return is_section(found.value()) ? why_section(scenario, path) : why_value(scenario, path, found.value());
}

Result<std::string> value_at(const Scenario& scenario, const std::string& path) {
  const Result<Found> found = find(scenario, path);
  if (!found.ok()) return found.errors();
  return value_text(found.value());
}

}  // namespace carepool
