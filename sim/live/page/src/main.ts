// The page: one connection, one state, and the parts that draw it. Frames set a flag; parts draw at most once in an animation frame, and
// only what can be seen.

import uplotStyle from "uplot/dist/uPlot.min.css";

import type { App, Part, ViewName } from "./app";
import { CompareView } from "./compare";
import { Connection, Reason, Refused, type CommandBody, type Hello, type LinkState } from "./connection";
import { Dialogs } from "./dialogs";
import { fill, h, setHidden, setText, tabs } from "./dom";
import { LiveRole, LiveSpan, type LiveAck, type ServerFrame } from "./gen/carepool/live_pb";
import { Header } from "./header";
import { HistoryPanel } from "./history";
import { LessonPanel } from "./lesson";
import { LeversPanel } from "./levers";
import { Lines } from "./lines";
import { MapView } from "./map";
import { NumbersView } from "./numbers";
import { PoliciesPanel } from "./policies";
import { PoundView } from "./pound";
import { ProvidersView } from "./providers";
import { State } from "./state";
import { Tiles } from "./tiles";

const VIEWS: [ViewName, string][] = [
  ["lines", "Over time"],
  ["map", "Map"],
  ["providers", "Providers"],
  ["pound", "Each pound"],
  ["compare", "A and B"],
  ["numbers", "All numbers"],
];
// What shows by itself is not said.
const QUIET = new Set(["play", "pause", "step", "speed", "mark"]);
const KEYS_SETTING = "carepool-single-keys";

// uPlot's own rules, without a style element: the server's policy allows only its own files.
function adopt(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

// Who watches comes by a link with a room or a code; who steers opens the bare address.
function firstHello(): Hello {
  const query = new URLSearchParams(location.search);
  const asked = query.get("role");
  const observer = asked === "observer" || (asked !== "trainer" && (query.has("room") || query.has("code")));
  return {
    role: observer ? LiveRole.ROLE_OBSERVER : LiveRole.ROLE_TRAINER,
    code: query.get("code") ?? "",
    room: query.get("room") ?? "",
    newRoom: false,
    name: query.get("name") ?? "",
  };
}

class Page implements App {
  readonly state = new State();
  readonly link: Connection;
  private readonly dialogs: Dialogs;
  private readonly header: Header;
  private readonly lines: Lines;
  private readonly compare: CompareView;
  private readonly levers: LeversPanel;
  private readonly parts: Part[];
  private readonly viewTabs: ReturnType<typeof tabs>;
  private readonly panelTabs: ReturnType<typeof tabs>;
  private readonly root = h("div", { class: "page" });
  private readonly panel = h("aside", { class: "steer", "aria-label": "Steering" });
  private readonly banner = h("div", { class: "banner", role: "alert", hidden: true });
  private readonly gate = h("div", { class: "gate", hidden: true });
  private readonly saying = h("div", { class: "saying", role: "status", "aria-live": "polite" });
  private readonly solving = h("div", { class: "solving", role: "status", hidden: true });
  private readonly versionNote = h("p", { class: "version-note", hidden: true });
  private dirty = false;
  private greeted = "";
  private sayTimer = 0;
  private retryTimer = 0;
  private singleKeys = localStorage.getItem(KEYS_SETTING) !== "off";

  constructor() {
    this.link = new Connection(firstHello(), (frame) => this.take(frame), (state) => this.linkChanged(state));
    this.header = new Header(this, {
      join: () => this.dialogs.join(),
      keep: () => this.dialogs.keep(),
      help: () => this.help(),
      reset: () => this.dialogs.reset((seed) => void this.command({ case: "reset", value: seed === undefined ? {} : { seed } })),
      rooms: () => this.dialogs.showRooms(),
      togglePanel: () => this.togglePanel(),
    });
    this.dialogs = new Dialogs(this, (title) => this.openRoom(title));
    this.lines = new Lines(this);
    const smooth = (): number => this.lines.smooth();
    this.compare = new CompareView(this, smooth, () => void this.header.forkHere());
    const map = new MapView(this);
    const providers = new ProvidersView(this);
    const pound = new PoundView(this);
    const numbers = new NumbersView(this);
    const tiles = new Tiles(this);
    const lesson = new LessonPanel(this, smooth);
    const policies = new PoliciesPanel(this);
    this.levers = new LeversPanel(this);
    const history = new HistoryPanel(this);
    const views = { lines: this.lines, map, providers, pound, compare: this.compare, numbers };
    this.viewTabs = tabs("Views", VIEWS.map(([name, text]) => ({ name, text, panel: views[name].element })), () => this.changed());
    this.panelTabs = tabs(
      "Steering",
      [
        { name: "lesson", text: "Lesson", panel: lesson.element },
        { name: "policies", text: "Policies", panel: policies.element },
        { name: "levers", text: "Levers", panel: this.levers.element },
        { name: "history", text: "Done", panel: history.element },
      ],
      () => this.changed(),
    );
    this.parts = [this.header, tiles, ...Object.values(views), lesson, policies, this.levers, history];
    this.panel.append(this.panelTabs.list, lesson.element, policies.element, this.levers.element, history.element);
    const luck = h(
      "p",
      { class: "luck" },
      h("button", { type: "button", class: "defined", id: "luck-button", onclick: () => this.dialogs.explainLuck() }, "One run is one luck, not a forecast."),
      " Monthly numbers swing by chance; many parameters are assumptions.",
    );
    const stage = h("main", { class: "stage", id: "stage" }, tiles.element, this.viewTabs.list, ...Object.values(views).map((view) => view.element), this.versionNote);
    // The foot belongs to nobody else: what is said there covers only the remark on luck, which comes back.
    const foot = h("footer", { class: "foot" }, luck, this.saying);
    this.root.append(this.header.element, this.banner, this.solving, h("div", { class: "columns" }, this.panel, stage), foot);
    this.viewTabs.choose("lines");
    this.panelTabs.choose("policies");
  }

  start(at: HTMLElement): void {
    adopt(uplotStyle);
    fill(at, h("a", { class: "skip", href: "#stage" }, "To the charts"), this.root, this.gate);
    this.root.hidden = true;
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("resize", () => this.changed());
    this.link.start();
    Object.assign(window, { carepoolLive: this }); // for the tests
  }

  isTrainer(): boolean {
    return this.state.welcome?.role === LiveRole.ROLE_TRAINER;
  }

  async command(body: CommandBody, arm = "", inWords = (refused: Refused): string => refused.message): Promise<LiveAck | false> {
    try {
      const ack = await this.link.command(body, arm);
      if (ack?.text && !QUIET.has(body.case ?? "")) this.say(ack.text);
      return ack ?? ({ text: "" } as LiveAck);
    } catch (error) {
      this.say(error instanceof Refused ? inWords(error) : String(error), true);
      return false;
    }
  }

  define(id: string): void {
    this.dialogs.define(id);
  }

  say(text: string, bad = false): void {
    window.clearTimeout(this.sayTimer);
    this.saying.classList.toggle("bad", bad);
    setText(this.saying, text);
    this.saying.classList.add("on");
    this.sayTimer = window.setTimeout(() => this.saying.classList.remove("on"), bad ? 15000 : 5000);
  }

  show(view: ViewName): void {
    this.viewTabs.choose(view);
  }

  showLines(ids: readonly string[]): void {
    this.lines.choose(ids);
    this.compare.choose(ids);
  }

  changed(): void {
    if (this.dirty) return;
    this.dirty = true;
    requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.dirty = false;
    if (!this.state.frame) return;
    setHidden(this.solving, !this.state.solving);
    if (this.state.solving) setText(this.solving, `The start is being prepared: ${Math.round(this.state.frame.startShare * 100)} %. Two years before the first day are lived, so that the market opens with placements, waits and fees of its own.`);
    for (const part of this.parts) if (!part.element.hidden) part.update();
  }

  private take(frame: ServerFrame): void {
    const what = frame.what;
    if (what.case === "welcome") {
      this.state.takeWelcome(what.value);
      this.welcomed();
    } else if (what.case === "frame") {
      if (!this.state.takeFrame(what.value)) this.link.breakOff();
      this.changed();
    } else if (what.case === "levers") {
      this.state.takeLevers(what.value.arm, what.value.levers, what.value.instruments);
      this.changed();
    } else if (what.case === "refusal" && what.value.seq === 0n) {
      this.say(new Refused(what.value).message, true);
    }
  }

  private welcomed(): void {
    const welcome = this.state.welcome;
    if (!welcome) return;
    const trainer = this.isTrainer();
    this.root.hidden = false;
    this.gate.hidden = true;
    this.root.classList.toggle("observer", !trainer);
    for (const name of ["policies", "levers"]) {
      const tab = this.panelTabs.list.querySelector<HTMLElement>(`[data-tab=${name}]`);
      if (tab) tab.hidden = !trainer;
    }
    for (const part of this.parts) part.reset();
    const key = `${welcome.session}/${welcome.lesson}`;
    if (key !== this.greeted) {
      this.greeted = key;
      this.panelTabs.choose(welcome.lesson || !trainer ? "lesson" : "policies");
    }
    const linked = new URLSearchParams(location.search).get("model");
    this.versionNote.hidden = linked === null || linked === welcome.modelVersion;
    setText(this.versionNote, `This link was made with model ${linked ?? ""}; this server runs ${welcome.modelVersion}. Numbers may differ.`);
    this.changed();
  }

  private linkChanged(state: LinkState): void {
    window.clearInterval(this.retryTimer);
    setHidden(this.banner, state.kind === "open" || state.kind === "connecting" || state.kind === "refused");
    if (state.kind === "lost") {
      // Only the text changes with the seconds: a button that is made anew under the finger cannot be pressed.
      const text = h("span", {});
      fill(this.banner, text, h("button", { type: "button", onclick: () => this.link.retryNow() }, "Try now"));
      const tell = (): void => {
        const seconds = Math.max(0, Math.ceil((state.again - Date.now()) / 1000));
        setText(text, `${state.text ? `Connection closed: ${state.text}.` : "Connection lost."} Trying again${seconds > 0 ? ` in ${seconds} s` : ""}… The market itself goes on or waits on the server; nothing that was acknowledged is lost. `);
      };
      tell();
      this.retryTimer = window.setInterval(tell, 500);
    } else if (state.kind === "ended") {
      fill(this.banner, `The session has ended: ${state.text} `, h("button", { type: "button", onclick: () => this.link.start() }, "Connect again"));
    } else if (state.kind === "refused") {
      this.showGate(state.text, state.reason);
    }
  }

  // Not let in: a code, or the wrong one.
  private showGate(text: string, reason: Reason): void {
    const code = h("input", { type: "text", id: "join-code", autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: "Code" });
    const asked = firstHello();
    const enter = (role: LiveRole): void => this.link.start({ ...asked, role, code: code.value.trim() });
    this.root.hidden = true;
    this.gate.hidden = false;
    fill(
      this.gate,
      h("h1", {}, "carepool: the live market"),
      reason === Reason.WRONG_CODE && this.link.code === "" ? null : h("p", { class: "refusal", role: "alert" }, text),
      h("form", { onsubmit: (event: Event) => { event.preventDefault(); enter(LiveRole.ROLE_OBSERVER); } },
        h("label", { for: "join-code" }, "Code that the trainer shows"),
        code,
        h("button", { type: "submit", class: "primary", id: "join-observer" }, "Watch"),
        h("button", { type: "button", id: "join-trainer", onclick: () => enter(LiveRole.ROLE_TRAINER) }, "Steer, with the trainer’s code"),
      ),
    );
    code.focus();
  }

  private openRoom(title: string): void {
    const code = new URLSearchParams(location.search).get("code") ?? "";
    document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
    this.link.start({ role: LiveRole.ROLE_TRAINER, code, room: title, newRoom: true, name: "" });
  }

  private togglePanel(): void {
    this.root.classList.toggle("wide");
    this.changed();
  }

  private help(): void {
    this.dialogs.help(this.singleKeys, (on) => {
      this.singleKeys = on;
      localStorage.setItem(KEYS_SETTING, on ? "on" : "off");
    });
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]") || !this.state.welcome) return;
    const typing = target.closest("input, textarea, select");
    const pressing = target.closest("button, a, summary, [role=tab]");
    if (typing || !this.singleKeys) return;
    if (pressing && (event.key === " " || event.key === "Enter")) return;
    const action = this.action(event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  private action(event: KeyboardEvent): (() => void) | undefined {
    const view = VIEWS[Number(event.key) - 1];
    if (view) return () => this.show(view[0]);
    if (event.key === "?") return () => this.help();
    if (!this.isTrainer()) return undefined;
    if (event.key === " ") return () => this.header.toggle();
    if (event.key === "ArrowRight") return () => this.header.step(event.shiftKey ? (event.altKey ? LiveSpan.SPAN_YEAR : LiveSpan.SPAN_MONTH) : LiveSpan.SPAN_DAY);
    if (event.key === "+") return () => this.header.faster(1);
    if (event.key === "-") return () => this.header.faster(-1);
    if (event.key === "f") return () => void this.header.forkHere();
    if (event.key === "w") return () => this.togglePanel();
    return undefined;
  }
}

const app = document.getElementById("app");
if (app) new Page().start(app);
