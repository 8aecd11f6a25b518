// Recolours the map that the program drew. Classes and colours as in sim/report/hexmap.cpp.

import type { MapMeasure } from "./data";
import { formatValue, unitInWords } from "./format";

const COLOURS = ["#fdf3c8", "#c9e0a5", "#74bda6", "#2f83a8", "#1d3f7a"];
const NO_VALUE = "#e3e5e8";

// Upper bounds of fifths of the councils.
export function classBounds(values: (number | null)[]): number[] {
  const known = values.filter((v): v is number => v !== null).sort((a, b) => a - b);
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

export function classOf(value: number, bounds: number[]): number {
  let index = 0;
  while (index < bounds.length && value >= (bounds[index] ?? Infinity)) index += 1;
  return index;
}

function stepOf(index: number, classes: number): number {
  return classes <= 1 ? 2 : Math.floor((index * (COLOURS.length - 1)) / (classes - 1));
}

function rangeText(index: number, bounds: number[], unit: string): string {
  const text = (at: number): string => formatValue(bounds[at] ?? null, unit);
  if (bounds.length === 0) return "all the same";
  if (index === 0) return `under ${text(0)}`;
  if (index === bounds.length) return `${text(index - 1)} and over`;
  return `${text(index - 1)} to ${text(index)}`;
}

function legendItem(colour: string, text: string): HTMLLIElement {
  const item = document.createElement("li");
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  swatch.style.background = colour;
  item.append(swatch, text);
  return item;
}

function drawLegend(legend: HTMLElement, measure: MapMeasure, bounds: number[]): void {
  const classes = bounds.length + 1;
  const items = Array.from({ length: classes }, (_, i) => legendItem(COLOURS[stepOf(i, classes)] ?? NO_VALUE, rangeText(i, bounds, measure.unit)));
  if (measure.values.some((v) => v === null)) items.push(legendItem(NO_VALUE, "no value"));
  legend.replaceChildren(...items);
}

export interface Council {
  code: string;
  name: string;
  region: string;
}

export class HexMap {
  private readonly cells = new Map<string, SVGGElement>();
  private readonly place = new Map<string, number>();
  private measure: MapMeasure | undefined;

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly councils: Council[],
    private readonly hover: HTMLElement,
  ) {
    svg.querySelectorAll<SVGGElement>("g.hex").forEach((cell) => this.cells.set(cell.dataset["code"] ?? "", cell));
    councils.forEach((council, i) => this.place.set(council.code, i));
    svg.addEventListener("pointerover", (event) => this.point(event.target as Element));
    svg.addEventListener("pointerleave", () => this.hint());
    svg.addEventListener("click", (event) => this.point(event.target as Element));
    svg.addEventListener("keydown", (event) => this.walk(event));
    svg.tabIndex = 0;
    this.hint();
  }

  private hint(): void {
    this.hover.textContent = "Point at a hexagon, or use the arrow keys, to see a council’s name and value.";
  }

  show(measure: MapMeasure, title: HTMLElement, legend: HTMLElement, names: HTMLElement | null): void {
    this.measure = measure;
    const bounds = classBounds(measure.values);
    const classes = bounds.length + 1;
    this.councils.forEach((council, i) => this.paint(council, measure.values[i] ?? null, bounds, classes));
    title.replaceChildren(document.createTextNode(`${measure.title} `), unitSpan(measure.unit));
    drawLegend(legend, measure, bounds);
    names?.querySelectorAll<HTMLElement>("li[data-code]").forEach((item) => {
      const value = measure.values[this.place.get(item.dataset["code"] ?? "") ?? -1] ?? null;
      const shown = item.querySelector(".num");
      if (shown) shown.textContent = formatValue(value, measure.unit);
    });
  }

  private paint(council: Council, value: number | null, bounds: number[], classes: number): void {
    const cell = this.cells.get(council.code);
    if (!cell) return;
    const step = value === null ? -1 : stepOf(classOf(value, bounds), classes);
    cell.querySelector("polygon")?.setAttribute("fill", step < 0 ? NO_VALUE : (COLOURS[step] ?? NO_VALUE));
    cell.classList.toggle("dark", step >= 3);
    const title = cell.querySelector("title");
    if (title && this.measure) title.textContent = `${council.name}: ${formatValue(value, this.measure.unit)}`;
  }

  private point(target: Element): void {
    const cell = target.closest<SVGGElement>("g.hex");
    if (cell) this.name(cell.dataset["code"] ?? "");
  }

  private name(code: string): void {
    const at = this.place.get(code);
    const council = at === undefined ? undefined : this.councils[at];
    if (at === undefined || !council || !this.measure) return;
    this.svg.querySelectorAll(".picked").forEach((cell) => cell.classList.remove("picked"));
    this.cells.get(code)?.classList.add("picked");
    const strong = document.createElement("strong");
    strong.textContent = council.name;
    const value = document.createElement("span");
    value.className = "value";
    value.textContent = formatValue(this.measure.values[at] ?? null, this.measure.unit);
    this.hover.replaceChildren(strong, document.createTextNode(` ${council.region}`), document.createElement("br"), value);
  }

  // Arrow keys go from council to council in the order of names.
  private walk(event: KeyboardEvent): void {
    const by = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const order = [...this.councils].sort((a, b) => a.name.localeCompare(b.name));
    const picked = this.svg.querySelector<SVGGElement>(".picked")?.dataset["code"];
    const at = order.findIndex((council) => council.code === picked);
    const next = order[(at + by + order.length) % order.length];
    if (next) this.name(next.code);
  }
}

function unitSpan(unit: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = "unit";
  span.textContent = unitInWords(unit);
  return span;
}
