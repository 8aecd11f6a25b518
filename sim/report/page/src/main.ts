// Wakes the page. Everything here adds to what already stands in the file; if it fails, the plain page remains.

import { draw, redraw, type Chart } from "./chart";
import type { ChartSpec, ReportData } from "./data";
import { enliven as enlivenDefinitions } from "./definitions";
import { Explorer } from "./explore";
import { formatAxis, formatValue } from "./format";
import { HexMap } from "./hexmap";
import { enliven as enlivenTables } from "./tables";

interface Drawn {
  box: HTMLElement;
  chart: Chart;
  spec: ChartSpec;
}

function readData(): ReportData {
  return JSON.parse(document.getElementById("report-data")?.textContent ?? "{}") as ReportData;
}

function drawCharts(specs: ChartSpec[]): Drawn[] {
  const drawn: Drawn[] = [];
  for (const spec of specs) {
    const figure = document.getElementById(`chart-${spec.id}`);
    const box = figure?.querySelector<HTMLElement>(".live");
    if (!figure || !box) continue;
    figure.classList.add("drawn");
    box.hidden = false;
    drawn.push({ box, chart: draw(box, spec), spec });
  }
  return drawn;
}

function wakeMap(data: ReportData): void {
  const svg = document.querySelector<SVGSVGElement>("svg#hexmap");
  const select = document.querySelector<HTMLSelectElement>("#map-metric");
  const title = document.getElementById("map-title");
  const legend = document.getElementById("map-legend");
  const hover = document.getElementById("map-hover");
  if (!svg || !select || !title || !legend || !hover) return;
  const map = new HexMap(svg, data.councils, hover);
  const show = (): void => {
    const measure = data.maps[Number(select.value)];
    if (measure) map.show(measure, title, legend, document.getElementById("map-names"));
  };
  select.addEventListener("change", show);
  show();
}

function wakeExplorer(data: ReportData): Explorer | undefined {
  const section = document.getElementById("any");
  const metrics = document.querySelector<HTMLSelectElement>("#any-metric");
  const columns = document.querySelector<HTMLSelectElement>("#any-column");
  const box = document.getElementById("any-chart");
  const note = document.getElementById("any-note");
  if (!section || !metrics || !columns || !box || !note || data.lines.length === 0) return undefined;
  section.hidden = false;
  return new Explorer(data, metrics, columns, box, note);
}

// The list of councils stands open in the file, for paper; on the screen it opens when asked.
function foldNames(): void {
  const names = document.getElementById("map-names");
  if (!(names instanceof HTMLDetailsElement)) return;
  names.open = false;
  window.addEventListener("beforeprint", () => (names.open = true));
}

function onResize(action: () => void): void {
  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(action, 120);
  });
}

function wake(): void {
  const data = readData();
  document.documentElement.classList.add("script");
  enlivenTables();
  enlivenDefinitions(data.metrics);
  wakeMap(data);
  foldNames();
  const drawn = drawCharts(data.charts);
  const explorer = wakeExplorer(data);
  onResize(() => {
    for (const { box, chart, spec } of drawn) redraw(box, chart, spec);
    explorer?.resize();
  });
  // For the tests that hold both spellings of numbers together.
  Object.assign(window, { carepoolFormat: { formatValue, formatAxis } });
}

wake();
