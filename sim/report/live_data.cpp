// What the page's script reads: charts, the map's measures, definitions, and every line for "any measure over
// time".
#include <algorithm>
#include <map>

#include "base/date.hpp"
#include "report/html.hpp"
#include "report/page.hpp"

namespace carepool::report {

std::string live_data(const Page& page);

namespace {

constexpr std::size_t kMostLineBytes = 3'500'000;  // the rest of the page is well under 2.5 MB

std::string charts_json(const std::vector<Chart>& charts) {
  std::string out = "[";
  for (const Chart& chart : charts) {
    if (out.size() > 1) out += ',';
    out += chart_json(chart);
  }
  return out + "]";
}

std::string metrics_json(const std::vector<ReportMetric>& metrics) {
  std::string out = "[";
  for (const ReportMetric& metric : metrics) {
    if (out.size() > 1) out += ',';
    out += "{\"id\":" + json_string(metric.id) + ",\"label\":" + json_string(metric.label) +
           ",\"unit\":" + json_string(metric.unit) + ",\"definition\":" + json_string(metric.definition) +
           ",\"family\":" + json_string(metric.family) + "}";
  }
  return out + "]";
}

std::string councils_json(const std::vector<ReportCouncil>& councils) {
  std::string out = "[";
  for (const ReportCouncil& council : councils) {
    if (out.size() > 1) out += ',';
    out += "{\"code\":" + json_string(council.code) + ",\"name\":" + json_string(council.name) +
           ",\"region\":" + json_string(council.region) + "}";
  }
  return out + "]";
}

// Rhythms (monthly, yearly) are few: each is written once and named by its place.
class Calendars {
 public:
  std::size_t place(const std::vector<std::int32_t>& dates) {
    const auto found = std::find(all_.begin(), all_.end(), dates);
    if (found != all_.end()) return static_cast<std::size_t>(found - all_.begin());
    all_.push_back(dates);
    return all_.size() - 1;
  }

  std::string json() const {
    std::string out = "[";
    for (const auto& dates : all_) {
      out += out.size() > 1 ? ",[" : "[";
      for (std::size_t i = 0; i < dates.size(); ++i)
        out += (i > 0 ? "," : "") + json_string(to_string(Date{dates[i]}));
      out += "]";
    }
    return out + "]";
  }

 private:
  std::vector<std::vector<std::int32_t>> all_;
};

// Several columns at once, or one council: too many for a list that a person picks from.
bool is_offered(const std::string& group) {
  return group.find(';') == std::string::npos && group.rfind("council=", 0) != 0;
}

std::string lines_json(const Data& data, Calendars& calendars) {
  std::string out = "[";
  for (const auto& [metric, groups] : data.lines()) {
    for (const auto& [group, line] : groups) {
      if (!is_offered(group) || line.size() < 2) continue;
      if (out.size() > kMostLineBytes) return out + "]";
      if (out.size() > 1) out += ',';
      out += "{\"m\":" + json_string(metric) + ",\"g\":" + json_string(group) +
             ",\"d\":" + std::to_string(calendars.place(line.dates)) + ",\"v\":[";
      for (std::size_t i = 0; i < line.mean.size(); ++i) {
        if (i > 0) out += ',';
        append_json_number(out, line.mean[i]);
      }
      out += "]}";
    }
  }
  return out + "]";
}

std::string words_json(const Data& data) {
  std::map<std::string, std::string> words;
  for (const auto& [metric, groups] : data.lines()) {
    for (const auto& [group, line] : groups) {
      if (is_offered(group) && !group.empty()) words.emplace(group, spoken_group(group, {}));
    }
  }
  std::string out = "{";
  for (const auto& [group, name] : words)
    out += (out.size() > 1 ? "," : "") + json_string(group) + ":" + json_string(name);
  return out + "}";
}

}  // namespace

std::string live_data(const Page& page) {
  Calendars calendars;
  const std::string lines = lines_json(page.data, calendars);
  std::string out =
      "{\"charts\":" + charts_json(page.charts) + ",\n\"metrics\":" + metrics_json(page.data.input().metrics);
  out += ",\n\"councils\":" + councils_json(page.data.input().councils) +
         ",\n\"maps\":" + (page.map_json.empty() ? "[]" : page.map_json);
  out += ",\n\"calendars\":" + calendars.json() + ",\n\"words\":" + words_json(page.data) +
         ",\n\"lines\":" + lines + "}";
  return out;
}

}  // namespace carepool::report
