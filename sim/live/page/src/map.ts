// England as one hexagon for each council: colour is the chosen measure, arrows are children who live in another council's homes.
// Colours and classes as in the report's map; the difference B − A has a scale of its own, in which the sign is also written.

import type { App, Part } from "./app";
import { ArmChoice } from "./arms";
import { fill, h, s, setText } from "./dom";
import type { LiveCouncil } from "./gen/carepool/live_pb";
import type { Arm } from "./state";
import { differenceText, formatValue, unitInWords } from "./words";

const COLOURS = ["#fdf3c8", "#c9e0a5", "#74bda6", "#2f83a8", "#1d3f7a"];
const DIVERGING = ["#8a4b08", "#e0a868", "#f1f1ef", "#8fb8d8", "#1d4f91"];
const NO_VALUE = "#e3e5e8";
const RADIUS = 21;
const HALF = RADIUS * 0.8660254;

export function classBounds(values: number[]): number[] {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  const bounds: number[] = [];
  const first = known[0];
  if (first === undefined) return bounds;
  for (let fifth = 1; fifth < 5; fifth += 1) {
    const bound = known[Math.floor((known.length * fifth) / 5)];
    if (bound === undefined || bound <= first) continue;
    const last = bounds[bounds.length - 1];
    if (last === undefined || bound > last) bounds.push(bound);
  }
  return bounds;
}

function classOf(value: number, bounds: number[]): number {
  let index = 0;
  while (index < bounds.length && value >= (bounds[index] ?? Infinity)) index += 1;
  return index;
}

// Two steps either side of "about the same", at a third and at the whole of the larger nine tenths.
function differenceBounds(values: number[]): number[] {
  const sizes = values.filter(Number.isFinite).map(Math.abs).sort((a, b) => a - b);
  const wide = sizes[Math.floor(sizes.length * 0.9)] ?? 0;
  if (wide === 0) return [];
  return [-wide * 0.6, -wide * 0.15, wide * 0.15, wide * 0.6];
}

const SKIPPED = new Set(["and", "of", "the", "upon", "on", "with", "City", "County", "St.", "-"]);

function shortNames(councils: LiveCouncil[]): string[] {
  const taken = new Set<string>();
  return councils.map((council) => {
    const words = council.name.replace(/[.']/g, "").split(/[ ,-]+/).filter((word) => word && !SKIPPED.has(word));
    const [one = council.name.slice(0, 4), two = ""] = words;
    const tries = two
      ? [one.slice(0, 2) + two.slice(0, 2), one.slice(0, 1) + two.slice(0, 3), one.slice(0, 3) + two.slice(0, 1)]
      : [one.slice(0, 4), ...Array.from({ length: Math.max(0, one.length - 3) }, (_, i) => one.slice(0, 3) + (one[i + 3] ?? ""))];
    const label = tries.find((text) => text && !taken.has(text)) ?? council.code.slice(-3);
    taken.add(label);
    return label;
  });
}

interface Point {
  x: number;
  y: number;
}

// Worlds without a map (pools) are laid out row by row.
function centres(councils: LiveCouncil[]): Point[] {
  const known = new Set(councils.map((council) => `${council.hexQ},${council.hexR}`)).size === councils.length;
  const columns = Math.max(1, Math.ceil(Math.sqrt(councils.length)));
  return councils.map((council, i) => {
    const r = known ? council.hexR : Math.floor(i / columns);
    const q = known ? council.hexQ : (i % columns) - Math.floor(r / 2);
    return { x: HALF * 2 * (q + r / 2), y: RADIUS * 1.5 * r };
  });
}

function corners(at: Point): string {
  const x = [0, 1, 1, 0, -1, -1];
  const y = [-1, -0.5, 0.5, 1, 0.5, -0.5];
  return x.map((dx, i) => `${(at.x + dx * HALF).toFixed(1)},${(at.y + (y[i] ?? 0) * RADIUS).toFixed(1)}`).join(" ");
}

// A bow with its belly to the left of the way, so that there and back lie apart.
function bow(from: Point, to: Point): { path: string; tip: string } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(26, length * 0.18);
  const middle = { x: (from.x + to.x) / 2 + (dy / length) * bend, y: (from.y + to.y) / 2 - (dx / length) * bend };
  const end = { x: to.x - ((to.x - middle.x) / Math.hypot(to.x - middle.x, to.y - middle.y)) * 7, y: to.y - ((to.y - middle.y) / Math.hypot(to.x - middle.x, to.y - middle.y)) * 7 };
  const angle = Math.atan2(end.y - middle.y, end.x - middle.x);
  const wing = (turn: number): string => `${(end.x - 8 * Math.cos(angle + turn)).toFixed(1)},${(end.y - 8 * Math.sin(angle + turn)).toFixed(1)}`;
  return {
    path: `M${from.x.toFixed(1)},${from.y.toFixed(1)}Q${middle.x.toFixed(1)},${middle.y.toFixed(1)} ${end.x.toFixed(1)},${end.y.toFixed(1)}`,
    tip: `${end.x.toFixed(1)},${end.y.toFixed(1)} ${wing(0.45)} ${wing(-0.45)}`,
  };
}

interface Cell {
  group: SVGGElement;
  shape: SVGPolygonElement;
  title: SVGTitleElement;
}

type Shown = "A" | "B" | "difference";

// One drawn map; the compare view has two.
export class HexMap {
  readonly svg: SVGSVGElement;
  private cells: Cell[] = [];
  private places: Point[] = [];
  private readonly flowLayer = s("g", { class: "flows" });
  picked = -1;

  constructor(
    private readonly councils: LiveCouncil[],
    private readonly onPick: (council: number) => void,
    label: string,
  ) {
    this.svg = s("svg", { class: "hexmap", role: "group", tabindex: 0, "aria-label": label });
    this.places = centres(councils);
    const names = shortNames(councils);
    councils.forEach((council, i) => this.cells.push(this.cell(council, i, names[i] ?? "")));
    this.svg.append(...this.cells.map((cell) => cell.group), this.borders(), this.flowLayer);
    const xs = this.places.map((p) => p.x);
    const ys = this.places.map((p) => p.y);
    const [left, top] = [Math.min(...xs) - HALF - 3, Math.min(...ys) - RADIUS - 3];
    const [wide, high] = [Math.max(...xs) - left + HALF + 3, Math.max(...ys) - top + RADIUS + 3];
    // A region of a few councils isn't blown up to the size of England.
    const [moreWide, moreHigh] = [Math.max(0, 360 - wide), Math.max(0, 300 - high)];
    this.svg.setAttribute("viewBox", `${left - moreWide / 2} ${top - moreHigh / 2} ${wide + moreWide} ${high + moreHigh}`);
    this.svg.addEventListener("keydown", (event) => this.walk(event));
  }

  private cell(council: LiveCouncil, index: number, name: string): Cell {
    const at = this.places[index] ?? { x: 0, y: 0 };
    const shape = s("polygon", { points: corners(at), fill: NO_VALUE });
    const title = s("title", {}, council.name);
    const group = s("g", { class: "hex", "data-code": council.code }, title, shape, s("text", { x: at.x, y: at.y + 4 }, name));
    group.addEventListener("pointerenter", () => this.pick(index));
    group.addEventListener("click", () => this.pick(index));
    return { group, shape, title };
  }

  // Regions' borders, where the neighbouring hexagon belongs to another.
  private borders(): SVGPathElement {
    const at = new Map(this.councils.map((council, i) => [`${council.hexQ},${council.hexR}`, i]));
    const edges: string[] = [];
    const sides = [
      [1, -1, 0, 1],
      [1, 0, 1, 2],
      [0, 1, 2, 3],
      [-1, 1, 3, 4],
      [-1, 0, 4, 5],
      [0, -1, 5, 0],
    ] as const;
    this.councils.forEach((council, i) => {
      const points = corners(this.places[i] ?? { x: 0, y: 0 }).split(" ");
      for (const [dq, dr, a, b] of sides) {
        const other = this.councils[at.get(`${council.hexQ + dq},${council.hexR + dr}`) ?? -1];
        if (other && other.region !== council.region) edges.push(`M${points[a]}L${points[b]}`);
      }
    });
    return s("path", { class: "border", d: edges.join("") });
  }

  pick(index: number): void {
    this.cells[this.picked]?.group.classList.remove("picked");
    this.picked = index;
    this.cells[index]?.group.classList.add("picked");
    this.onPick(index);
  }

  private walk(event: KeyboardEvent): void {
    const by = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const order = this.councils.map((_, i) => i).sort((a, b) => (this.councils[a]?.name ?? "").localeCompare(this.councils[b]?.name ?? ""));
    const next = order[(order.indexOf(this.picked) + by + order.length) % order.length];
    if (next !== undefined) this.pick(next);
  }

  paint(values: number[], bounds: number[], text: (value: number) => string, diverging: boolean): void {
    const classes = bounds.length + 1;
    this.cells.forEach((cell, i) => {
      const value = values[i] ?? NaN;
      const colour = Number.isFinite(value) ? colourOf(classOf(value, bounds), classes, diverging) : NO_VALUE;
      if (cell.shape.getAttribute("fill") !== colour) cell.shape.setAttribute("fill", colour);
      cell.group.classList.toggle("dark", isDark(colour));
      setText(cell.title, `${this.councils[i]?.name ?? ""}: ${Number.isFinite(value) ? text(value) : "no value"}`);
    });
  }

  // The largest flows, or all of one council's own.
  drawFlows(flows: Map<number, number>, most: number, of: number): number {
    const all = [...flows.entries()].filter(([key]) => key >> 16 !== (key & 65535));
    const own = of >= 0 ? all.filter(([key]) => key >> 16 === of || (key & 65535) === of) : all;
    own.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const shown = own.slice(0, of >= 0 ? 60 : most);
    const largest = shown[0]?.[1] ?? 1;
    this.flowLayer.replaceChildren(...shown.flatMap(([key, children]) => this.arrow(key >> 16, key & 65535, children, largest, of)));
    return shown.length;
  }

  private arrow(from: number, to: number, children: number, largest: number, of: number): SVGElement[] {
    const [a, b] = [this.places[from], this.places[to]];
    if (!a || !b) return [];
    const { path, tip } = bow(a, b);
    const way = of < 0 ? "any" : from === of ? "out" : "in";
    const line = s("path", { class: `flow ${way}`, d: path, "stroke-width": (1 + 3.5 * Math.sqrt(children / largest)).toFixed(2) });
    line.append(s("title", {}, `${children} children of ${this.councils[from]?.name ?? ""} live in homes in ${this.councils[to]?.name ?? ""}`));
    return [line, s("polygon", { class: `tip ${way}`, points: tip })];
  }
}

function isDark(colour: string): boolean {
  return ["#2f83a8", "#1d3f7a", "#8a4b08", "#1d4f91"].includes(colour);
}

function colourOf(index: number, classes: number, diverging: boolean): string {
  const scale = diverging ? DIVERGING : COLOURS;
  return scale[classes <= 1 ? 2 : Math.floor((index * (scale.length - 1)) / (classes - 1))] ?? NO_VALUE;
}

function legend(bounds: number[], text: (value: number) => string, diverging: boolean): HTMLElement[] {
  const classes = bounds.length + 1;
  return Array.from({ length: classes }, (_, i) => {
    const [low, high] = [bounds[i - 1], bounds[i]];
    const words =
      low === undefined && high === undefined
        ? "all the same"
        : low === undefined
          ? `under ${text(high ?? 0)}`
          : high === undefined
            ? `${text(low)} and over`
            : `${text(low).replace(/\u00a0(?!points|million|billion|%).*$/, "")} to ${text(high)}`;
    const swatch = h("span", { class: "swatch" });
    swatch.style.background = colourOf(i, classes, diverging);
    return h("li", {}, swatch, words);
  });
}

export class MapView implements Part {
  readonly element = h("section", { class: "view map-view" });
  private readonly measure = h("select", { id: "map-measure", "aria-label": "Measure shown on the map" });
  private readonly which: ArmChoice;
  private readonly flows = h(
    "select",
    { "aria-label": "Flows of children between councils" },
    h("option", { value: "0" }, "no flows"),
    h("option", { value: "60" }, "60 largest flows"),
    h("option", { value: "200" }, "200 largest flows"),
    h("option", { value: "-1" }, "flows of the chosen council"),
  );
  private readonly legend = h("ul", { class: "legend" });
  private readonly about = h("div", { class: "map-about", "aria-live": "polite" });
  private readonly meaning = h("button", { type: "button", class: "defined", title: "What this means" }, "What this measures");
  private readonly holder = h("div", { class: "map-holder" });
  private readonly pair = h("div", { class: "map-holder", hidden: true });
  private map: HexMap | undefined;

  constructor(private readonly app: App) {
    this.flows.value = "60";
    this.which = new ArmChoice(app, "Which future the map shows", true, () => this.update());
    for (const select of [this.measure, this.flows]) select.addEventListener("change", () => this.update());
    const side = h(
      "div",
      { class: "map-side" },
      h("label", {}, "Colour: ", this.measure),
      this.which.element,
      h("label", {}, "Arrows: ", this.flows),
      this.meaning,
      this.legend,
      this.about,
      h("p", { class: "small" }, "An arrow leads from the council that looks after a child to the area where the child’s home stands; the thicker, the more children. Point at a hexagon, or use the arrow keys."),
    );
    this.element.append(h("div", { class: "map-box" }, side, this.holder, this.pair));
  }

  reset(): void {
    const { welcome } = this.app.state;
    if (!welcome) return;
    this.which.reset();
    const before = this.measure.value;
    fill(this.measure, ...welcome.councilMeasures.map((one) => h("option", { value: one.id }, one.label)));
    if (welcome.councilMeasures.some((one) => one.id === before)) this.measure.value = before;
    this.map = new HexMap(welcome.councils, () => this.update(), "England’s councils, one hexagon each. Arrow keys go from council to council.");
    fill(this.holder, this.map.svg);
  }

  showMeasure(id: string): void {
    this.measure.value = id;
    this.update();
  }

  private shown(): Shown {
    return this.which.shown() as Shown;
  }

  private values(index: number): number[] {
    const { state } = this.app;
    const count = state.welcome?.councils.length ?? 0;
    const of = (arm: Arm | undefined): number[] => Array.from({ length: count }, (_, i) => arm?.council(i, index) ?? NaN);
    if (this.shown() === "A") return of(state.a);
    const b = of(state.b);
    if (this.shown() === "B") return b;
    return of(state.a).map((value, i) => (b[i] ?? NaN) - value);
  }

  update(): void {
    const { state } = this.app;
    if (this.element.hidden || !this.map || !state.welcome || !state.a) return;
    this.which.update();
    const index = Math.max(0, state.welcome.councilMeasures.findIndex((one) => one.id === this.measure.value));
    const measure = state.welcome.councilMeasures[index];
    if (!measure) return;
    const diverging = this.shown() === "difference";
    const values = this.values(index);
    const bounds = diverging ? differenceBounds(values) : classBounds(values);
    const text = (value: number): string => (diverging ? differenceText(value, measure.unit) : formatValue(value, measure.unit));
    this.map.paint(values, bounds, text, diverging);
    fill(this.legend, ...legend(bounds, text, diverging));
    this.meaning.dataset["define"] = measure.id;
    const arm = this.shown() === "B" ? state.b : state.a;
    const most = Number(this.flows.value);
    // Few councils have few arrows, or nothing could be read below them; a difference has none.
    const some = diverging ? 0 : Math.min(Math.max(0, most), Math.round(values.length * 1.4));
    this.map.drawFlows(arm?.flows ?? new Map(), some, most < 0 && !diverging ? this.map.picked : -1);
    this.describe(values, text, measure.label, unitInWords(measure.unit), arm);
  }

  private describe(values: number[], text: (value: number) => string, label: string, unit: string, arm: Arm | undefined): void {
    const { welcome } = this.app.state;
    const picked = this.map?.picked ?? -1;
    const council = welcome?.councils[picked];
    if (!council || !welcome) {
      fill(this.about, h("p", { class: "small" }, `${label} (${unit}). ${this.shown() === "difference" ? "Future B less future A; pale: about the same." : "As many councils in each colour."}`));
      return;
    }
    const value = values[picked] ?? NaN;
    const near = (out: boolean): string => {
      const rows = [...(arm?.flows ?? new Map<number, number>()).entries()].filter(([key]) => (out ? key >> 16 === picked && (key & 65535) !== picked : (key & 65535) === picked && key >> 16 !== picked));
      const sum = rows.reduce((all, [, children]) => all + children, 0);
      const first = rows.sort((a, b) => b[1] - a[1])[0];
      const other = first ? welcome.councils[out ? first[0] & 65535 : first[0] >> 16]?.name : undefined;
      return other ? `${sum} (most: ${other}, ${first?.[1] ?? 0})` : "none";
    };
    fill(
      this.about,
      h("p", { class: "council" }, h("strong", {}, council.name), ` ${welcome.regions[council.region] ?? ""}`),
      h("p", { class: "big" }, Number.isFinite(value) ? text(value) : "no value"),
      h("p", { class: "small" }, `Its children in homes elsewhere: ${near(true)}. Other councils’ children in homes here: ${near(false)}.`),
    );
  }
}

// Both futures, with one scale.
export class TwinMaps {
  readonly element = h("div", { class: "twins" });
  private maps: HexMap[] = [];
  private readonly key = h("ul", { class: "legend" });

  constructor(private readonly app: App) {}

  reset(): void {
    const councils = this.app.state.welcome?.councils ?? [];
    this.maps = ["A", "B"].map((name) => new HexMap(councils, () => undefined, `Map of future ${name}`));
    fill(this.element, ...this.maps.map((map, i) => h("figure", { class: `twin arm-${"ab"[i]}` }, h("figcaption", {}, `Future ${"AB"[i]}`), map.svg)), this.key);
  }

  update(measureId: string): void {
    const { state } = this.app;
    const index = state.welcome?.councilMeasures.findIndex((one) => one.id === measureId) ?? -1;
    const measure = state.welcome?.councilMeasures[index];
    if (!measure || !state.a || !state.b) return;
    const count = state.welcome?.councils.length ?? 0;
    const both = [state.a, state.b].map((arm) => Array.from({ length: count }, (_, i) => arm.council(i, index)));
    const bounds = classBounds(both.flat());
    const text = (value: number): string => formatValue(value, measure.unit);
    this.maps.forEach((map, i) => map.paint(both[i] ?? [], bounds, text, false));
    fill(this.key, ...legend(bounds, text, false));
  }
}
