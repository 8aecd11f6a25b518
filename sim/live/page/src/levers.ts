// The levers, made from what the server says of each value: label, unit, range, choices, help, source.

import { LiveLeverKind as Kind, type LiveLever } from "./gen/carepool/live_pb";
import type { App, Part } from "./app";
import { fill, freshId, h, setHidden, setText } from "./dom";
import type { Refused } from "./connection";
import { defined } from "./measure";
import { isShare, nameInWords, unitInWords } from "./words";

function numberOf(text: string): number {
  return /^[+-]?(\d|\.\d)/.test(text.trim()) ? parseFloat(text.replace(/,/g, "")) : NaN;
}

function tidy(value: number): string {
  return String(Number(value.toPrecision(10)));
}

// Shares are moved in per cent, as people say them.
class Scale {
  readonly factor: number;
  readonly unit: string;
  constructor(lever: LiveLever) {
    this.factor = isShare(lever.unit) ? 100 : 1;
    this.unit = this.factor === 100 ? "%" : lever.unit === "ratio" || lever.unit === "count" ? "" : unitInWords(lever.unit);
  }
  shown(text: string): number {
    return numberOf(text) * this.factor;
  }
  sent(shown: number): string {
    return tidy(shown / this.factor);
  }
  // A refusal in the unit of the box: the server says '1.7' and "0 to 1 share" where the box says 170 and 0 % to 100 %.
  refusal(refused: Refused, sent: string, unit: string): string {
    if (this.factor === 1) return refused.message;
    const percent = (text: string): string => `${tidy(Number(text) * this.factor)} %`;
    const { text, allowed } = refused.refusal; // what it suggests is per cent, too, which the box has already
    const said = Number.isFinite(Number(sent)) ? text.split(`'${sent}'`).join(percent(sent)) : text;
    const may = allowed.replace(` ${unit}`, "").replace(/(^|[^\w.])([+-]?\d+(?:\.\d+)?)(?![\w.%]|\s%)/g, (_, before: string, number: string) => before + percent(number));
    return may ? `${said}; allowed ${may}` : said;
  }
}

// The slider's reach: what studies sweep, widened to hold the default and the value; the box beside it takes the whole range.
function reach(lever: LiveLever, scale: Scale): { low: number; high: number; step: number } {
  const known = [scale.shown(lever.value), scale.shown(lever.defaultValue)].filter(Number.isFinite);
  const middle = Math.max(...known.map(Math.abs), 0);
  const wide = (bound: number | undefined, fallback: number): number => (bound === undefined ? fallback : bound * scale.factor);
  let low = wide(lever.plausibleLow ?? lever.min, 0);
  let high = wide(lever.plausibleHigh ?? lever.max, middle * 3 || 1);
  if (middle > 0 && high > middle * 6) high = middle * 3;
  if (low < -middle * 6) low = middle > 0 ? -middle * 3 : low;
  low = Math.min(low, ...known);
  high = Math.max(high, ...known);
  const whole = lever.kind === Kind.LEVER_WHOLE;
  const rough = Math.max((high - low) / 60, 1e-9);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((one) => one >= rough) ?? power;
  return { low, high, step: whole ? Math.max(1, Math.round(step)) : Number(step.toPrecision(3)) };
}

// One lever. `apply` sends; a refusal is written under it.
export class Lever {
  readonly element: HTMLElement;
  private readonly refusal = h("p", { class: "refusal", role: "alert" });
  private readonly now = h("span", { class: "lever-now" });
  private write: (lever: LiveLever) => void = () => undefined;
  private busy = false;
  private wanted: string | undefined; // moved again before the answer came

  constructor(
    private readonly app: App,
    private lever: LiveLever,
  ) {
    const id = freshId("lever");
    const control = this.control(id);
    const movable = lever.midRun;
    if (!movable) control.querySelectorAll<HTMLInputElement>("input, select").forEach((input) => (input.disabled = true));
    this.element = h(
      "div",
      { class: movable ? "lever" : "lever fixed", "data-path": lever.path },
      h("div", { class: "lever-head" }, h("label", { for: id }, lever.label), this.now),
      control,
      h(
        "p",
        { class: "lever-help" },
        lever.description,
        " ",
        lever.assumption ? h("span", { class: "badge", title: lever.source }, "assumption") : null,
        " ",
        defined(lever.path, "more"),
      ),
      movable ? null : h("p", { class: "lever-help why-not" }, lever.whyNot),
      this.refusal,
    );
    this.refusal.hidden = true;
    this.take(lever);
  }

  take(lever: LiveLever): void {
    this.lever = lever;
    this.write(lever);
    const changed = lever.defaultValue !== "" && lever.value !== lever.defaultValue;
    this.element.classList.toggle("moved", changed);
  }

  text(): string {
    const { label, path, description, group } = this.lever;
    return `${label} ${path} ${description} ${group}`.toLowerCase();
  }

  private async send(value: string): Promise<void> {
    if (this.busy) {
      this.wanted = value;
      return;
    }
    if (value === this.lever.value) return;
    this.busy = true;
    this.element.classList.add("waiting");
    let why = "Not taken; the reason stands at the foot of the page.";
    const inWords = (refused: Refused): string => (why = new Scale(this.lever).refusal(refused, value, this.lever.unit));
    const answer = await this.app.command({ case: "set", value: { path: this.lever.path, value } }, this.app.state.frame?.selectedArm ?? "", inWords);
    this.busy = false;
    this.element.classList.remove("waiting");
    this.refusal.hidden = answer !== false;
    setText(this.refusal, answer === false ? why : "");
    if (answer === false) this.write(this.lever);
    const next = this.wanted;
    this.wanted = undefined;
    if (next !== undefined) await this.send(next);
  }

  private control(id: string): HTMLElement {
    const { kind } = this.lever;
    if (kind === Kind.LEVER_NUMBER || kind === Kind.LEVER_WHOLE) return this.slider(id);
    if (kind === Kind.LEVER_CHOICE) return this.choice(id);
    if (kind === Kind.LEVER_SWITCH) return this.switch(id);
    return this.text_(id, kind === Kind.LEVER_DATE ? "date" : "text");
  }

  private slider(id: string): HTMLElement {
    const scale = new Scale(this.lever);
    const { low, high, step } = reach(this.lever, scale);
    const range = h("input", { type: "range", min: low, max: high, step, "aria-label": `${this.lever.label}, slider` });
    const box = h("input", {
      type: "number",
      id,
      step: "any",
      min: this.lever.min === undefined ? undefined : this.lever.min * scale.factor,
      max: this.lever.max === undefined ? undefined : this.lever.max * scale.factor,
    });
    range.addEventListener("input", () => (box.value = tidy(Number(range.value))));
    range.addEventListener("change", () => void this.send(scale.sent(Number(range.value))));
    box.addEventListener("change", () => void this.send(scale.sent(Number(box.value))));
    this.write = (lever) => {
      const value = scale.shown(lever.value);
      const shown = Number.isFinite(value) ? tidy(value) : "";
      if (document.activeElement !== box) box.value = shown;
      if (value > Number(range.max)) range.max = shown;
      if (value < Number(range.min)) range.min = shown;
      if (document.activeElement !== range || !this.busy) range.value = shown === "" ? String(low) : shown;
      const usual = scale.shown(lever.defaultValue);
      setText(this.now, lever.value === "" ? "not set" : lever.value !== lever.defaultValue && Number.isFinite(usual) ? `usually ${tidy(usual)} ${scale.unit}` : "");
    };
    return h("div", { class: "lever-control" }, range, box, h("span", { class: "unit" }, scale.unit));
  }

  private choice(id: string): HTMLElement {
    const select = h("select", { id }, ...this.lever.choices.map((choice) => h("option", { value: choice }, nameInWords(choice))));
    select.addEventListener("change", () => void this.send(select.value));
    this.write = (lever) => (select.value = lever.value);
    return h("div", { class: "lever-control" }, select);
  }

  private switch(id: string): HTMLElement {
    const box = h("input", { type: "checkbox", id });
    box.addEventListener("change", () => void this.send(String(box.checked)));
    this.write = (lever) => (box.checked = lever.value === "true");
    return h("div", { class: "lever-control" }, box, h("span", {}, "on"));
  }

  private text_(id: string, type: string): HTMLElement {
    const box = h("input", { type, id, spellcheck: "false" });
    box.addEventListener("change", () => void this.send(box.value));
    this.write = (lever) => {
      if (document.activeElement !== box) box.value = lever.value === '""' ? "" : lever.value; // YAML's empty text
    };
    return h("div", { class: "lever-control" }, box, this.lever.unit && type === "text" ? h("span", { class: "unit" }, this.lever.kind === Kind.LEVER_LIST ? "list: [a, b]" : "") : null);
  }
}

export class LeversPanel implements Part {
  readonly element = h("div", { class: "panel levers-panel" });
  private readonly search = h("input", { type: "search", placeholder: "Search levers", "aria-label": "Search levers" });
  private readonly groups = h("div", {});
  private readonly found = h("p", { class: "small", "aria-live": "polite" });
  private readonly whose = h("p", { class: "whose", hidden: true });
  private levers = new Map<string, Lever>();
  private firsts: readonly string[] = [];
  private shape = "";

  constructor(private readonly app: App) {
    this.search.addEventListener("input", () => this.filter());
    this.element.append(this.whose, h("div", { class: "tools" }, this.search), this.found, this.groups);
  }

  reset(): void {
    this.shape = "";
    this.firsts = this.app.state.lesson()?.levers ?? [];
  }

  update(): void {
    const { levers, leversArm, forked } = this.app.state;
    setHidden(this.whose, !forked);
    setText(this.whose, `These levers move future ${leversArm}.`);
    const shape = levers.map((lever) => lever.path).join();
    if (shape === this.shape) {
      for (const lever of levers) {
        this.levers.get(lever.path)?.take(lever);
        this.levers.get(`first ${lever.path}`)?.take(lever);
      }
      return;
    }
    this.shape = shape;
    this.build(levers);
    this.filter();
  }

  private build(levers: LiveLever[]): void {
    const open = new Set([...this.groups.querySelectorAll<HTMLDetailsElement>("details[open]")].map((group) => group.dataset["group"]));
    this.levers.clear();
    const first = this.firsts.length > 0 ? levers.filter((lever) => this.firsts.includes(lever.path)) : levers.filter((lever) => lever.featured);
    const byGroup = new Map<string, LiveLever[]>();
    for (const lever of levers) byGroup.set(heading(lever), [...(byGroup.get(heading(lever)) ?? []), lever]);
    const section = (name: string, some: LiveLever[], start: boolean, stem: string): HTMLElement => {
      const made = some.map((lever) => {
        const one = new Lever(this.app, lever);
        this.levers.set(stem + lever.path, one);
        return one.element;
      });
      const group = h("details", { class: "lever-group", "data-group": name }, h("summary", {}, name, h("span", { class: "small" }, ` ${some.length}`)), ...made);
      group.open = start || open.has(name);
      return group;
    };
    const sections = [...byGroup.entries()].map(([name, some]) => section(name, some, false, ""));
    if (first.length > 0) sections.unshift(section(this.firsts.length > 0 ? "Levers of this lesson" : "To begin with", first, true, "first "));
    fill(this.groups, ...sections);
  }

  private filter(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [key, lever] of this.levers) {
      // A search looks where a lever belongs, not at the few that stand at the top as well.
      const again = words.length > 0 && key.startsWith("first ");
      const pass = !again && words.every((word) => lever.text().includes(word));
      lever.element.hidden = !pass;
      shown += pass ? 1 : 0;
    }
    this.groups.querySelectorAll<HTMLDetailsElement>("details").forEach((group) => {
      const any = [...group.querySelectorAll<HTMLElement>(".lever")].some((lever) => !lever.hidden);
      group.hidden = !any;
      if (words.length > 0) group.open = any;
    });
    setText(this.found, words.length > 0 ? `${shown} found` : "");
  }
}

function heading(lever: LiveLever): string {
  return lever.instrument ? `${lever.group}: ${nameInWords(lever.instrument)}` : lever.group;
}
