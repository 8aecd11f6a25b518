#include "live/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/build_info.hpp"
#include "base/date.hpp"
#include "base/hash.hpp"
#include "live/picture.hpp"
#include "metrics/row.hpp"
#include "run/commands.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/layers.hpp"
#include "scenario/units.hpp"
#include "store/files.hpp"

namespace carepool::live {
namespace {

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t to = std::min(text.find(by, from), text.size());
    out.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

bool starts_with(const std::string& text, const char* with) { return text.rfind(with, 0) == 0; }

// The schema's defaults, so that the leaf of a value message has one, too.
const Scenario& defaults() {
  static const Scenario scenario = [] {
    Scenario s;
    fill_defaults(s.values);
    return s;
  }();
  return scenario;
}

// "Prices", "Fee cap": what the section at the path's head is called.
const std::map<std::string, std::string>& section_labels() {
  static const std::map<std::string, std::string> labels = [] {
    std::map<std::string, std::string> out;
    for (const Section& section : sections()) out[section.path] = section.label;
    return out;
  }();
  return labels;
}

std::string label_of_kind(const std::string& kind) {
  const auto found = section_labels().find("instruments[" + kind + "]");
  return found == section_labels().end() ? kind : found->second;
}

v1::LiveLeverKind lever_kind(const Parameter& p) {
  if (starts_with(p.type, "list of")) return v1::LEVER_LIST;
  if (p.unit == "date") return v1::LEVER_DATE;
  if (p.type == "true or false") return v1::LEVER_SWITCH;
  if (p.type == "whole number") return v1::LEVER_WHOLE;
  if (p.type == "number" || starts_with(p.type, "numbers")) return v1::LEVER_NUMBER;
  return p.choices.empty() ? v1::LEVER_TEXT : v1::LEVER_CHOICE;
}

void set_plausible(const std::string& text, v1::LiveLever& lever) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return;
  lever.set_plausible_low(std::strtod(text.substr(0, dots).c_str(), nullptr));
  lever.set_plausible_high(std::strtod(text.substr(dots + 2).c_str(), nullptr));
}

// "instruments[cap].level" → "cap".
std::string instrument_in(const std::string& path) {
  if (!starts_with(path, "instruments[")) return {};
  return path.substr(12, path.find(']') - 12);
}

v1::LiveLever lever_of(const ParameterValue& value) {
  const Parameter& p = value.parameter;
  v1::LiveLever lever;
  lever.set_path(value.path);
  lever.set_label(p.label);
  lever.set_unit(p.unit);
  lever.set_kind(lever_kind(p));
  if (p.min) lever.set_min(*p.min);
  if (p.max) lever.set_max(*p.max);
  lever.set_default_value(p.default_value);
  lever.set_value(value.value);
  if (!p.choices.empty())
    for (const std::string& choice : split(p.choices, '|')) lever.add_choices(choice);
  lever.set_description(p.description);
  lever.set_source(p.source);
  lever.set_assumption(p.assumption);
  set_plausible(p.plausible, lever);
  const std::string instrument = instrument_in(value.path);
  lever.set_instrument(instrument);
  if (instrument.empty()) {
    const auto section = section_labels().find(value.path.substr(0, value.path.find('.')));
    lever.set_group(section == section_labels().end() ? "Scenario" : section->second);
  } else {
    lever.set_group(p.kind.empty() ? "Instrument" : label_of_kind(p.kind));
  }
  const MidRun may = mid_run(value.path);
  lever.set_mid_run(may.allowed());
  lever.set_why_not(may.why_not);
  lever.set_featured(may.featured);
  return lever;
}

// A value message is a lever for each of its numbers.
void add_levers(const Scenario& scenario, const ParameterValue& value, v1::LiveLevers& out) {
  const std::string& type = value.parameter.type;
  if (!starts_with(type, "numbers {")) {
    *out.add_levers() = lever_of(value);
    return;
  }
  for (std::string leaf : split(type.substr(9, type.size() - 10), ',')) {
    leaf.erase(0, leaf.find_first_not_of(' '));
    const auto now = value_at(scenario, value.path + "." + leaf);
    if (!now.ok()) continue;
    v1::LiveLever lever = lever_of(value);
    std::string word = leaf;
    std::replace(word.begin(), word.end(), '_', ' ');
    lever.set_path(value.path + "." + leaf);
    lever.set_label(value.parameter.label + ", " + word);
    lever.set_value(now.value() == "(not set)" ? "" : now.value());
    const auto fallback = value_at(defaults(), value.path + "." + leaf);
    lever.set_default_value(fallback.ok() && fallback.value() != "(not set)" ? fallback.value() : "");
    *out.add_levers() = std::move(lever);
  }
}

void add_instruments(const Scenario& scenario, std::int32_t day, v1::LiveLevers& out) {
  for (const v1::Instrument& i : scenario.values.instruments()) {
    v1::LiveInstrument& shown = *out.add_instruments();
    shown.set_name(i.name());
    shown.set_kind(i.kind());
    shown.set_label(label_of_kind(i.kind()));
    for (const Section& section : sections())
      if (section.path == "instruments[" + i.kind() + "]") shown.set_description(section.description);
    shown.set_from(i.from());
    shown.set_to(i.to());
    const auto from = parse_date(i.from()), to = parse_date(i.to());
    const bool ended = to && to->days <= day;
    shown.set_ended(ended);
    shown.set_in_force(i.enabled() && !ended && (!from || from->days <= day));
  }
}

std::string asks_of(const std::string& yaml) {
  std::string out;
  for (const std::string& line : split(yaml, '\n')) {
    if (!starts_with(line, "#")) break;
    const std::size_t from = line.find_first_not_of("# ");
    if (from != std::string::npos) out += (out.empty() ? "" : " ") + line.substr(from);
  }
  return out;
}

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code code;
  for (std::filesystem::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    if (it->path().extension() == ".yaml") out.push_back(it->path());
  std::sort(out.begin(), out.end());
  return out;
}

void add_councils(const Setup& setup, v1::LiveWelcome& out) {
  for (const std::string& region : setup.region_names) out.add_regions(region);
  if (setup.councils() > kMostCouncils) return;
  for (std::size_t c = 0; c < setup.councils(); ++c) {
    const Place& place = setup.places[c];
    v1::LiveCouncil& council = *out.add_councils();
    council.set_name(setup.place_names[c]);
    council.set_region(place.region);
    if (place.table_row == kNobody) {  // a pools world: side by side
      council.set_code("P" + std::to_string(c + 1));
      const auto side = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(setup.councils()))));
      council.set_hex_q(static_cast<std::int32_t>(c % side));
      council.set_hex_r(static_cast<std::int32_t>(c / side));
      continue;
    }
    const CouncilRow& row = setup.tables().councils[place.table_row];
    council.set_code(row.ons_code);
    council.set_lat(row.pop_centre_lat);
    council.set_lon(row.pop_centre_lon);
    council.set_hex_q(row.hex_q);
    council.set_hex_r(row.hex_r);
  }
}

}  // namespace

v1::LiveLevers levers_of(const Scenario& scenario, const std::string& arm, std::int32_t day) {
  v1::LiveLevers out;
  out.set_arm(arm);
  for (const ParameterValue& value : parameter_values(scenario))
    if (!starts_with(value.path, "world.tables") && !starts_with(value.path, "record.")) add_levers(scenario, value, out);
  add_instruments(scenario, day, out);
  return out;
}

v1::LiveWelcome welcome_of(const Scenario& scenario, std::uint64_t seed) {
  v1::LiveWelcome out;
  const auto setup = make_setup(std::make_shared<const Scenario>(scenario), seed);
  out.set_protocol(1);
  out.set_model_version(std::string(build_info().version));
  out.set_scenario_name(scenario.name);
  out.set_scenario_title(scenario.values.title());
  out.set_scenario_description(scenario.values.description());
  out.set_scenario_hash(hex64(scenario.hash));
  out.set_seed(seed);
  out.set_first_day(setup->first_day);
  out.set_last_day(setup->last_day);
  for (const v1::LiveSeries& series : series_list().series) *out.add_series() = series;
  for (const MetricDoc& doc : metric_dictionary()) {
    v1::ResultMetric& metric = *out.add_metrics();
    metric.set_id(doc.id);
    metric.set_unit(doc.unit);
    metric.set_label(doc.label);
    metric.set_definition(doc.definition);
    metric.set_family(doc.family);
  }
  add_councils(*setup, out);
  for (const v1::LiveMeasure& measure : council_measures()) *out.add_council_measures() = measure;
  for (const std::string_view sector : kSectorNames) out.add_sectors(std::string(sector));
  return out;
}

std::string change_text(const Scenario& before, const Scenario& after, const std::string& path) {
  const auto now = value_at(after, path), was = value_at(before, path);
  std::string label = path, unit;
  for (const ParameterValue& value : parameter_values(after))
    if (is_at_or_below(path, value.path)) {
      label = value.parameter.label;
      unit = value.parameter.unit;
      if (path != value.path) label += " (" + path.substr(value.path.size() + 1) + ")";
    }
  const std::string instrument = instrument_in(path);
  if (!instrument.empty()) label = instrument + ": " + label;
  if (!now.ok()) return label;
  const auto shown = [&unit](const std::string& value) {  // a share as people say it
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    return unit == "share" && end != value.c_str() && *end == '\0' ? number_text(std::round(number * 1e9) / 1e7) + " %" : value;
  };
  const bool has_unit = unit != "share" && !unit.empty() && unit != "choice" && unit != "text" && unit != "date" && unit != "list";
  const std::string was_text = was.ok() && was.value() != now.value() ? " (was " + shown(was.value()) + ")" : "";
  return label + ": " + shown(now.value()) + (has_unit ? " " + unit : "") + was_text;
}

v1::LiveAnswer definition_of(const std::string& name) {
  v1::LiveAnswer out;
  const auto fill = [&out](const std::string& title, const std::string& unit, const std::string& text, const std::string& source) {
    out.set_title(title);
    out.set_unit(unit);
    out.set_text(text);
    out.set_source(source);
  };
  for (const v1::LiveSeries& series : series_list().series)
    if (series.id() == name) fill(series.label(), series.unit(), series.definition(), "");
  for (const v1::LiveMeasure& measure : council_measures())
    if (measure.id() == name && out.text().empty()) fill(measure.label(), measure.unit(), measure.definition(), "");
  for (const Section& section : sections())
    if (section.path == name || section.path == "instruments[" + name + "]") fill(section.label, "", section.description, "");
  for (const Parameter& p : parameters()) {
    // An instrument's value is known by its own name: instruments[cap].level is the level of some kind.
    const bool of_kind = !p.kind.empty() && starts_with(name, "instruments[") && name.substr(name.find(']') + 1) == p.path.substr(p.path.find(']') + 1);
    if (is_at_or_below(name, p.path) || (of_kind && out.text().empty())) fill(p.label, p.unit, p.description, p.source);
  }
  return out;
}

std::vector<Policy> read_policies(const std::filesystem::path& folder, Errors& problems) {
  std::vector<Policy> out;
  for (const auto& file : yaml_files(folder / "policies")) {
    Policy policy;
    policy.yaml = store::read_file(file);
    policy.shown.set_name(file.stem().string());
    policy.shown.set_asks(asks_of(policy.yaml));
    const auto parsed = yaml::parse(policy.yaml, file.filename().string(), 0);
    if (!parsed.ok()) {
      problems.push_back(parsed.errors().front());
      continue;
    }
    for (const yaml::Member& m : parsed.value().members)
      if (m.key == "instruments")
        for (const yaml::Item& entry : m.value.items)
          for (const yaml::Member& field : entry.members)
            if (field.key == "name") policy.shown.add_instruments(field.value.text);
    out.push_back(std::move(policy));
  }
  return out;
}

Result<v1::LiveLesson> read_lesson(const std::string& text, const std::string& file) {
  const auto parsed = yaml::parse(text, file, 1);
  if (!parsed.ok()) return parsed.errors();
  v1::LiveLesson lesson;
  fill_defaults(lesson);
  Provenance provenance;
  provenance.layers.push_back(file);
  Findings findings;
  apply_layer(parsed.value(), lesson, provenance, findings);
  for (v1::LiveLessonStep& step : *lesson.mutable_steps()) fill_defaults(step);
  check_whole(lesson, provenance, findings);
  if (!findings.ok()) return findings.take_errors();
  return lesson;
}

std::vector<Lesson> read_lessons(const std::filesystem::path& folder, Errors& problems) {
  std::vector<Lesson> out;
  for (const auto& file : yaml_files(folder / "lessons")) {
    auto lesson = read_lesson(store::read_file(file), file.filename().string());
    if (!lesson.ok()) {
      problems.insert(problems.end(), lesson.errors().begin(), lesson.errors().end());
      continue;
    }
    lesson.value().set_name(file.stem().string());
    auto page = file;
    out.push_back({std::move(lesson).value(), store::read_file_if_there(page.replace_extension(".md")).value_or("")});
  }
  return out;
}

}  // namespace carepool::live
