// Lines over time, one small chart for each chosen series; A is solid, B dashed; what was done is numbered.

import uPlot from "uplot";

import { ARM_COLOUR, type App, type Part } from "./app";
import { fill, h, setText } from "./dom";
import type { LiveIntervention, LiveSeries } from "./gen/carepool/live_pb";
import { defined } from "./measure";
import type { Arm } from "./state";
import { dateText, differenceText, formatAxis, formatValue } from "./words";

export const FIRST_LINES = ["today_fee_mean", "operating_margin", "sufficiency_rate_20mi", "today_distance", "today_crisis", "today_places"];

const INK = "#26303b";
const GRID = "#dfe3e8";
const FONT = '13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif';

export interface Mark {
  day: number;
  text: string;
  number: string;
  lesson: boolean; // a step of a lesson: in the list, not on the charts
}

export function isLessonStep(intervention: LiveIntervention): boolean {
  return /(^|: )Step \d+ of \d+: /.test(intervention.text);
}

// Numbered in order, those of one day and the lesson's own steps included once.
export function marksOf(interventions: LiveIntervention[]): Mark[] {
  let number = 0;
  return interventions.map((one) => {
    const lesson = isLessonStep(one);
    if (!lesson) number += 1;
    return { day: one.day, text: one.text, number: lesson ? "" : String(number), lesson };
  });
}

type Kind = "level" | "difference";

// How many were drawn.
function drawMarks(plot: uPlot, marks: Mark[], forkDay: number | undefined): number {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `bold ${11 * ratio}px sans-serif`;
  ctx.textAlign = "center";
  let lastX = -Infinity;
  let drawn = 0;
  const draw = (day: number, label: string, dash: number[]): void => {
    const x = Math.round(plot.valToPos(day * 86400, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.strokeStyle = INK;
    ctx.lineWidth = 1.2 * ratio;
    ctx.setLineDash(dash.map((d) => d * ratio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    drawn += 1;
    if (x - lastX < 15 * ratio) return;
    lastX = x;
    ctx.setLineDash([]);
    ctx.fillStyle = INK;
    ctx.beginPath();
    ctx.arc(x, bbox.top - 8 * ratio, 8 * ratio, 0, 7);
    ctx.fill();
    ctx.fillStyle = "#fff";
    ctx.fillText(label, x, bbox.top - 4 * ratio);
  };
  for (const mark of marks) if (!mark.lesson) draw(mark.day, mark.number, [4, 3]);
  if (forkDay !== undefined) draw(forkDay, "F", []);
  ctx.restore();
  return drawn;
}

export class LineChart {
  readonly element: HTMLElement;
  private readonly now = h("span", { class: "chart-now" });
  private readonly box = h("div", { class: "plot" });
  private plot: uPlot | undefined;
  private shape = "";

  constructor(
    private readonly app: App,
    private readonly series: LiveSeries,
    private readonly kind: Kind = "level",
    private readonly marks: () => Mark[] = () => marksOf(app.state.interventions),
  ) {
    const title = kind === "level" ? series.label : `${series.label}: B − A`;
    this.element = h(
      "figure",
      { class: "line-chart", "data-chart": series.id, "data-kind": kind },
      h("figcaption", {}, defined(series.id, title), this.now),
      this.box,
    );
  }

  update(months: number): void {
    const { state } = this.app;
    if (!state.a) return;
    const data = this.kind === "level" ? this.levels(months) : this.differences(months);
    this.caption(data);
    const width = Math.floor(this.box.clientWidth);
    const height = Math.floor(this.box.clientHeight);
    if (width < 40 || height < 40) return;
    const shape = `${data.length}`;
    if (!this.plot || shape !== this.shape) {
      this.plot?.destroy();
      this.shape = shape;
      fill(this.box);
      this.plot = new uPlot(this.options(width, height, data.length - 1), data, this.box);
    } else {
      if (this.plot.width !== width || this.plot.height !== height) this.plot.setSize({ width, height });
      this.plot.setData(data);
    }
  }

  private levels(months: number): uPlot.AlignedData {
    const { state } = this.app;
    const tables = [...state.arms.values()].map((arm) => this.table(arm, months));
    return tables.length === 1 ? (tables[0] as uPlot.AlignedData) : uPlot.join(tables);
  }

  private table(arm: Arm, months: number): uPlot.AlignedData {
    const line = this.app.state.line(arm, this.series.id, months);
    return [line.days.map((day) => day * 86400), line.values];
  }

  private differences(months: number): uPlot.AlignedData {
    const { state } = this.app;
    if (!state.a || !state.b) return [[], []];
    const from = state.parting?.forkDay ?? 0;
    const a = state.line(state.a, this.series.id, months);
    const b = state.line(state.b, this.series.id, months);
    const other = new Map(b.days.map((day, i) => [day, b.values[i] ?? null]));
    const days: number[] = [];
    const values: (number | null)[] = [];
    a.days.forEach((day, i) => {
      const [left, right] = [a.values[i] ?? null, other.get(day) ?? null];
      if (day < from) return;
      days.push(day * 86400);
      values.push(left === null || right === null ? null : right - left);
    });
    return [days, values];
  }

  private caption(data: uPlot.AlignedData): void {
    const { state } = this.app;
    const unit = this.series.unit;
    if (this.kind === "difference") {
      const values = data[1] ?? [];
      const last = values[values.length - 1];
      setText(this.now, last === null || last === undefined ? "" : differenceText(last, unit));
    } else {
      const parts = [...state.arms.values()].map((arm) => {
        const now = state.now(arm, this.series.id);
        const value = Number.isFinite(now) ? formatValue(now, unit) : "…";
        return state.forked ? `${arm.name} ${value}` : value;
      });
      setText(this.now, parts.join(" · "));
    }
    this.element.setAttribute("aria-label", `${this.series.label}, over time. Now: ${this.now.textContent ?? ""}`);
  }

  private options(width: number, height: number, lines: number): uPlot.Options {
    const unit = this.series.unit;
    const axis = { font: FONT, stroke: INK, grid: { stroke: GRID, width: 1 }, ticks: { stroke: GRID, width: 1, size: 4 } };
    const names = this.kind === "difference" ? ["D"] : ["A", "B"].slice(0, lines);
    return {
      width,
      height,
      padding: [20, 22, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
      cursor: { sync: { key: "carepool" }, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: true, range: (plot) => this.span(plot) }, y: { range: tidyRange } },
      axes: [
        { ...axis, size: 26, space: 60, values: (_, splits) => splits.map(axisDate(splits)) },
        { ...axis, size: 62, space: 28, values: (_, splits) => splits.map((value) => formatAxis(value, unit)) },
      ],
      series: [
        {},
        ...names.map((name) => ({
          label: name,
          stroke: name === "D" ? "#5b2a86" : ARM_COLOUR[name],
          width: 2.4,
          dash: name === "B" ? [9, 5] : undefined,
          spanGaps: true,
          points: { show: (plot: uPlot, at: number) => (plot.data[at] ?? []).filter((value) => value !== null).length < 3, size: 7 },
        })),
      ],
      hooks: {
        draw: [(plot) => void (this.element.dataset["marks"] = String(drawMarks(plot, this.marks(), this.app.state.parting?.forkDay)))],
        setCursor: [(plot) => this.hover(plot)],
      },
    };
  }

  // From the first day (of the fork, for a difference) to today, and never less than two months.
  private span(plot: uPlot): [number, number] {
    const days = plot.data[0] ?? [];
    const first = days[0] ?? (this.app.state.welcome?.firstDay ?? 0) * 86400;
    return [first, Math.max(first + 60 * 86400, days[days.length - 1] ?? first)];
  }

  private hover(plot: uPlot): void {
    const at = plot.cursor.idx;
    if (at === null || at === undefined || plot.cursor.left === undefined || plot.cursor.left < 0) {
      this.box.removeAttribute("data-hover");
      return;
    }
    const day = (plot.data[0]?.[at] ?? 0) / 86400;
    const values = plot.data.slice(1).map((column, i) => {
      const name = this.kind === "difference" ? "" : plot.data.length > 2 ? `${["A", "B"][i] ?? ""} ` : "";
      return `${name}${formatValue(column[at] ?? NaN, this.series.unit)}`;
    });
    this.box.setAttribute("data-hover", `${dateText(day)}: ${values.join(", ")}`);
  }
}

function axisDate(splits: number[]): (seconds: number) => string {
  const span = (splits[splits.length - 1] ?? 0) - (splits[0] ?? 0);
  return (seconds) => {
    const date = new Date(seconds * 1e3);
    const year = date.getUTCFullYear();
    if (span > 86400 * 900) return String(year);
    const month = date.toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" });
    return span > 86400 * 100 ? `${month} ${String(year).slice(2)}` : `${date.getUTCDate()} ${month}`;
  };
}

// A little room above and below; zero stays in sight when it is near.
function tidyRange(_: uPlot, min: number, max: number): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const span = max - min || Math.abs(max) * 0.1 || 1;
  const low = min >= 0 && min - span < 0 ? 0 : min - span * 0.12;
  return [low, max + span * 0.12];
}

export class Lines implements Part {
  readonly element = h("section", { class: "view lines-view" });
  private readonly grid = h("div", { class: "chart-grid" });
  private readonly months = h(
    "select",
    { "aria-label": "How values over time are shown" },
    h("option", { value: "1" }, "Each month"),
    h("option", { value: "12" }, "Mean of the last 12 months"),
  );
  private readonly picker = h("details", { class: "picker" });
  private charts: LineChart[] = [];
  private chosen: string[] = [...FIRST_LINES];

  constructor(private readonly app: App) {
    this.months.addEventListener("change", () => this.update());
    const key = h("p", { class: "key" }, h("span", { class: "key-a" }, "A"), h("span", { class: "key-b" }, "B"));
    this.element.append(h("div", { class: "tools" }, h("label", {}, "Show ", this.months), this.picker, key), this.grid);
    new ResizeObserver(() => this.update()).observe(this.grid);
  }

  reset(): void {
    this.fillPicker();
    this.build();
  }

  smooth(): number {
    return Number(this.months.value);
  }

  choose(ids: readonly string[]): void {
    const known = ids.filter((id) => this.app.state.series(id));
    if (known.length === 0) return;
    this.chosen = [...known];
    this.fillPicker();
    this.build();
    this.update();
  }

  private fillPicker(): void {
    const families = new Map<string, HTMLElement[]>();
    for (const series of this.app.state.welcome?.series ?? []) {
      const box = h("input", { type: "checkbox", value: series.id, onchange: () => this.toggle(series.id, box.checked) });
      box.checked = this.chosen.includes(series.id);
      const family = series.daily ? "each day" : series.family;
      families.set(family, [...(families.get(family) ?? []), h("label", {}, box, " ", series.label)]);
    }
    const groups = [...families.entries()].map(([family, boxes]) => h("fieldset", {}, h("legend", {}, family), ...boxes));
    fill(this.picker, h("summary", {}, "Choose lines"), h("div", { class: "picker-list" }, ...groups));
  }

  private toggle(id: string, on: boolean): void {
    this.chosen = on ? [...this.chosen, id] : this.chosen.filter((one) => one !== id);
    this.build();
    this.update();
  }

  private build(): void {
    this.charts = this.chosen.flatMap((id) => {
      const series = this.app.state.series(id);
      return series ? [new LineChart(this.app, series)] : [];
    });
    this.grid.dataset["count"] = String(this.charts.length);
    fill(this.grid, ...this.charts.map((chart) => chart.element));
  }

  update(): void {
    if (this.element.hidden) return;
    this.element.classList.toggle("forked", this.app.state.forked);
    for (const chart of this.charts) chart.update(this.smooth());
  }
}
