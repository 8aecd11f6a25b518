// Every national number, as a table that can be searched.

import type { App, Part } from "./app";
import { fill, h, setText } from "./dom";
import { defined } from "./measure";
import { differenceText, formatValue } from "./words";

interface Row {
  row: HTMLElement;
  id: string;
  unit: string;
  a: HTMLElement;
  b: HTMLElement;
  difference: HTMLElement;
}

export class NumbersView implements Part {
  readonly element = h("section", { class: "view numbers-view" });
  private readonly search = h("input", { type: "search", placeholder: "Search the measures", "aria-label": "Search the measures" });
  private readonly body = h("tbody", {});
  private rows: Row[] = [];

  constructor(private readonly app: App) {
    this.search.addEventListener("input", () => this.filter());
    const head = ["Measure", "A", "B", "B − A"].map((text, i) => h("th", { scope: "col", class: i === 0 ? "" : i === 1 ? "num" : "num forked-only" }, text));
    this.element.append(h("div", { class: "tools" }, this.search), h("div", { class: "scroll" }, h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ...head)), this.body)));
  }

  reset(): void {
    this.rows = (this.app.state.welcome?.series ?? []).map((series) => {
      const a = h("td", { class: "num" });
      const b = h("td", { class: "num forked-only" });
      const difference = h("td", { class: "num forked-only" });
      const row = h("tr", { "data-text": `${series.label} ${series.id} ${series.family}`.toLowerCase() }, h("th", { scope: "row" }, defined(series.id, series.label), h("span", { class: "small" }, ` ${series.daily ? "each day" : "last month"}`)), a, b, difference);
      return { row, id: series.id, unit: series.unit, a, b, difference };
    });
    fill(this.body, ...this.rows.map((row) => row.row));
    this.filter();
  }

  private filter(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { row } of this.rows) row.hidden = !words.every((word) => (row.dataset["text"] ?? "").includes(word));
  }

  update(): void {
    if (this.element.hidden) return;
    const { state } = this.app;
    this.element.classList.toggle("forked", state.forked);
    for (const row of this.rows) {
      const [a, b] = [state.now(state.a, row.id), state.now(state.b, row.id)];
      setText(row.a, formatValue(a, row.unit));
      setText(row.b, state.forked ? formatValue(b, row.unit) : "");
      setText(row.difference, state.forked ? differenceText(b - a, row.unit) : "");
    }
  }
}
