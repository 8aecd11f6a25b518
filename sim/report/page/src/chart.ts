// A chart's description → an ECharts option. Used by every page of carepool; only what is imported here is bundled.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import type { ChartLine, ChartSpec } from "./data";
import { formatAxis, formatDate, formatValue } from "./format";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type Chart = echarts.ECharts;

// As in sim/report/chart.cpp.
export const COLOURS = ["#0b5fa5", "#c8500a", "#00805f", "#a83f86", "#b07800", "#2f96c8", "#444b54", "#7a5cc0", "#8a9a00", "#d4707c"];
const DASHES: (string | number[])[] = ["solid", [7, 3], [2, 3], [10, 3, 2, 3], [4, 2]];
const INK = "#26303b";
const GRID = "#dfe3e8";
const FONT = { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif', fontSize: 12, color: INK };

type Option = Record<string, unknown>;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function isWide(spec: ChartSpec): boolean {
  return spec.kind === "bar" || spec.kind === "stacked_bar";
}

// Invisible floor and shaded height between the lowest and the highest run.
function bandSeries(spec: ChartSpec, line: ChartLine, index: number): Option[] {
  if (!line.low || !line.high) return [];
  const high = line.high;
  const low = line.low;
  const base = { type: "line", stack: `band${index}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return [
    { ...base, name: `_low${index}`, data: spec.dates.map((d, i) => [d, low[i] ?? null]) },
    {
      ...base,
      name: `_high${index}`,
      areaStyle: { color: COLOURS[index % COLOURS.length], opacity: 0.15 },
      data: spec.dates.map((d, i) => [d, (high[i] ?? 0) - (low[i] ?? 0)]),
    },
  ];
}

function lineSeries(spec: ChartSpec, line: ChartLine, index: number): Option {
  const area = spec.kind === "stacked_area";
  const colour = COLOURS[index % COLOURS.length];
  const series: Option = {
    name: line.name,
    type: "line",
    symbol: "circle",
    symbolSize: 5,
    showSymbol: false,
    color: colour,
    lineStyle: { width: area ? 0 : 2.2, type: area ? "solid" : DASHES[index % DASHES.length] },
    emphasis: { focus: area ? "none" : "series" },
    data: spec.dates.map((d, i) => [d, line.values[i] ?? null]),
  };
  if (area) {
    series["stack"] = "whole";
    series["areaStyle"] = { color: colour, opacity: 0.9 };
  }
  if (index === 0 && spec.marks.length > 0) {
    series["markLine"] = {
      symbol: "none",
      silent: true,
      lineStyle: { color: INK, type: "dashed", width: 1 },
      label: { formatter: "{b}", position: "end", rotate: 0, distance: [0, 4], ...FONT, fontSize: 11 },
      data: spec.marks.map((mark) => ({ name: mark.text, xAxis: mark.date })),
    };
  }
  return series;
}

interface Hovered {
  seriesName: string;
  value: [string, number | null] | number | null;
  marker: string;
  axisValueLabel?: string;
  name: string;
}

function hoverText(spec: ChartSpec, points: Hovered[]): string {
  const shown = points.filter((point) => !point.seriesName.startsWith("_"));
  const first = shown[0];
  if (!first) return "";
  const at = Array.isArray(first.value) ? formatDate(String(first.value[0]).slice(0, 10)) : first.name;
  const rows = shown.map((point) => {
    const value = Array.isArray(point.value) ? point.value[1] : point.value;
    return `${point.marker}${escapeHtml(point.seriesName)} <b>${escapeHtml(formatValue(value, spec.unit))}</b>`;
  });
  return `<b>${escapeHtml(at)}</b><br>${rows.join("<br>")}`;
}

function valueAxis(spec: ChartSpec): Option {
  const [min, max, step] = spec.axis;
  return {
    type: "value",
    min,
    max,
    interval: step,
    axisLabel: { ...FONT, formatter: (value: number) => formatAxis(Math.abs(value) < step * 1e-6 ? 0 : value, spec.unit) },
    splitLine: { lineStyle: { color: GRID } },
  };
}

export function legendRows(names: string[], width: number): number {
  let rows = 1;
  let x = 0;
  for (const name of names) {
    const needed = 44 + name.length * 6.2;
    if (x + needed > width && x > 0) {
      rows += 1;
      x = 0;
    }
    x += needed;
  }
  return rows;
}

export function chartHeight(spec: ChartSpec, width: number): number {
  if (isWide(spec)) {
    const beside = spec.kind === "bar" ? spec.lines.length : 1;
    return 60 + spec.categories.length * (9 + 16 * beside) + (spec.lines.length > 1 ? 26 : 0);
  }
  const names = spec.lines.map((line) => line.name);
  return Math.max(240, Math.min(340, width * 0.5)) + (names.length > 1 ? 20 * legendRows(names, width) : 0);
}

function common(spec: ChartSpec, width: number): Option {
  const names = spec.lines.map((line) => line.name);
  const rows = names.length > 1 ? legendRows(names, width) : 0;
  return {
    animation: false,
    useUTC: true,
    textStyle: FONT,
    legend: { show: names.length > 1, data: names, bottom: 0, left: 0, textStyle: FONT, itemWidth: 24, itemGap: 14 },
    grid: { left: 8, right: 18, top: spec.marks.length > 0 ? 30 : 14, bottom: 8 + rows * 22, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      textStyle: { ...FONT, fontSize: 13 },
      formatter: (points: unknown) => hoverText(spec, points as Hovered[]),
    },
  };
}

function overTime(spec: ChartSpec, width: number): Option {
  const [from, to] = [spec.dates[0] ?? "", spec.dates[spec.dates.length - 1] ?? ""];
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  const every = Math.max(1, Math.ceil((years * 48) / Math.max(200, width - 80)));
  return {
    ...common(spec, width),
    xAxis: {
      type: "time",
      min: from,
      max: to,
      minInterval: every * 365 * 86400e3,
      axisLabel: { ...FONT, formatter: (time: number) => String(new Date(time).getUTCFullYear()), hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: valueAxis(spec),
    series: spec.lines.flatMap((line, i) => [...bandSeries(spec, line, i), lineSeries(spec, line, i)]),
  };
}

function bars(spec: ChartSpec, width: number): Option {
  const stacked = spec.kind === "stacked_bar";
  const rows = spec.lines.length > 1 ? legendRows(spec.lines.map((line) => line.name), width) : 0;
  return {
    ...common(spec, width),
    xAxis: valueAxis(spec),
    yAxis: { type: "category", data: spec.categories, inverse: true, axisTick: { show: false }, axisLabel: { ...FONT, width: width * 0.38, overflow: "break" } },
    series: spec.lines.map((line, i) => ({
      name: line.name,
      type: "bar",
      stack: stacked ? "whole" : undefined,
      color: COLOURS[i % COLOURS.length],
      barMaxWidth: 18,
      label: { show: !stacked && width > 420, position: "right", ...FONT, formatter: (p: { value: number }) => formatValue(p.value, spec.unit) },
      data: line.values,
    })),
    ...(stacked || width <= 420 ? {} : { grid: { left: 8, right: 110, top: 14, bottom: 8 + rows * 22, containLabel: true } }),
  };
}

export function chartOption(spec: ChartSpec, width: number): Option {
  return isWide(spec) ? bars(spec, width) : overTime(spec, width);
}

// Draws into the element, and again when its width changes.
export function draw(element: HTMLElement, spec: ChartSpec): Chart {
  const width = element.clientWidth || 600;
  element.style.height = `${chartHeight(spec, width)}px`;
  const chart = echarts.init(element, undefined, { renderer: "svg" });
  chart.setOption(chartOption(spec, width));
  return chart;
}

export function redraw(element: HTMLElement, chart: Chart, spec: ChartSpec): void {
  const width = element.clientWidth;
  if (width === 0) return;
  element.style.height = `${chartHeight(spec, width)}px`;
  chart.resize();
  chart.setOption(chartOption(spec, width), { notMerge: true });
}

// Axis bounds for charts that the program didn't settle.
export function tidyAxis(values: (number | null)[]): [number, number, number] {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  if (known.length === 0) return [0, 1, 0.2];
  const max = Math.max(...known);
  const min = Math.min(...known);
  const narrow = min > 0 && max - min < 0.3 * max;
  const low = narrow ? min : Math.min(0, min);
  const high = Math.max(max, low + (max === low ? Math.abs(low) * 0.1 || 1 : 0));
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => rough <= s * 1.0001) ?? 10 * power;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step];
}
