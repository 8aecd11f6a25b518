// The few numbers that a class watches, large.

import type { App, Part } from "./app";
import { fill, h, setHidden, setText } from "./dom";
import { defined } from "./measure";
import { differenceText, formatValue } from "./words";

export const HEADLINE = ["today_fee_mean", "operating_margin", "sufficiency_rate_20mi", "today_distance", "today_waiting", "today_crisis"];

interface Tile {
  id: string;
  unit: string;
  a: HTMLElement;
  b: HTMLElement;
  difference: HTMLElement;
}

export class Tiles implements Part {
  readonly element = h("div", { class: "tiles", role: "group", "aria-label": "Main numbers" });
  private tiles: Tile[] = [];

  constructor(private readonly app: App) {}

  reset(): void {
    this.tiles = [];
    const made = HEADLINE.flatMap((id) => {
      const series = this.app.state.series(id);
      return series ? [this.make(id, series.label, series.unit)] : [];
    });
    fill(this.element, ...made);
  }

  private make(id: string, label: string, unit: string): HTMLElement {
    const a = h("span", { class: "value arm-a" });
    const b = h("span", { class: "value arm-b" });
    const difference = h("span", { class: "difference" });
    this.tiles.push({ id, unit, a, b, difference });
    return h("div", { class: "tile", "data-tile": id }, defined(id, h("span", { class: "tile-name" }, label), a, b, difference));
  }

  update(): void {
    const { state } = this.app;
    for (const tile of this.tiles) {
      const a = state.now(state.a, tile.id);
      const forked = state.forked;
      const text = Number.isFinite(a) ? formatValue(a, tile.unit) : "…";
      put(tile.a, forked ? "A" : "", text);
      setHidden(tile.b, !forked);
      setHidden(tile.difference, !forked);
      if (!forked) continue;
      const b = state.now(state.b, tile.id);
      put(tile.b, "B", Number.isFinite(b) ? formatValue(b, tile.unit) : "…");
      setText(tile.difference, `B − A: ${short(differenceText(b - a, tile.unit))}`);
    }
    this.element.classList.toggle("forked", state.forked);
  }
}

// "£6,800 a week": the number large, its unit small beside it.
function put(element: HTMLElement, arm: string, text: string): void {
  const whole = `${arm}${arm ? " " : ""}${text}`;
  if (element.textContent === whole) return;
  const cut = /^(\S+(?:\u00a0(?:%|million|billion))?)(\s.*)$/.exec(text);
  fill(element, arm ? `${arm} ` : "", cut?.[1] ?? text, cut?.[2] ? h("span", { class: "value-unit" }, cut[2]) : null);
}

// The unit stands above: "+£272 a week" → "+£272".
function short(text: string): string {
  return text.replace("no difference", "the same").replace(/^([+\u2212]\S+?)\u00a0(?!points|million|billion|%).*$/, "$1");
}
