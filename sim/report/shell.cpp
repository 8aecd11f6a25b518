#include "report/shell.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html.hpp"

// Made by the build: the page's script (empty with CAREPOOL_PAGE=OFF) and its style.
extern "C" {
extern const char carepool_report_page_begin[];
extern const char carepool_report_page_end[];
extern const char carepool_report_style_begin[];
extern const char carepool_report_style_end[];
}

namespace carepool::report {

namespace {

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

std::string metric_json(const store::MetricInfo& metric) {
  return "{\"id\":" + json_string(metric.id) + ",\"label\":" + json_string(metric.label) + ",\"unit\":" + json_string(metric.unit) +
         ",\"definition\":" + json_string(metric.definition) + ",\"family\":" + json_string(metric.family) + "}";
}

}  // namespace

std::string shell_head(std::string_view title) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">";
  out +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'; img-src data:\">";
  out +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" "
      "content=\"no-referrer\">";
  out += "<title>" + escape(title) + "</title><style>";
  out += between(carepool_report_style_begin, carepool_report_style_end);
  return out + "</style></head>";
}

std::string shell_contents(const std::vector<std::pair<std::string, std::string>>& sections) {
  std::string out = "<nav aria-label=\"Contents\"><ul>";
  for (const auto& [id, name] : sections) out += "<li><a href=\"#" + id + "\">" + escape(name) + "</a></li>";
  return out + "</ul></nav>";
}

std::string shell_scripts(const std::vector<Chart>& charts, const std::vector<store::MetricInfo>& metrics) {
  const std::string_view script = between(carepool_report_page_begin, carepool_report_page_end);
  if (script.empty()) return {};
  std::string out = "<script type=\"application/json\" id=\"report-data\">{\"charts\":[";
  for (std::size_t i = 0; i < charts.size(); ++i) out += (i > 0 ? "," : "") + chart_json(charts[i]);
  out += "],\n\"metrics\":[";
  for (std::size_t i = 0; i < metrics.size(); ++i) out += (i > 0 ? "," : "") + metric_json(metrics[i]);
  out += "],\n\"councils\":[],\"maps\":[],\"calendars\":[],\"words\":{},\"lines\":[]}</script>\n<script>";
  out += script;
  return out + "</script>";
}

std::string add_figure(std::vector<Chart>& charts, Chart chart) {
  if (chart.lines.empty() || (chart.categories.empty() && chart.dates.size() < 2)) return {};
  settle_axis(chart);
  const std::string figure = chart_figure(chart);
  charts.push_back(std::move(chart));
  return figure;
}

std::string measures_list(const std::vector<store::MetricInfo>& metrics) {
  std::string out = "<dl class=\"measures\">";
  for (const store::MetricInfo& metric : metrics)
    out += fmt::format("<div id=\"{}\"><dt>{} <code>{}</code></dt><dd>{} <span class=\"small\">Unit: {}.</span></dd></div>",
                       anchor("metric", metric.id), escape(metric.label), escape(metric.id), escape(metric.definition), escape(metric.unit));
  return out + "</dl>";
}

std::string measure_link(const std::vector<store::MetricInfo>& metrics, std::string_view id, std::string_view text) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const store::MetricInfo& m) { return m.id == id; });
  if (found == metrics.end()) return escape(text.empty() ? id : text);
  return fmt::format("<a class=\"metric\" href=\"#{}\" data-metric=\"{}\">{}</a>", anchor("metric", id), escape(id),
                     escape(text.empty() ? std::string_view(found->label) : text));
}

}  // namespace carepool::report
