#pragma once
// The report: stored results become one HTML file that a policymaker can put before a minister.
//
// Who writes it: `carepool run` and `carepool report`, after the store has published a run's tables.
// Who reads it: people. No program should parse it; programs read summary.json and results.sqlite.
// The surprising decision: every word, table and drawing is written here, by the program, so that the page is
// complete without scripts and on paper. The embedded script only makes it livelier, and may be left out
// (`-DCAREPOOL_PAGE=OFF`). Nothing in the page fetches anything: its content security policy forbids it.
//
// This room knows nothing of the model. All it knows are rows, dictionaries and the contract's metric ids.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/manifest.hpp"
#include "store/results.hpp"

namespace carepool {

// A group is written as "column=value" pairs joined by ';' in the order council, region, rcc, sector,
// setting, need, contract, size; England as a whole is the empty string. Example:
// "sector=private;setting=residential".
using ReportGroup = std::string;

struct ReportBand {
  double low = 0;
  double high = 0;
};

// One row of summary.json.
struct ReportSummary {
  std::string metric;
  std::string unit;
  ReportGroup group;
  double value = 0;
  std::int64_t n = 1;  // replicates behind the value
  std::optional<double> sd_luck;
  std::optional<ReportBand> band_luck;
  std::optional<ReportBand> band_not_known;
};

// One metric of one group in one replicate, oldest value first.
struct ReportSeries {
  std::string metric;
  ReportGroup group;
  std::int64_t run = 0;
  std::vector<std::int32_t> dates;  // days since 1970-01-01 [points]
  std::vector<double> values;       // in the metric's unit [points]
};

struct ReportMetric {
  std::string id;
  std::string label;
  std::string unit;
  std::string family;
  std::string definition;
};

struct ReportParameter {
  std::string path;
  std::string label;
  std::string unit;
  std::string value;
  std::string default_value;
  std::string range;
  std::string source;  // a citation, or text that starts with "assumption"
  std::string description;
  std::string layer;  // "default", a file's name, or "--set #2"
};

struct ReportCouncil {
  std::string code;
  std::string name;
  std::string region;
  int hex_q = 0;  // axial, pointy-top: x = q + r/2, y (down) = r·√3/2
  int hex_r = 0;
  double children = 0;  // children looked after at the start, as published
};

// One published figure, and the model measured as its source measured England, after the first twelve months.
struct ReportTarget {
  std::string metric;
  ReportGroup group;
  std::string label;
  std::string unit;
  double published = 0;       // money in prices of the base year
  std::optional<double> low;  // the range in which a difference is not worth a remark
  std::optional<double> high;
  std::optional<double> model;           // nothing: the model has no measure of the same thing
  std::optional<double> published_then;  // in prices of price_year, where these are not the base year's
  std::string price_year;
  std::string as_at;
  std::string source;
  std::string note;
};

// Homes and places of one council and sector at the start: asked for by the published counts, and drawn.
struct ReportSupplyCell {
  std::string council;
  std::string sector;
  double homes_expected = 0;
  double homes_drawn = 0;
  double places_expected = 0;
  double places_drawn = 0;
};

struct ReportInput {
  // What was asked.
  std::string title;
  std::string description;
  std::string scenario;  // short name, as in the folder's name
  std::string from;      // YYYY-MM-DD
  std::string to;        // YYYY-MM-DD
  std::string seed;
  std::int64_t replicates = 1;
  std::string base_layer;  // the layer of the base scenario: what other layers set is "changed"

  // What came out.
  std::vector<ReportSummary> summary;
  std::vector<ReportSeries> series;
  std::vector<ReportMetric> metrics;
  std::vector<ReportParameter> parameters;
  std::vector<ReportCouncil> councils;
  std::vector<ReportTarget> targets;
  std::vector<ReportSupplyCell> supply;

  // How it was made. Only what is known before a run's folder is published is printed (command, versions,
  // hashes, build), never times, so that `report` gives the same bytes as `run` did.
  store::Manifest manifest;
};

// From results in memory, as `run` has them before it publishes the folder. Reads these facts where present:
// name, title, description, from, to, seed, replicates, base_layer; and these tables: councils (code, name,
// region, hex_q, hex_r, children), targets (metric, group or its columns, label, unit, value, low, high, model,
// as_at, price_year, published_then, source, note) and supply_fit (council, sector, homes_expected, homes_drawn,
// places_expected, places_drawn).
ReportInput report_input(const store::Results& results, const store::Manifest& manifest);

// From the folder of a finished run: manifest.json and results.sqlite. Errors name the file that is missing
// or damaged; what the machine refuses is a store::StoreError.
Result<ReportInput> read_report_input(const std::filesystem::path& folder);

// The whole page. A function of its input alone: the same input gives the same bytes.
std::string write_report(const ReportInput& input);

// True when this build carries the interactive script (CAREPOOL_PAGE=ON).
bool report_is_interactive();

}  // namespace carepool
