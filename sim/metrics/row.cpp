#include "metrics/row.hpp"

#include "metrics/list.hpp"

namespace carepool {
namespace {

std::string_view time_of(metrics::Over over) {
  switch (over) {
    case metrics::Over::last_day: return " On the last day of the period; in the summary, of the run.";
    case metrics::Over::rate:
      return " Over the period (a month or a year; in the summary the last twelve months, in a pools world the whole run), as a yearly rate.";
    case metrics::Over::share: return " Over the period (a month or a year; in the summary the last twelve months, in a pools world the whole run).";
    case metrics::Over::trailing: return " Over the twelve months that end with the period.";
    case metrics::Over::run: return " Over the whole run; in the summary only.";
  }
  return {};
}

std::vector<MetricDoc> make_dictionary() {
  std::vector<MetricDoc> out;
  for (const metrics::Metric& m : metrics::all_metrics())
    out.push_back({std::string(m.id), std::string(m.unit), std::string(m.label), std::string(m.family),
                   std::string(m.definition) + std::string(time_of(m.over)), std::string(m.groups)});
  return out;
}

}  // namespace

const std::vector<MetricDoc>& metric_dictionary() {
  static const std::vector<MetricDoc> docs = make_dictionary();
  return docs;
}

std::uint32_t metric_index(std::string_view id) {
  const auto& list = metrics::all_metrics();
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].id == id) return static_cast<std::uint32_t>(i);
  return kNobody;
}

std::string group_value(const Setup& s, const World& w, Dim dim, std::uint16_t index) {
  switch (dim) {
    case Dim::none: return {};
    case Dim::council: return s.place_names[index];
    case Dim::region: return s.region_names[index];
    case Dim::rcc: return w.rules.bodies[index].name;
    case Dim::sector: return std::string(kSectorNames[index]);
    case Dim::setting: return std::string(kSettingNames[index]);
    case Dim::need: return std::string(kNeedNames[index]);
    case Dim::contract: return std::string(kContractNames[index]);
    case Dim::size: return std::string(kGroupSizeNames[index]);
  }
  return {};
}

}  // namespace carepool
