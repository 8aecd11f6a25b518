// Both futures: when they parted, what differs now and on average since the fork, lines of the difference, two maps on one scale.

import type { App, Part } from "./app";
import { fill, h, setHidden, setText } from "./dom";
import { LineChart } from "./lines";
import { TwinMaps } from "./map";
import { defined } from "./measure";
import { dateText, daysText, differenceText, formatValue } from "./words";

const ROWS = [
  "fee_weekly_mean_starts",
  "fee_weekly_mean_stock",
  "fee_index",
  "operating_margin",
  "loss_making_share",
  "sufficiency_rate_20mi",
  "beyond_20_miles_share",
  "days_waiting_mean",
  "crisis_children",
  "choice_rate",
  "places_usable",
  "occupancy_usable",
  "homes_open",
  "spend_total",
  "all_in_cost_per_sufficient_week",
  "void_spend",
  "displaced_children",
];
const CHARTS = ["fee_weekly_mean_starts", "operating_margin", "sufficiency_rate_20mi"];

export class CompareView implements Part {
  readonly element = h("section", { class: "view compare-view" });
  private readonly story = h("p", { class: "lead", "aria-live": "polite" });
  private readonly table = h("table", { class: "numbers" });
  private readonly charts = h("div", { class: "chart-grid", "data-count": "3" });
  private readonly twins: TwinMaps;
  private readonly measure = h("select", { "aria-label": "Measure of both maps" });
  private readonly whole = h("div", {});
  private readonly none: HTMLElement;
  private readonly forkHere: HTMLElement;
  private lines: LineChart[] = [];
  private chosen = [...CHARTS];
  private first: string[] = []; // measures that a lesson talks about stand at the top of the table

  constructor(
    private readonly app: App,
    private readonly months: () => number,
    fork: () => void,
  ) {
    this.twins = new TwinMaps(app);
    this.measure.addEventListener("change", () => this.update());
    this.forkHere = h("button", { type: "button", class: "primary", onclick: fork }, "Fork here");
    this.none = h(
      "div",
      { class: "empty" },
      h("h2", {}, "One future so far"),
      h("p", {}, "A fork copies the market as it stands today. Both copies go on with the same luck: the same children, the same chances. What then differs is what you changed."),
      this.forkHere,
    );
    this.whole.append(
      this.story,
      h("div", { class: "scroll" }, this.table),
      this.charts,
      h("h3", {}, "Two maps, one scale ", this.measure),
      this.twins.element,
    );
    this.element.append(this.none, this.whole);
    new ResizeObserver(() => this.update()).observe(this.charts);
  }

  reset(): void {
    const { welcome } = this.app.state;
    this.first = [];
    setHidden(this.forkHere, !this.app.isTrainer());
    fill(this.measure, ...(welcome?.councilMeasures ?? []).map((one) => h("option", { value: one.id }, one.label)));
    this.twins.reset();
    this.build();
  }

  choose(ids: readonly string[]): void {
    const known = ids.filter((id) => this.app.state.series(id));
    if (known.length > 0) this.chosen = known.slice(0, 3);
    this.first = known;
    this.build();
    this.update();
  }

  private build(): void {
    this.lines = this.chosen.flatMap((id) => {
      const series = this.app.state.series(id);
      return series ? [new LineChart(this.app, series, "difference")] : [];
    });
    fill(this.charts, ...this.lines.map((line) => line.element));
  }

  update(): void {
    if (this.element.hidden) return;
    const { state } = this.app;
    setHidden(this.none, state.forked);
    setHidden(this.whole, !state.forked);
    if (!state.forked) return;
    setText(this.story, this.parting());
    this.fillTable();
    for (const line of this.lines) line.update(this.months());
    this.twins.update(this.measure.value);
  }

  private parting(): string {
    const { parting, a } = this.app.state;
    if (!parting || !a) return "";
    const fork = `Forked on ${dateText(parting.forkDay)}.`;
    if (parting.partedDay === undefined) return `${fork} Both futures are still the same, to the last bit: nothing that was changed has had an effect yet.`;
    const after = parting.partedDay - parting.forkDay;
    const since = daysText(Math.max(0, a.day - parting.forkDay));
    const columns = [...new Set(parting.columns.map((column) => (column.split(".")[0] ?? "").replace(/_/g, " ")))].slice(0, 3);
    return `${fork} They parted on ${dateText(parting.partedDay)}${after > 0 ? ` (${daysText(after)} later)` : ""}${columns.length > 0 ? `; first in: ${columns.join(", ")}` : ""}. ${since} lived since the fork, with the same luck in both.`;
  }

  private fillTable(): void {
    const { state } = this.app;
    const [a, b] = [state.a, state.b];
    if (!a || !b) return;
    const from = state.parting?.forkDay ?? 0;
    const rows = [...new Set([...this.first, ...ROWS])].flatMap((id) => {
      const series = state.series(id);
      if (!series) return [];
      const [nowA, nowB] = [state.now(a, id), state.now(b, id)];
      const mean = state.meanSince(b, id, from) - state.meanSince(a, id, from);
      const now = nowB - nowA;
      const cell = (text: string, className = "num"): HTMLElement => h("td", { class: className }, text);
      return [
        h(
          "tr",
          { "data-row": id },
          h("th", { scope: "row" }, defined(id, series.label)),
          cell(formatValue(nowA, series.unit)),
          cell(formatValue(nowB, series.unit)),
          cell(pointed(now, series.unit)),
          cell(pointed(mean, series.unit), "num mean"),
        ),
      ];
    });
    const head = ["A, last month", "B, last month", "B − A, last month", "B − A, mean of months since the fork"];
    fill(this.table, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Measure"), ...head.map((text) => h("th", { scope: "col", class: "num" }, text)))), h("tbody", {}, ...rows));
  }
}

function pointed(value: number, unit: string): string {
  const text = differenceText(value, unit);
  return /^[+\u2212]/.test(text) ? `${value > 0 ? "▲" : "▼"} ${text}` : text;
}
