// The bar at the top: the day, play and steps, speed, start again, fork; seed, watchers, joining, keeping.

import type { App, Part } from "./app";
import { h, setHidden, setText } from "./dom";
import { LiveSpan } from "./gen/carepool/live_pb";
import { dateText } from "./words";

const SPEEDS: [number, string][] = [
  [1, "a day a second"],
  [7, "a week a second"],
  [30, "a month a second"],
  [91, "a quarter a second"],
  [365, "a year a second"],
  [0, "as fast as it goes"],
];

export interface HeaderActions {
  join(): void;
  keep(): void;
  help(): void;
  reset(): void;
  rooms(): void;
  togglePanel(): void;
}

export class Header implements Part {
  readonly element: HTMLElement;
  private readonly title = h("span", { class: "room-title" });
  private readonly clock = h("span", { class: "clock", id: "clock" }, "…");
  private readonly status = h("span", { class: "run-status", id: "run-status" });
  private readonly play = h("button", { type: "button", class: "primary play", id: "play" }, "▶ Play");
  private readonly speed = h("select", { id: "speed", "aria-label": "Speed" }, ...SPEEDS.map(([value, text]) => h("option", { value }, text)));
  private readonly steering: HTMLElement;
  private readonly fork = h("button", { type: "button", id: "fork", title: "Copy the market as it is today (f)" }, "Fork here");
  private readonly drop = h("button", { type: "button", id: "drop-arm", title: "Future B ends, A goes on" }, "End B");
  private readonly arms = h("span", { class: "arm-choice", role: "group", "aria-label": "Which future the levers move" });
  private readonly armButtons = ["A", "B"].map((name) => h("button", { type: "button", class: `arm-pick arm-${name.toLowerCase()}`, "data-arm": name }, `Steer ${name}`));
  private readonly seed = h("span", { class: "seed", id: "seed" });
  private readonly watchers = h("span", { class: "watchers" });
  private readonly progress = h("progress", { max: 1, value: 0, "aria-label": "How much of the run has been lived" });
  private readonly trainerOnly: HTMLElement[] = [];

  constructor(
    private readonly app: App,
    actions: HeaderActions,
  ) {
    const step = (text: string, span: LiveSpan, name: string, key: string): HTMLElement =>
      h("button", { type: "button", id: `step-${name}`, title: `${key}`, "aria-label": `One ${name} on`, onclick: () => this.step(span) }, text);
    this.play.addEventListener("click", () => this.toggle());
    this.speed.addEventListener("change", () => void app.command({ case: "speed", value: { daysPerSecond: Number(this.speed.value) } }));
    this.fork.addEventListener("click", () => this.forkHere());
    this.drop.addEventListener("click", () => void app.command({ case: "dropArm", value: {} }));
    for (const button of this.armButtons) button.addEventListener("click", () => void app.command({ case: "selectArm", value: { arm: button.dataset["arm"] ?? "A" } }));
    this.arms.append(...this.armButtons);
    const button = (text: string, id: string, action: () => void, label = text): HTMLElement => h("button", { type: "button", id, "aria-label": label, onclick: action }, text);
    this.steering = h(
      "div",
      { class: "transport", role: "group", "aria-label": "Time" },
      this.play,
      step("+ day", LiveSpan.SPAN_DAY, "day", "→"),
      step("+ month", LiveSpan.SPAN_MONTH, "month", "Shift →"),
      step("+ year", LiveSpan.SPAN_YEAR, "year", "Alt Shift →"),
      this.speed,
      this.fork,
      this.arms,
      this.drop,
    );
    const reset = button("↺ Start again", "reset", actions.reset, "Start again from the first day");
    const join = button("Join", "join", actions.join, "How others can watch");
    const rooms = button("Rooms", "rooms-button", actions.rooms);
    const panel = button("☰", "panel-button", actions.togglePanel, "Hide or show the steering panel");
    this.trainerOnly.push(this.steering, reset, join, rooms, panel);
    this.element = h(
      "header",
      { class: "bar" },
      h("div", { class: "bar-row" }, panel, h("h1", {}, "carepool"), this.title, h("div", { class: "bar-meta" }, this.seed, reset, this.watchers, join, rooms, button("Keep", "keep", actions.keep, "Save, download or link this session"), button("?", "help", actions.help, "Keys and help"))),
      h("div", { class: "bar-row time-row" }, this.clock, this.status, this.steering),
      this.progress,
    );
  }

  toggle(): void {
    const { frame } = this.app.state;
    if (!frame) return;
    void this.app.command(frame.playing ? { case: "pause", value: {} } : { case: "play", value: {} });
  }

  step(span: LiveSpan): void {
    void this.app.command({ case: "step", value: { span, count: 1 } });
  }

  faster(by: number): void {
    const at = SPEEDS.findIndex(([value]) => value === Number(this.speed.value));
    const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))];
    if (next && at >= 0) void this.app.command({ case: "speed", value: { daysPerSecond: next[0] } });
  }

  async forkHere(): Promise<void> {
    if (this.app.state.forked) return;
    const ack = await this.app.command({ case: "fork", value: {} });
    if (ack) this.app.show("compare");
  }

  reset(): void {
    const { welcome } = this.app.state;
    if (!welcome) return;
    setText(this.title, welcome.roomTitle || welcome.scenarioTitle || welcome.scenarioName);
    setText(this.seed, `Seed ${welcome.seed}`);
    this.seed.title = "Names the luck of this run: the same seed gives the same market again";
    for (const element of this.trainerOnly) setHidden(element, !this.app.isTrainer());
    document.title = `${welcome.roomTitle || welcome.scenarioTitle || "The live market"} · carepool`;
  }

  update(): void {
    const { state } = this.app;
    const { frame, welcome } = state;
    if (!frame || !welcome) return;
    const arm = state.selected;
    const day = arm?.day ?? welcome.firstDay;
    setText(this.clock, dateText(day));
    setText(this.play, frame.playing ? "⏸ Pause" : "▶ Play");
    this.play.setAttribute("aria-label", frame.playing ? "Pause (space)" : "Play (space)");
    setText(this.status, this.statusText());
    const speed = String(frame.daysPerSecond);
    if (document.activeElement !== this.speed && [...this.speed.options].some((option) => option.value === speed)) this.speed.value = speed;
    const share = (day - welcome.firstDay) / Math.max(1, welcome.lastDay - welcome.firstDay);
    this.progress.value = state.solving ? frame.startShare : Math.max(0, Math.min(1, share));
    setText(this.watchers, `${frame.watchers} watching`);
    setHidden(this.fork, state.forked);
    setHidden(this.arms, !state.forked);
    setHidden(this.drop, !state.forked);
    for (const button of this.armButtons) button.setAttribute("aria-pressed", String(button.dataset["arm"] === frame.selectedArm));
  }

  private statusText(): string {
    const { state } = this.app;
    const { frame, welcome } = state;
    if (!frame || !welcome) return "";
    if (state.solving) return `Preparing the start: ${Math.round(frame.startShare * 100)} %`;
    if (frame.startShare < 1) return "Coming back: the days are lived again";
    if (frame.trouble) return `Stopped: ${frame.trouble}`;
    if (state.selected?.done) return "The last day has been lived";
    if (!frame.playing) return "Paused";
    const rate = frame.daysPerSecondDone;
    return rate >= 365 ? `Playing, ${(rate / 365).toFixed(1)} years a second` : `Playing, ${Math.round(rate)} days a second`;
  }
}
