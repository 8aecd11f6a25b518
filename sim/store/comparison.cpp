#include "store/comparison.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "store/text.hpp"

namespace carepool::store {

namespace {

struct KeyValue {
  std::string key, value;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("key", r.key), v("value", r.value);
  }
};

struct Remark {
  std::string remark;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("remark", r.remark);
  }
};

struct MetricRow {
  MetricInfo info;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("metric", r.info.id), v("unit", r.info.unit), v("label", r.info.label);
    v("definition", r.info.definition), v("family", r.info.family);
  }
};

std::vector<TypedTable> tables_of(const Comparison& c) {
  std::vector<KeyValue> facts;
  for (const auto& [key, value] : c.facts) facts.push_back({key, value});
  std::vector<Remark> remarks;
  for (const std::string& text : c.remarks) remarks.push_back({text});
  std::vector<MetricRow> metrics;
  for (const MetricInfo& metric : c.metrics) metrics.push_back({metric});
  return {to_table("meta", facts),
          to_table("arms", c.arms),
          to_table("runs", c.runs),
          to_table("differences", c.differences),
          to_table("trajectories", c.trajectories),
          to_table("parts", c.parts),
          to_table("winners", c.winners),
          to_table("parameters", c.parameters),
          to_table("councils", c.councils),
          to_table("metrics", metrics),
          to_table("remarks", remarks)};
}

class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(out_, value);
  }
  void number(std::string_view key, double value) {
    name(key);
    append_json_number(out_, value);
  }
  void band(std::string_view key, double low, double high) {
    if (low != low) return;
    name(key);
    out_ += '[';
    append_json_number(out_, low);
    out_ += ", ";
    append_json_number(out_, high);
    out_ += ']';
  }
  void end() { out_ += '}'; }

 private:
  void name(std::string_view key) {
    if (!first_) out_ += ", ";
    first_ = false;
    append_json_string(out_, key);
    out_ += ": ";
  }
  std::string& out_;
  bool first_ = true;
};

void append_difference(std::string& out, const Comparison& c, const DifferenceRow& row) {
  Object object(out);
  object.text("arm", c.arms.at(static_cast<std::size_t>(row.arm)).name);
  object.text("id", row.metric);
  object.text("unit", row.unit);
  object.number("base", row.base);
  object.number("value", row.value);
  object.number("difference", row.difference);
  object.band("band_luck", row.low, row.high);
  object.band("band_not_known", row.not_known_low, row.not_known_high);
  object.text("verdict", row.verdict);
  object.number("pairs", static_cast<double>(row.pairs));
  if (row.p_higher == row.p_higher) object.number("p_higher", row.p_higher);
  if (row.variance_reduction == row.variance_reduction)
    object.number("variance_reduction", row.variance_reduction);
  if (row.more_pairs >= 0) {
    object.number("precision", row.precision_asked);
    object.number("more_pairs", static_cast<double>(row.more_pairs));
  }
  object.end();
}

template <class Rows, class Append>
void append_list(std::string& out, std::string_view name, const Rows& rows, Append&& append) {
  append_json_string(out, name);
  out += ": [";
  bool first = true;
  for (const auto& row : rows) {
    out += first ? "\n  " : ",\n  ";
    first = false;
    append(row);
  }
  out += "]";
}

}  // namespace

std::string Comparison::fact(std::string_view key) const {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const auto& fact) { return fact.first == key; });
  return found == facts.end() ? std::string() : found->second;
}

const MetricInfo* Comparison::metric(std::string_view id) const {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const MetricInfo& m) { return m.id == id; });
  return found == metrics.end() ? nullptr : &*found;
}

const DifferenceRow* Comparison::england(std::int64_t arm, std::string_view id) const {
  const GroupKey whole;
  const auto found = std::find_if(differences.begin(), differences.end(), [&](const DifferenceRow& row) {
    return row.arm == arm && row.metric == id && row.group == whole;
  });
  return found == differences.end() ? nullptr : &*found;
}

std::string comparison_sqlite(const Comparison& c) { return tables_sqlite(tables_of(c), kComparisonFormat); }

Result<Comparison> parse_comparison_sqlite(std::string_view bytes, const std::string& where) {
  auto parsed = parse_tables_sqlite(bytes, kComparisonFormat, where);
  if (!parsed.ok()) return parsed.errors();
  std::map<std::string, TypedTable> tables;
  for (TypedTable& table : parsed.value()) tables[table.name] = std::move(table);
  Comparison c;
  try {
    for (const KeyValue& fact : from_table<KeyValue>(tables.at("meta")))
      c.facts.emplace_back(fact.key, fact.value);
    for (const Remark& remark : from_table<Remark>(tables.at("remarks"))) c.remarks.push_back(remark.remark);
    for (const MetricRow& metric : from_table<MetricRow>(tables.at("metrics")))
      c.metrics.push_back(metric.info);
    c.arms = from_table<ComparedArm>(tables.at("arms"));
    c.runs = from_table<ComparedRun>(tables.at("runs"));
    c.differences = from_table<DifferenceRow>(tables.at("differences"));
    c.trajectories = from_table<TrajectoryRow>(tables.at("trajectories"));
    c.parts = from_table<PartRow>(tables.at("parts"));
    c.winners = from_table<WinnerRow>(tables.at("winners"));
    c.parameters = from_table<ArmParameter>(tables.at("parameters"));
    c.councils = from_table<CouncilPlace>(tables.at("councils"));
  } catch (const std::out_of_range&) {
    Error error;
    error.where = where;
    error.message = "lacks a table or a column of a comparison";
    return error;
  }
  return c;
}

std::string differences_csv(const Comparison& c) { return table_csv(to_table("differences", c.differences)); }
std::string trajectories_csv(const Comparison& c) {
  return table_csv(to_table("trajectories", c.trajectories));
}

std::string comparison_summary_json(const Comparison& c) {
  std::string out = "{";
  append_list(out, "arms", c.arms, [&](const ComparedArm& arm) {
    Object object(out);
    object.text("name", arm.name);
    object.text("policies", arm.policies);
    object.text("scenario", arm.scenario);
    object.text("scenario_hash", arm.scenario_hash);
    object.end();
  });
  out += ",\n";
  append_list(out, "remarks", c.remarks, [&](const std::string& remark) { append_json_string(out, remark); });
  out += ",\n";
  std::vector<const DifferenceRow*> england;
  for (const DifferenceRow& row : c.differences)
    if (row.group == GroupKey{}) england.push_back(&row);
  append_list(out, "metrics", england, [&](const DifferenceRow* row) { append_difference(out, c, *row); });
  out += ",\n";
  append_list(out, "parts", c.parts, [&](const PartRow& part) {
    Object object(out);
    object.text("arm", c.arms.at(static_cast<std::size_t>(part.arm)).name);
    object.text("table", part.table);
    object.text("part", part.part);
    object.text("unit", part.unit);
    object.number("difference", part.difference);
    object.band("band_luck", part.low, part.high);
    object.text("verdict", part.verdict);
    object.end();
  });
  return out + "}\n";
}

}  // namespace carepool::store
