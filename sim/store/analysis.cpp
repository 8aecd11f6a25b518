#include "store/analysis.hpp"

#include <algorithm>

namespace carepool::store {

namespace {

struct KeyValue {
  std::string key, value;
  template <class V, class R>
  static void visit(V& v, R& r) {
    v("key", r.key), v("value", r.value);
  }
};

}  // namespace

std::string Analysis::fact(std::string_view key) const {
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& fact) { return fact.first == key; });
  return found == facts.end() ? std::string() : found->second;
}

const MetricInfo* Analysis::metric(std::string_view id) const {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const MetricInfo& m) { return m.id == id; });
  return found == metrics.end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> analysis_files(const Analysis& a) {
  std::vector<KeyValue> facts;
  for (const auto& [key, value] : a.facts) facts.push_back({key, value});
  const std::vector<TypedTable> tables{to_table("meta", facts),
                                       to_table("factors", a.factors),
                                       to_table("response", a.responses),
                                       to_table("sobol", a.sobol),
                                       to_table("morris", a.morris),
                                       to_table("regret", a.regret),
                                       to_table("regret_policies", a.regret_policies),
                                       to_table("discovery", a.discovery),
                                       to_table("sentences", a.sentences)};
  std::vector<std::pair<std::string, std::string>> files;
  for (const TypedTable& table : tables)
    if (!table.rows.empty() && table.name != "meta" && table.name != "factors" && table.name != "sentences") files.emplace_back(table.name + ".csv", table_csv(table));
  files.emplace_back("analysis.sqlite", tables_sqlite(tables, kAnalysisFormat));
  return files;
}

}  // namespace carepool::store
