#include "run/commands.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/date.hpp"
#include "scenario/provenance.hpp"
#include "scenario/yaml.hpp"

namespace carepool {
namespace {

struct MidRunPath {
  const char* path;
  bool featured;
};

// Read anew on the days on which the market uses them. What populate or the solving of the start has used up is not here: a new value would
// change nothing, or only homes still to come.
constexpr MidRunPath kMidRun[] = {
    {"demand.level", true},
    {"demand.hard_days", false},
    {"demand.hard_share", false},
    {"search.days_before_crisis", false},
    {"search.far_share", false},
    {"search.max_miles", true},
    {"search.visible_share", true},
    {"search.framework_bonus", false},
    {"search.block_bonus", false},
    {"search.own_home_bonus", false},
    {"search.retry_days", false},
    {"offers.gate", false},
    {"offers.gate_own_council", false},
    {"offers.gate_own_home", false},
    {"offers.gate_hard", false},
    {"offers.mix_per_resident", false},
    {"prices.alpha", true},
    {"prices.bargaining", true},
    {"prices.wait_harm", true},
    {"prices.crisis_harm", true},
    {"prices.discount_per_year", false},
    {"prices.pseudo_fills", false},
    {"prices.step", false},
    {"prices.memory_weeks", false},
    {"prices.share_shrink", false},
    {"costs.crisis_week", true},
    {"costs.wait_week", false},
    {"costs.brokerage_referral", false},
    {"costs.tender_cost", false},
    {"supply.required_return", true},
    {"supply.entry_slope", true},
    {"supply.closure_loss_slope", false},
    {"supply.closure_inadequate", false},
    {"supply.closure_notice_days", false},
    {"supply.build_days", true},
    {"supply.expansion_share", false},
    {"supply.fill_up_days", false},
    {"supply.new_home_places", false},
    {"supply.pass_through", false},
    {"supply.staff_scarcity", true},
    {"supply.interest_rate", false},
    {"supply.fail_weeks", true},
    {"supply.covenant_cover", false},
    {"supply.covenant_cash_weeks", false},
    {"supply.covenant_staffing", false},
    {"supply.refinance_years", false},
    {"supply.refinance_multiple", false},
    {"supply.mergers_per_year", false},
    {"supply.transfer_share", true},
    {"supply.transfer_days", false},
    {"supply.council_build_per_year", false},
    {"fostering.leave_per_year", true},
    {"fostering.agency_radius_miles", false},
    {"fostering.to_homes_share", true},
    {"fostering.suit", false},
    {"fostering.own_week", false},
    {"fostering.agency_variable_week", false},
    {"fostering.overhead_week", false},
    {"supported.variable_week", false},
    {"supported.radius_miles", false},
    {"supported.adjust_per_year", false},
    {"quality.inspections_per_year", false},
    {"quality.grade_stays", false},
    {"quality.grade_share", false},
    {"quality.breakdown_per_year", true},
    {"quality.breakdown_foster_per_year", false},
    {"quality.breakdown_staffing", false},
    {"quality.breakdown_per_grade", false},
    {"quality.breakdown_per_30_miles", false},
    {"quality.breakdown_match", false},
    {"quality.staffing_elastic", false},
    {"blocks.match_factor", false},
    {"blocks.term_risk", true},
    {"commissioning.forecast_cv", true},
    {"commissioning.forecast_shared", false},
    {"commissioning.framework_slope", false},
    {"commissioning.framework_switch_cost", true},
    {"commissioning.framework_callof_worth", false},
    {"commissioning.budget_growth", false},
    {"commissioning.budget_response", true},
};

bool is_featured_field(std::string_view path) {
  for (const std::string_view field : {"level", "level_by_need", "share", "discount", "uplift", "target_size", "participation", "method", "factor",
                                       "costs_per_year", "real_costs_per_year", "applies_to", "leverage", "price_ratio", "mode", "from", "to"})
    if (path.size() > field.size() && path.substr(path.size() - field.size()) == field && (path[path.size() - field.size() - 1] == '.')) return true;
  return false;
}

MidRun mid_run_of_instrument(const std::string& path) {
  const std::size_t close = path.find(']');
  if (path == "instruments" || close + 1 == path.size()) return {{}, false};
  const std::string field = path.substr(close + 2);
  if (field == "name" || field == "kind") return {"an instrument keeps its name and kind", false};
  return {{}, is_featured_field(path)};
}

// ---- the past cannot be changed -------------------------------------------------------------------------------

std::int32_t day_or(const std::string& date, std::int32_t otherwise) {
  const auto day = parse_date(date);
  return day ? day->days : otherwise;
}

const v1::Instrument* find_instrument(const v1::Scenario& values, const std::string& name) {
  for (const v1::Instrument& i : values.instruments())
    if (i.name() == name) return &i;
  return nullptr;
}

class PastCheck {
 public:
  PastCheck(const v1::Scenario& before, const v1::Scenario& after, std::int32_t day) : before_(before), after_(after), day_(day) {}

  Errors errors() {
    for (const v1::Instrument& was : before_.instruments())
      if (find_instrument(after_, was.name()) == nullptr)
        fail(was, "", "an instrument is not taken out while the market lives", "its date 'to'");
    for (const v1::Instrument& now : after_.instruments()) {
      const v1::Instrument* was = find_instrument(before_, now.name());
      if (was == nullptr) new_one(now);
      else changed_one(*was, now);
    }
    return std::move(errors_);
  }

 private:
  void fail(const v1::Instrument& i, const std::string& field, std::string message, std::string allowed = {}) {
    errors_.push_back({"instruments[" + i.name() + "]" + (field.empty() ? "" : "." + field), 0, 0, std::move(message), std::move(allowed), {}});
  }
  std::string today_or_later() const { return to_string(Date{day_}) + " or later"; }

  void new_one(const v1::Instrument& now) {
    if (!now.enabled()) return;
    if (now.from().empty() || day_or(now.from(), day_) < day_) fail(now, "from", "a new instrument begins today at the earliest", today_or_later());
  }

  void changed_one(const v1::Instrument& was, const v1::Instrument& now) {
    if (was.kind() != now.kind()) return fail(now, "kind", "an instrument keeps its kind", was.kind());
    if (was.enabled() && !now.enabled()) return fail(now, "enabled", "an instrument is not taken out while the market lives", "its date 'to'");
    if (!was.enabled()) return new_one(now);
    if (was.from() != now.from()) {
      if (day_or(was.from(), day_ - 1) < day_) fail(now, "from", "it has begun already", was.from().empty() ? "from the start" : was.from());
      else if (now.from().empty() || day_or(now.from(), day_) < day_) fail(now, "from", "that day is past", today_or_later());
    }
    if (was.to() != now.to() && !now.to().empty() && day_or(now.to(), day_) < day_) fail(now, "to", "that day is past", today_or_later());
  }

  const v1::Scenario& before_;
  const v1::Scenario& after_;
  std::int32_t day_;
  Errors errors_;
};

std::string where_of(std::size_t i, std::size_t n) { return n > 1 ? "command #" + std::to_string(i + 1) : "command"; }

// "--set #2: …" of with_sets_mid_run becomes "command #2: …".
Errors as_command_errors(Errors errors, std::size_t n) {
  for (Error& error : errors) {
    error.where = error.where.rfind("--set #", 0) == 0 ? where_of(std::stoul(error.where.substr(7)) - 1, n) : "command";
    error.line = error.column = 0;
  }
  return errors;
}

// ---- YAML -----------------------------------------------------------------------------------------------------

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out + "\"";
}

std::string tag_text(yaml::Tag tag) {
  switch (tag) {
    case yaml::Tag::append: return "!append ";
    case yaml::Tag::replace: return "!replace ";
    case yaml::Tag::remove: return "!delete ";
    case yaml::Tag::none: break;
  }
  return "";
}

// On one line, as a `--set` takes it.
std::string flow_text(const yaml::Item& item) {
  std::string out = tag_text(item.tag);
  switch (item.kind) {
    case yaml::Kind::null: return out;
    case yaml::Kind::scalar: return out + (item.quoted || item.text.find_first_of(",[]{}:#&*!|>'\"%@`\n") != std::string::npos ? in_quotes(item.text) : item.text);
    case yaml::Kind::list: {
      out += "[";
      for (std::size_t i = 0; i < item.items.size(); ++i) out += (i > 0 ? ", " : "") + flow_text(item.items[i]);
      return out + "]";
    }
    case yaml::Kind::map: {
      out += "{";
      for (std::size_t i = 0; i < item.members.size(); ++i) out += (i > 0 ? ", " : "") + item.members[i].key + ": " + flow_text(item.members[i].value);
      return out + "}";
    }
  }
  return out;
}

yaml::Item* member(yaml::Item& map, const std::string& key) {
  for (yaml::Member& m : map.members)
    if (m.key == key) return &m.value;
  return nullptr;
}

yaml::Item scalar(std::string text) {
  yaml::Item item;
  item.kind = yaml::Kind::scalar;
  item.text = std::move(text);
  return item;
}

// Dates of an entry that are given become `day`; a new entry without `from` begins on `day`.
void date_entry(const Scenario& now, std::int32_t day, bool from_today, yaml::Item& entry) {
  yaml::Item* name = member(entry, "name");
  const bool is_new = name == nullptr || find_instrument(now.values, name->text) == nullptr;
  for (const char* key : {"from", "to"})
    if (yaml::Item* date = member(entry, key); date != nullptr && from_today && !date->text.empty()) date->text = to_string(Date{day});
  if (is_new && member(entry, "from") == nullptr) entry.members.push_back({"from", {}, scalar(to_string(Date{day}))});
}

bool holds_map(const yaml::Item& item) { return item.kind == yaml::Kind::map && item.tag == yaml::Tag::none; }

void leaves(const yaml::Item& map, const std::string& path, std::vector<SetValue>& out) {
  for (const yaml::Member& m : map.members) {
    const std::string at = path_join(path, m.key);
    if (holds_map(m.value) && !mid_run(at).allowed()) leaves(m.value, at, out);
    else out.push_back({at, flow_text(m.value)});
  }
}

}  // namespace

MidRun mid_run(const std::string& path) {
  if (is_at_or_below(path, "instruments")) return mid_run_of_instrument(path);
  for (const MidRunPath& known : kMidRun)
    if (is_at_or_below(path, known.path)) return {{}, known.featured};
  if (path == "seed") return {"the seed is set by a reset", false};
  return {"it is used up when the world is built or its start is solved; set it before the first day", false};
}

Result<std::shared_ptr<const Scenario>> scenario_after(const Scenario& now, std::int32_t day, std::span<const SetValue> settings) {
  std::vector<std::string> sets;
  Errors errors;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const MidRun may = mid_run(settings[i].path);
    if (!may.allowed() && value_at(now, settings[i].path).ok()) errors.push_back({where_of(i, settings.size()), 0, 0, settings[i].path + ": " + may.why_not, {}, {}});
    sets.push_back(settings[i].path + "=" + settings[i].value);
  }
  if (!errors.empty()) return errors;
  Result<Scenario> after = with_sets_mid_run(now, sets);
  if (!after.ok()) return as_command_errors(after.errors(), settings.size());
  errors = PastCheck(now.values, after.value().values, day).errors();
  if (errors.empty()) errors = as_command_errors(check_instruments(after.value()), settings.size());
  if (!errors.empty()) return errors;
  return std::make_shared<const Scenario>(std::move(after).value());
}

Errors apply_command(MarketRun& run, std::span<const SetValue> settings) {
  auto after = scenario_after(*run.scenario(), run.world().day, settings);
  if (!after.ok()) return after.errors();
  run.change(std::move(after).value());
  return {};
}

Errors apply_command(MarketRun& run, const std::string& path, const std::string& value) {
  const SetValue one{path, value};
  return apply_command(run, std::span(&one, 1));
}

Result<std::vector<SetValue>> switching(const Scenario& now, std::int32_t day, const std::string& name, bool on) {
  const v1::Instrument* found = find_instrument(now.values, name);
  if (found == nullptr) {
    std::string all;
    for (const v1::Instrument& i : now.values.instruments()) all += (all.empty() ? "" : ", ") + i.name();
    return Error{"command", 0, 0, "there is no instrument '" + name + "'", all, {}};
  }
  const std::string at = "instruments[" + name + "].", today = to_string(Date{day});
  const bool begun = found->enabled() && day_or(found->from(), day - 1) < day;
  const bool in_force = begun && (found->to().empty() || day_or(found->to(), day) > day);
  if (!on && !begun) {  // it never begins
    if (!found->enabled()) return Error{"command", 0, 0, "'" + name + "' is off already", {}, {}};
    return std::vector<SetValue>{{at + "to", found->from()}};
  }
  if (!on) return in_force ? Result<std::vector<SetValue>>(std::vector<SetValue>{{at + "to", today}}) : Error{"command", 0, 0, "'" + name + "' has ended already", {}, {}};
  if (in_force) return Error{"command", 0, 0, "'" + name + "' is on already", {}, {}};
  if (begun) return std::vector<SetValue>{{at + "to", "\"\""}};
  std::vector<SetValue> out{{at + "from", today}, {at + "to", "\"\""}};
  if (!found->enabled()) out.push_back({at + "enabled", "true"});
  return out;
}

Result<std::vector<SetValue>> adding(const Scenario& now, std::int32_t day, const std::string& text) {
  Result<yaml::Item> entry = yaml::parse_value(text, "command", 0);
  if (!entry.ok()) return entry.errors();
  yaml::Item* name = entry.value().kind == yaml::Kind::map ? member(entry.value(), "name") : nullptr;
  if (name == nullptr) return Error{"command", 0, 0, "an instrument has a name and a kind", "such as {name: cap, kind: fee_cap, level: 5000}", {}};
  if (find_instrument(now.values, name->text) != nullptr)
    return Error{"command", 0, 0, "there is an instrument '" + name->text + "' already", "another name, or its own values", {}};
  date_entry(now, day, false, entry.value());
  return std::vector<SetValue>{{"instruments", "[" + flow_text(entry.value()) + "]"}};
}

Result<std::vector<SetValue>> overlay_settings(const Scenario& now, std::int32_t day, const std::string& text, const std::string& name, bool from_today) {
  Result<yaml::Item> overlay = yaml::parse(text, name, 0);
  if (!overlay.ok()) return overlay.errors();
  std::vector<SetValue> out;
  for (yaml::Member& m : overlay.value().members) {
    if (m.key == "instruments" && m.value.kind == yaml::Kind::list) {
      for (yaml::Item& entry : m.value.items)
        if (entry.kind == yaml::Kind::map) date_entry(now, day, from_today, entry);
      out.push_back({"instruments", flow_text(m.value)});
    } else if (holds_map(m.value)) {
      leaves(m.value, m.key, out);
    } else if (m.key != "name" && m.key != "title" && m.key != "description") {
      out.push_back({m.key, flow_text(m.value)});
    }
  }
  return out;
}

void CommandReplay::apply_due(MarketRun& run) {
  while (!left_.empty() && left_.front().day() <= run.world().day) {
    // A day's commands all take effect before it is stepped, so they are read as one: what came together may be valid only together.
    const std::int32_t day = left_.front().day();
    std::vector<SetValue> settings;
    for (; !left_.empty() && left_.front().day() == day; left_ = left_.subspan(1)) settings.push_back({left_.front().path(), left_.front().value()});
    const Errors errors = apply_command(run, settings);
    if (!errors.empty()) throw std::runtime_error("the commands recorded before " + to_string(Date{day}) + " cannot be done again: " + text(errors));
  }
}

}  // namespace carepool
