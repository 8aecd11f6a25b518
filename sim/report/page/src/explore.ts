// Any measure over time, split by any of the groups that the run recorded.

import { draw, redraw, tidyAxis, type Chart } from "./chart";
import type { ChartSpec, ReportData, StoredLine } from "./data";
import { unitInWords } from "./format";

const MOST_LINES = 12;
const COLUMN_NAMES: Record<string, string> = {
  "": "England as a whole",
  region: "region",
  rcc: "regional care co-operative",
  sector: "sector",
  setting: "setting",
  need: "need",
  contract: "contract",
  size: "size of group",
};

function columnOf(group: string): string {
  return group.split("=")[0] ?? "";
}

function option(value: string, text: string): HTMLOptionElement {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function specOf(data: ReportData, metricId: string, lines: StoredLine[]): ChartSpec {
  const metric = data.metrics.find((m) => m.id === metricId);
  const first = lines[0];
  const shown = lines.filter((line) => line.d === first?.d).slice(0, MOST_LINES);
  return {
    id: "any",
    title: metric?.label ?? metricId,
    unit: metric?.unit ?? "",
    kind: "line",
    axis: tidyAxis(shown.flatMap((line) => line.v)),
    dates: data.calendars[first?.d ?? 0] ?? [],
    categories: [],
    lines: shown.map((line) => ({ name: line.g === "" ? "England" : (data.words[line.g] ?? line.g), metric: metricId, values: line.v })),
    marks: data.charts.find((chart) => chart.marks.length > 0)?.marks ?? [],
  };
}

export class Explorer {
  private chart: Chart | undefined;
  private spec: ChartSpec | undefined;

  constructor(
    private readonly data: ReportData,
    private readonly metrics: HTMLSelectElement,
    private readonly columns: HTMLSelectElement,
    private readonly box: HTMLElement,
    private readonly note: HTMLElement,
  ) {
    const recorded = new Set(data.lines.map((line) => line.m));
    for (const metric of data.metrics) if (recorded.has(metric.id)) metrics.append(option(metric.id, metric.label));
    metrics.addEventListener("change", () => this.fillColumns());
    columns.addEventListener("change", () => this.show());
    this.fillColumns();
  }

  resize(): void {
    if (this.chart && this.spec) redraw(this.box, this.chart, this.spec);
  }

  private lines(column: string): StoredLine[] {
    return this.data.lines.filter((line) => line.m === this.metrics.value && columnOf(line.g) === column);
  }

  private fillColumns(): void {
    const before = this.columns.value;
    const present = Object.keys(COLUMN_NAMES).filter((column) => this.lines(column).length > 0);
    this.columns.replaceChildren(...present.map((column) => option(column, COLUMN_NAMES[column] ?? column)));
    if (present.includes(before)) this.columns.value = before;
    this.show();
  }

  private show(): void {
    const lines = this.lines(this.columns.value);
    this.spec = specOf(this.data, this.metrics.value, lines);
    const left = lines.length - this.spec.lines.length;
    const metric = this.data.metrics.find((m) => m.id === this.metrics.value);
    this.note.textContent = `Unit: ${unitInWords(this.spec.unit)}. ${metric?.definition ?? ""}${left > 0 ? ` ${left} further lines are left out.` : ""}`;
    if (this.chart) redraw(this.box, this.chart, this.spec);
    else this.chart = draw(this.box, this.spec);
  }
}
