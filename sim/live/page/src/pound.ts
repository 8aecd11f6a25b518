// Where each pound goes: one bar for the start, one for each future. Patterns as well as colours; the numbers stand in a table beside it.

import type { App, Part } from "./app";
import { EChart, FONT, GRID, type Option } from "./charts";
import { fill, h } from "./dom";
import { defined } from "./measure";
import type { Arm } from "./state";
import { formatValue } from "./words";

// Apart from each other for every common kind of colour blindness, too.
const COLOURS = ["#0b5fa5", "#7cc4ec", "#30363d", "#9a86d8", "#c8500a", "#edc12c", "#8c2d6b", "#1a936f"];

interface Bar {
  name: string;
  values: number[];
}

export class PoundView implements Part {
  readonly element = h("section", { class: "view pound-view" });
  private readonly box = h("div", { class: "chart-box", role: "img", "aria-label": "Where each pound goes; the table has the same numbers" });
  private readonly table = h("table", { class: "numbers" });
  private readonly chart = new EChart(this.box, "svg");

  constructor(private readonly app: App) {
    this.element.append(
      h("p", { class: "lead" }, "Of each pound that councils spend on children’s homes, on crisis and on waiting, over the last month: where it goes."),
      h("div", { class: "split" }, h("div", { class: "split-main" }, this.box), h("div", { class: "split-side wide" }, this.table)),
    );
  }

  reset(): void {
    fill(this.table);
  }

  private parts(): { id: string; label: string; unit: string }[] {
    return (this.app.state.welcome?.series ?? []).filter((series) => series.id.startsWith("pound_")).map(({ id, label, unit }) => ({ id, label: label.replace(/^Of each pound: /, ""), unit }));
  }

  private bars(ids: string[]): Bar[] {
    const { state } = this.app;
    const bar = (name: string, arm: Arm | undefined): Bar => ({ name, values: ids.map((id) => state.now(arm, id)) });
    const first = ids.map((id) => {
      const line = state.a ? state.line(state.a, id) : undefined;
      return line?.values.find((value) => value !== null) ?? NaN;
    });
    const bars: Bar[] = [{ name: "First month", values: first }, bar(state.forked ? "Future A" : "Now", state.a)];
    if (state.forked) bars.push(bar("Future B", state.b));
    return bars;
  }

  update(): void {
    if (this.element.hidden || !this.app.state.a) return;
    const parts = this.parts();
    const bars = this.bars(parts.map((part) => part.id));
    this.chart.draw(this.option(parts, bars));
    const last = bars.length - 1;
    const heads = [...bars.map((bar) => bar.name), bars.length === 3 ? "B − A" : "Change"];
    fill(
      this.table,
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Pence of each pound"), ...heads.map((head) => h("th", { scope: "col", class: "num" }, head)))),
      h(
        "tbody",
        {},
        ...parts.map((part, i) => {
          const difference = (bars[last]?.values[i] ?? NaN) - (bars[last - 1]?.values[i] ?? NaN);
          const swatch = h("span", { class: "swatch" });
          swatch.style.background = COLOURS[i % COLOURS.length] ?? "";
          return h(
            "tr",
            {},
            h("th", { scope: "row" }, swatch, defined(part.id, part.label)),
            ...bars.map((bar) => h("td", { class: "num" }, pence(bar.values[i] ?? NaN))),
            h("td", { class: "num" }, penceMore(difference)),
          );
        }),
      ),
    );
  }

  private option(parts: { label: string }[], bars: Bar[]): Option {
    // What the axis leaves for the bars; a text stands in its part only where it fits.
    const pixels = Math.max(100, this.box.clientWidth - 140);
    const wide = (value: number): number => value * pixels;
    return {
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      grid: { left: 8, right: 18, top: 10, bottom: 30, containLabel: true },
      tooltip: { trigger: "item", confine: true, textStyle: FONT, formatter: (at: { seriesName: string; name: string; value: number }) => `${at.name}: ${at.seriesName} ${pence(at.value)}` },
      xAxis: { type: "value", min: (range: { min: number }) => Math.min(0, Math.floor(range.min * 10) / 10), max: 1, axisLabel: { ...FONT, formatter: (value: number) => `${Math.round(value * 100)}p` }, splitLine: { lineStyle: { color: GRID } } },
      yAxis: { type: "category", inverse: true, data: bars.map((bar) => bar.name), axisLabel: { ...FONT, fontSize: 16 }, axisTick: { show: false } },
      series: parts.map((part, i) => ({
        name: part.label,
        type: "bar",
        stack: "pound",
        color: COLOURS[i % COLOURS.length],
        barMaxWidth: 90,
        itemStyle: { borderColor: "#fff", borderWidth: 1 },
        label: {
          show: true,
          ...FONT,
          fontSize: 13,
          lineHeight: 17,
          color: "#fff",
          fontWeight: 600,
          textBorderColor: "#1c2530",
          textBorderWidth: 3,
          formatter: (at: { value: number }) => (wide(at.value) >= 72 ? `${wrapped(part.label)}\n${pence(at.value)}` : wide(at.value) >= 42 ? pence(at.value) : ""),
        },
        data: bars.map((bar) => (Number.isFinite(bar.values[i]) ? bar.values[i] : 0)),
      })),
    };
  }
}

function pence(value: number): string {
  return Number.isFinite(value) ? `${formatValue(value * 100, "count").replace(/\.(\d)\d$/, ".$1")}p` : "…";
}

function penceMore(value: number): string {
  if (!Number.isFinite(value)) return "…";
  const text = (Math.abs(value) * 100).toFixed(1);
  return text === "0.0" ? "0p" : `${value > 0 ? "+" : "\u2212"}${text}p`;
}

// Long names on lines of their own, so that they stay inside their part of the bar.
function wrapped(label: string): string {
  return label.replace(/ and /, " and\n").replace(/^(\S{5,}) (\S{4,})$/, "$1\n$2");
}
