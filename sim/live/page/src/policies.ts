// Policies: one click lays an overlay on the running market; each shows its own levers while it is in force.

import type { App, Part } from "./app";
import { fill, h, setText } from "./dom";
import type { LiveInstrument, LivePolicy } from "./gen/carepool/live_pb";
import { Lever } from "./levers";
import { defined } from "./measure";
import { formatDate, nameInWords } from "./words";

// The few values of an instrument that a class talks about; names and dates are shown elsewhere.
const HIDDEN = /\.(name|kind|from|to|enabled|scope\..*)$/;

export class PoliciesPanel implements Part {
  readonly element = h("div", { class: "panel policies-panel" });
  private readonly inForce = h("div", {});
  private readonly offered = h("div", {});
  private readonly yaml = h("textarea", { rows: 4, spellcheck: "false", "aria-label": "An instrument in YAML" });
  private levers = new Map<string, Lever>();
  private readonly heading = h("h3", {}, "In this future now");
  private shape = "";

  constructor(private readonly app: App) {
    this.yaml.value = "{name: my_cap, kind: fee_cap, level: 5500, applies_to: new}";
    this.element.append(
      this.heading,
      this.inForce,
      h("h3", {}, "Policies to try"),
      this.offered,
      h(
        "details",
        { class: "own" },
        h("summary", {}, "Write an instrument of your own"),
        h("p", { class: "small" }, "As in a scenario file; without “from”, it begins today."),
        this.yaml,
        h("button", { type: "button", onclick: () => void app.command({ case: "addInstrument", value: { yaml: this.yaml.value } }, this.arm()) }, "Add it today"),
      ),
    );
  }

  private arm(): string {
    return this.app.state.frame?.selectedArm ?? "";
  }

  reset(): void {
    this.shape = "";
  }

  update(): void {
    const { state } = this.app;
    const instruments = state.instruments;
    setText(this.heading, state.forked ? `In future ${state.leversArm} now` : "In this future now");
    const shape = JSON.stringify([state.leversArm, instruments.map((one) => [one.name, one.from, one.to, one.inForce, one.ended]), state.levers.map((lever) => lever.path)]);
    if (shape === this.shape) {
      for (const lever of state.levers) this.levers.get(lever.path)?.take(lever);
      return;
    }
    this.shape = shape;
    this.levers.clear();
    const open = new Set([...this.inForce.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.dataset["name"]));
    fill(this.inForce, ...instruments.map((instrument) => this.card(instrument, open)));
    if (instruments.length === 0) fill(this.inForce, h("p", { class: "small" }, "None."));
    const present = new Set(instruments.filter((one) => one.inForce).map((one) => one.name));
    fill(this.offered, ...(state.welcome?.policies ?? []).map((policy) => this.offer(policy, present)));
  }

  private card(instrument: LiveInstrument, open: Set<string | undefined>): HTMLElement {
    const levers = this.app.state.levers.filter((lever) => lever.instrument === instrument.name && !HIDDEN.test(lever.path));
    const made = levers.map((lever) => {
      const one = new Lever(this.app, lever);
      this.levers.set(lever.path, one);
      return one.element;
    });
    const [from, to] = [instrument.from && formatDate(instrument.from), instrument.to && formatDate(instrument.to)];
    const dates = instrument.inForce ? `in force${from ? ` since ${from}` : ""}${to ? ` until ${to}` : ""}` : instrument.ended ? `ended ${to}` : from ? `from ${from}` : "off";
    const details = h("details", { "data-name": instrument.name }, h("summary", {}, `${levers.length} ${levers.length === 1 ? "lever" : "levers"}`), ...made);
    details.open = open.has(instrument.name);
    return h(
      "div",
      { class: instrument.inForce ? "policy on" : "policy", "data-instrument": instrument.name },
      h(
        "div",
        { class: "policy-head" },
        h("strong", {}, defined(instrument.kind, nameInWords(instrument.name))),
        h("button", { type: "button", onclick: () => void this.app.command({ case: "switch", value: { name: instrument.name, on: !instrument.inForce } }, this.arm()) }, instrument.inForce ? "Switch off today" : "Switch on today"),
      ),
      h("p", { class: "small" }, `${instrument.label}, ${dates}`),
      levers.length > 0 ? details : null,
    );
  }

  private offer(policy: LivePolicy, present: Set<string>): HTMLElement {
    const asks = policy.asks.replace(/\s+/g, " ");
    const [question = "", ...rest] = asks.replace(/^Asks: /, "").split(/(?<=[?.])\s+/);
    const first = question.charAt(0).toUpperCase() + question.slice(1);
    const active = policy.instruments.length > 0 && policy.instruments.every((name) => present.has(name)) && policy.instruments.some((name) => !["frameworks", "todays_blocks"].includes(name));
    return h(
      "div",
      { class: active ? "policy on" : "policy", "data-policy": policy.name },
      h(
        "div",
        { class: "policy-head" },
        h("strong", {}, nameInWords(policy.name)),
        h("button", { type: "button", class: "primary", onclick: () => void this.app.command({ case: "addPolicy", value: { name: policy.name, keepDates: false } }, this.arm()) }, active ? "Lay on again" : "Begin today"),
      ),
      h("p", { class: "lever-help" }, first),
      rest.length > 0 ? h("details", {}, h("summary", {}, "More"), h("p", { class: "small" }, rest.join(" "))) : null,
    );
  }
}
