#include "report/synthetic_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/hash.hpp"
#include "report/report.hpp"
#include "store/files.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"
#include "store/text.hpp"
#include "support/paths.hpp"

namespace carepool::test {

namespace {

// A small generator of its own: the report room doesn't see the engine.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : state_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  double uniform() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return static_cast<double>(state_ >> 11U) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_;
};

struct Plan {
  const char* id;
  const char* unit;
  double start;
  double noise;       // per month, as a share of the value
  double drift;       // per year, as a share
  const char* split;  // group columns, by their first letters: c council, r region, s sector, t setting, n
                      // need, k contract, z size
};

constexpr std::array<Plan, 58> kPlans{{{"children_in_care", "children", 81770, .002, .002, "crtn"},
                                       {"entries", "children/year", 32280, .03, 0, "r"},
                                       {"exits", "children/year", 32160, .03, 0, "r"},
                                       {"placements_started", "placements/year", 97200, .02, 0, "t"},
                                       {"moves_per_child_year", "per year", .31, .01, 0, ""},
                                       {"three_plus_placements_share", "share", .094, .01, 0, ""},
                                       {"fee_index", "index", 1, .006, .012, ""},
                                       {"fee_weekly_mean_starts", "£/week", 5520, .012, .012, "rns"},
                                       {"fee_weekly_mean_stock", "£/week", 5300, .004, .010, "crns"},
                                       {"fee_weekly_median_stock", "£/week", 4780, .004, .009, ""},
                                       {"fee_weekly_p90_stock", "£/week", 8650, .006, .014, ""},
                                       {"fee_over_10k_share", "share", .061, .02, .02, "n"},
                                       {"unit_cost_weekly_mean", "£/week", 1720, .003, .006, "ct"},
                                       {"all_in_cost_per_sufficient_week", "£/week", 2710, .004, .008, ""},
                                       {"spend_total", "£/year", 7.308e+09, .004, .008, "crt"},
                                       {"spend_over_budget_share", "share", .09, .03, 0, "c"},
                                       {"operating_margin", "share", .146, .015, -.01, "rsz"},
                                       {"operating_margin_median", "share", .088, .02, -.01, ""},
                                       {"loss_making_share", "share", .27, .02, .01, "sz"},
                                       {"profit_total", "£/year", 4.44e+08, .02, 0, ""},
                                       {"occupancy_registered", "share", .68, .004, 0, "r"},
                                       {"occupancy_usable", "share", .82, .004, 0, "r"},
                                       {"places_registered", "places", 13600, .002, .001, "crs"},
                                       {"places_usable", "places", 11200, .002, .001, "crs"},
                                       {"homes_open", "homes", 3790, .002, .001, "crs"},
                                       {"homes_opened", "homes/year", 192, .2, 0, ""},
                                       {"homes_closed", "homes/year", 180, .2, 0, ""},
                                       {"providers_active", "providers", 1310, .003, 0, "sz"},
                                       {"providers_failed", "providers/year", 36, .3, 0, ""},
                                       {"out_of_council_share", "share", .43, .004, 0, "ct"},
                                       {"beyond_20_miles_share", "share", .21, .005, 0, "ct"},
                                       {"sufficiency_rate_20mi", "share", .714, .003, -.003, "crtn"},
                                       {"sufficiency_rate_in_area", "share", .548, .003, -.003, "c"},
                                       {"sufficiency_placed_share", "share", .991, .0004, 0, ""},
                                       {"sufficiency_lawful_share", "share", .989, .0004, 0, ""},
                                       {"sufficiency_setting_share", "share", .946, .001, 0, ""},
                                       {"sufficiency_need_share", "share", .962, .001, 0, ""},
                                       {"sufficiency_siblings_share", "share", .975, .001, 0, ""},
                                       {"sufficiency_near_share", "share", .822, .002, 0, ""},
                                       {"choice_rate", "share", .37, .008, 0, ""},
                                       {"single_offer_share", "share", .44, .008, 0, ""},
                                       {"offers_per_referral_mean", "offers", 1.62, .01, 0, ""},
                                       {"days_waiting_mean", "days", 6.4, .02, 0, "n"},
                                       {"referrals", "referrals/year", 64800, .02, 0, ""},
                                       {"referrals_blocked_share", "share", .061, .02, 0, ""},
                                       {"unplaced_children_mean", "children", 311, .02, 0, ""},
                                       {"crisis_children", "children", 742, .02, .02, "cn"},
                                       {"crisis_placements_started", "placements/year", 1452, .06, 0, ""},
                                       {"contract_share", "share", .25, .004, 0, "k"},
                                       {"framework_exit_rate", "share", .18, .02, 0, ""},
                                       {"void_spend", "£/year", 2.1e+07, .02, 0, ""},
                                       {"block_cost_per_used_week", "£/week", 5910, .01, 0, ""},
                                       {"hhi_places", "index", .021, .003, 0, ""},
                                       {"top10_share", "share", .24, .003, 0, ""},
                                       {"displaced_children", "children/year", 492, .2, 0, ""},
                                       {"need_gap_places", "places", 812, .01, 0, "c"},
                                       {"residential_for_want_of_foster", "children", 905, .01, 0, ""},
                                       {"price_word_only_here", "£/week", 5, .01, 0, ""}}};

struct Column {
  char letter;
  std::string store::GroupKey::*field;
  std::vector<std::string> values;
};

std::vector<std::vector<std::string>> csv(const std::filesystem::path& path) {
  const std::string text = store::read_file(path);
  std::string_view rest = text;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> fields;
  while (!rest.empty() && store::take_csv_record(rest, fields)) rows.push_back(fields);
  return rows;
}

std::size_t column_of(const std::vector<std::string>& head, const std::string& name) {
  const auto found = std::find(head.begin(), head.end(), name);
  if (found == head.end()) throw std::runtime_error("no column " + name);
  return static_cast<std::size_t>(found - head.begin());
}

store::TextTable councils() {
  const auto rows = csv(source_dir() / "scenarios" / "data" / "councils.csv");
  store::TextTable table{"councils", {"code", "name", "region", "hex_q", "hex_r", "children"}, {}};
  std::vector<std::size_t> from;
  for (const char* name : {"ons_code", "name", "region", "hex_q", "hex_r", "cla_children"})
    from.push_back(column_of(rows[0], name));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::vector<std::string> row;
    for (const std::size_t at : from) row.push_back(rows[i].at(at));
    table.rows.push_back(std::move(row));
  }
  return table;
}

store::TextTable targets() {
  auto rows = csv(source_dir() / "scenarios" / "data" / "targets.csv");
  store::TextTable table{"targets", rows[0], {}};
  table.rows.assign(rows.begin() + 1, rows.end());
  table.columns.push_back("model");
  const std::size_t value = column_of(rows[0], "value");
  for (std::size_t i = 0; i < table.rows.size(); ++i)  // every seventh figure has no measure; every fifth is missed by far
    table.rows[i].push_back(i % 7 == 3 ? "" : std::to_string(std::stod(table.rows[i][value]) * (i % 5 == 1 ? 1.5 : 1.01)));
  return table;
}

store::TextTable supply_fit() {
  return {"supply_fit",
          {"council", "sector", "homes_expected", "homes_drawn", "places_expected", "places_drawn"},
          {{"Leeds", "private", "20.4", "21", "70.2", "69"}, {"Kent", "council", "3.1", "3", "12", "16"}}};
}

std::vector<Column> columns(const store::TextTable& councils) {
  std::vector<std::string> names;
  std::vector<std::string> regions;
  for (const auto& row : councils.rows) {
    names.push_back(row[1]);  // results name councils by name
    if (std::find(regions.begin(), regions.end(), row[2]) == regions.end()) regions.push_back(row[2]);
  }
  return {{'c', &store::GroupKey::council, names},
          {'r', &store::GroupKey::region, regions},
          {'s', &store::GroupKey::sector, {"council", "private", "voluntary"}},
          {'t',
           &store::GroupKey::setting,
           {"fostering", "kinship", "residential", "supported", "secure", "with_parents", "adoption", "other",
            "crisis"}},
          {'n', &store::GroupKey::need, {"standard", "moderate", "complex", "acute"}},
          {'k', &store::GroupKey::contract, {"spot", "framework", "block", "in_house"}},
          {'z', &store::GroupKey::size, {"single", "small", "medium", "large"}}};
}

bool is_count(const Plan& plan) {
  const std::string_view unit = plan.unit;
  return unit != "share" && unit != "£/week" && unit != "index" && unit != "days" && unit != "offers" &&
         unit != "per year";
}

class Writer {
 public:
  Writer(store::Results& results, const SyntheticOptions& options) : results_(results), options_(options) {}

  void add(std::uint32_t metric, const Plan& plan, const store::GroupKey& key, double start, bool yearly) {
    const std::uint32_t group = results_.groups.index(key);
    double last_mean = 0;
    for (int run = 0; run < options_.replicates; ++run)
      last_mean += walk(metric, plan, group, start, yearly, run) / options_.replicates;
    store::SummaryRow row;
    row.metric = metric;
    row.group = group;
    row.value = last_mean;
    if (options_.replicates > 1) {
      row.n = options_.replicates;
      row.sd_luck = std::fabs(last_mean) * 0.01;
      row.band_luck = store::Band{last_mean * 0.98, last_mean * 1.02};
    }
    results_.summary.push_back(row);
  }

 private:
  // The mean of the last twelve months.
  double walk(std::uint32_t metric, const Plan& plan, std::uint32_t group, double start, bool yearly,
              int run) {
    Walk chance(metric * 1009ULL + group * 131ULL + static_cast<std::uint64_t>(run) * 7919ULL + 17);
    const bool share = std::string_view(plan.unit) == "share";
    double value = start;
    double sum = 0;
    for (int month = 1; month <= options_.years * 12; ++month) {
      value *= 1 + plan.drift / 12 + plan.noise * (chance.uniform() - 0.5);
      if (share) value = std::clamp(value, 0.0, 0.999);
      if (month > options_.years * 12 - 12) sum += value / 12;
      const Date date = add_months(from_ymd(2025, 3, 31), month);
      const bool undefined =
          has_gaps(metric, group) && chance.uniform() < 0.05;  // a mean of nothing has no row
      if (undefined || (yearly && month % 12 != 0)) continue;
      results_.series.push_back({run, date, metric, group, value});
    }
    return sum;
  }

  bool has_gaps(std::uint32_t metric, std::uint32_t group) const {
    return results_.metrics[metric].id == "fee_weekly_mean_starts" &&
           results_.groups.key(group).need == "acute";
  }

  store::Results& results_;
  const SyntheticOptions& options_;
};

double group_start(const Plan& plan, char letter, std::size_t index, std::size_t count,
                   double council_children) {
  Walk chance(index * 31ULL + static_cast<std::uint64_t>(letter));
  for (int i = 0; i < 5; ++i) chance.uniform();
  const double wobble = 0.75 + 0.5 * chance.uniform();
  if (letter == 'k') return std::array<double, 4>{0.44, 0.36, 0.03, 0.17}.at(index);
  if (letter == 'n' && !is_count(plan))
    return plan.start * std::array<double, 4>{0.8, 0.9, 1.2, 1.9}.at(index) *
           (std::string_view(plan.unit) == "share" ? 0.6 : 1);
  if (letter == 'c' && is_count(plan)) return plan.start * council_children / 81770.0 * wobble;
  if (is_count(plan)) return plan.start / static_cast<double>(count) * wobble;
  return plan.start * wobble;
}

void add_parameters(store::Results& results, const SyntheticOptions& options) {
  const auto add = [&](std::string path, std::string value, std::string unit, std::string label,
                       std::string normal, std::string low, std::string high, std::string source,
                       std::string layer, std::string description) {
    results.parameters.push_back({std::move(path), std::move(value), std::move(unit), std::move(label),
                                  std::move(normal), std::move(low), std::move(high), std::move(source),
                                  std::move(layer), std::move(description)});
  };
  add("name", "synthetic", "text", "Name", "scenario", "", "", "chosen by the user", "scenarios/england.yaml",
      "Short name.");
  add("demand.level", options.with_policy ? "1.05" : "1", "ratio", "Level of demand", "1", "0", "5",
      "structure: 1 is the published stock", options.with_policy ? "--set #1" : "default",
      "Multiplies every council's entry rate.");
  for (int i = 0; i < 240; ++i) {
    const std::string n = std::to_string(i);
    const std::string source =
        i % 3 == 0 ? "assumption: nobody publishes it"
                   : "Ofsted, 31 March 2025, https://www.gov.uk/government/statistics/example";
    add("group_" + std::to_string(i / 20) + ".parameter_" + n, std::to_string(i * 0.25),
        i % 2 == 0 ? "share" : "£/week", "Synthetic parameter " + n, "0.5", "0", "100", source, "default",
        "Stands here to fill the table.");
  }
  add("instruments[frameworks].kind", "framework", "choice", "Kind", "", "", "", "structure",
      "scenarios/england.yaml", "Which instrument this is.");
  if (!options.with_policy) return;
  add("instruments[north_cap].kind", "fee_cap", "choice", "Kind", "", "", "", "structure",
      "scenarios/policies/north-cap.yaml", "Which instrument this is.");
  add("instruments[north_cap].from", "2028-04-01", "date", "From", "", "", "", "chosen by the user",
      "scenarios/policies/north-cap.yaml", "First day in force.");
  add("instruments[north_cap].level", "5200", "£/week", "Level", "", "0", "100000", "chosen by the user",
      "scenarios/policies/north-cap.yaml", "One level for all needs.");
}

void add_metrics(store::Results& results) {
  for (const Plan& plan : kPlans) {
    std::string label(plan.id);
    std::replace(label.begin(), label.end(), '_', ' ');
    label[0] = static_cast<char>(label[0] - 'a' + 'A');
    results.metrics.push_back({plan.id, plan.unit, label,
                               "Definition of " + label + ": a synthetic random walk that means nothing.",
                               "synthetic"});
  }
}

}  // namespace

store::Results synthetic_results(const SyntheticOptions& options) {
  store::Results results;
  add_metrics(results);
  const store::TextTable table = councils();
  const std::vector<Column> split = columns(table);
  Writer writer(results, options);
  for (std::uint32_t metric = 0; metric < kPlans.size(); ++metric) {
    const Plan& plan = kPlans[metric];
    writer.add(metric, plan, {}, plan.start, false);
    for (const Column& column : split) {
      if (std::string_view(plan.split).find(column.letter) == std::string_view::npos) continue;
      for (std::size_t i = 0; i < column.values.size(); ++i) {
        store::GroupKey key;
        key.*column.field = column.values[i];
        const double children =
            column.letter == 'c' ? std::stod(table.rows[i][5].empty() ? "0" : table.rows[i][5]) : 0;
        writer.add(metric, plan, key, group_start(plan, column.letter, i, column.values.size(), children),
                   column.letter == 'c');
      }
    }
  }
  add_parameters(results, options);
  const std::string odd =
      options.with_hostile ? " </script><script>window.hacked=1</script> & \"quotes\" <b>" : "";
  results.facts = {{"name", "synthetic"},
                   {"title", "Synthetic numbers, for tests of the page" + odd},
                   {"description", "Random walks that look like a run and mean nothing." + odd},
                   {"from", "2025-04-01"},
                   {"to", to_string(add_months(from_ymd(2025, 3, 31), options.years * 12))},
                   {"seed", "1"},
                   {"replicates", std::to_string(options.replicates)},
                   {"base_layer", "scenarios/england.yaml"}};
  results.tables = {table, targets(), supply_fit()};
  store::put_in_order(results);
  return results;
}

store::Manifest synthetic_manifest(const SyntheticOptions& options) {
  store::Manifest manifest = store::manifest_of_this_build();
  manifest.scenario = "synthetic";
  manifest.scenario_hash = sha256_hex("synthetic");
  manifest.seed = 1;
  manifest.replicates = manifest.replicates_asked = options.replicates;
  manifest.world_hash = "00000000deadbeef";
  manifest.command = "carepool run england.yaml --policy north-cap.yaml --set demand.level=1.05";
  for (int run = 0; run < options.replicates; ++run)
    manifest.runs.push_back({run, static_cast<std::uint64_t>(run + 1), "00000000deadbeef"});
  return manifest;
}

void write_synthetic_run(const std::filesystem::path& folder, const SyntheticOptions& options) {
  store::Results results = synthetic_results(options);
  const store::Manifest manifest = synthetic_manifest(options);
  auto made = store::RunFolder::create(folder, {true, {}});
  if (!made.ok()) throw std::runtime_error(text(made.errors()));
  store::RunFolder& run = made.value();
  run.write_file("scenario.yaml", "name: synthetic\n");
  run.write_file("recording.pb", "");
  store::write_results(run, results);
  run.write_file("report.html", write_report(report_input(results, manifest)));
  run.finish(manifest);
}

}  // namespace carepool::test
