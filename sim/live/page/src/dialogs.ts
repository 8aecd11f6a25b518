// Dialogs: what a number means, how to join, how to keep a session, what one run is, keys.

import type { App } from "./app";
import { fill, h, setText } from "./dom";
import type { LiveIntervention, LiveLever, LiveWelcome } from "./gen/carepool/live_pb";
import { qrPicture } from "./qr";
import { dateText, formatValue, isShare, unitInWords } from "./words";

function dialog(id: string, label: string): HTMLDialogElement {
  const made = h("dialog", { id, "aria-label": label });
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close();
  });
  document.body.append(made);
  return made;
}

function closeButton(of: HTMLDialogElement): HTMLElement {
  return h("p", { class: "dialog-end" }, h("button", { type: "button", onclick: () => of.close() }, "Close"));
}

function address(path: string): string {
  return new URL(path, location.href).href;
}

// Shares are said in per cent, as the lever shows them.
function rangeText(lever: LiveLever): string {
  const shown = (value: number | undefined, otherwise: string): string => (value === undefined || !Number.isFinite(value) ? otherwise : isShare(lever.unit) ? `${Number((value * 100).toPrecision(10))} %` : String(value));
  const usual = lever.defaultValue === "" ? "none" : shown(Number(lever.defaultValue), lever.defaultValue);
  const plausible = lever.plausibleLow === undefined ? "" : `; thought plausible: ${shown(lever.plausibleLow, "")} to ${shown(lever.plausibleHigh, "")}`;
  return `Allowed: ${shown(lever.min, "any")} to ${shown(lever.max, "any")}${plausible}; usual value: ${usual}`;
}

// Where others reach this server: as it was opened here, unless that is a name of this very computer; then what the server knows of itself.
function originsOf(welcome: LiveWelcome): string[] {
  if (isOwnComputer(location.hostname)) return welcome.joinOrigins;
  return [location.origin, ...welcome.joinOrigins.filter((one) => one !== location.origin)];
}

function isOwnComputer(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

export class Dialogs {
  private readonly definition = dialog("definition", "Definition");
  private readonly joining = dialog("joining", "Join this session");
  private readonly keeping = dialog("keeping", "Keep this session");
  private readonly luck = dialog("luck", "One run is one luck");
  private readonly keys = dialog("keys", "Keys and help");
  private readonly resetting = dialog("resetting", "Start again");
  private readonly rooms = dialog("rooms", "Rooms");

  constructor(
    private readonly app: App,
    private readonly newRoom: (title: string) => void,
  ) {
    document.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-define]");
      if (!button) return;
      event.preventDefault();
      this.define(button.dataset["define"] ?? "");
    });
  }

  // What the page knows is shown at once; the rest comes from the server.
  define(id: string): void {
    const { state, link } = this.app;
    const metric = state.welcome?.metrics.find((one) => one.id === id);
    const series = state.series(id);
    const measure = state.welcome?.councilMeasures.find((one) => one.id === id);
    const lever = state.levers.find((one) => one.path === id);
    const known = metric ?? series ?? measure;
    const title = known?.label ?? lever?.label ?? id;
    const unit = known?.unit ?? lever?.unit ?? "";
    const text = h("p", { class: "definition-text" }, known?.definition ?? lever?.description ?? "");
    const source = h("p", { class: "small" }, lever ? `Where the number comes from: ${lever.source}` : "");
    const history = h("ul", { class: "small" });
    const values = [...state.arms.values()].flatMap((arm) => {
      const value = state.now(arm, id);
      return Number.isFinite(value) ? [h("p", { class: "big" }, `${state.forked ? `${arm.name}: ` : "Now: "}${formatValue(value, unit)}`)] : [];
    });
    const range = lever && (lever.min !== undefined || lever.max !== undefined) ? h("p", { class: "small" }, rangeText(lever)) : null;
    fill(
      this.definition,
      h("h2", {}, title),
      ...values,
      text,
      lever?.assumption ? h("p", {}, h("span", { class: "badge" }, "assumption"), " Nobody publishes this number; studies try a range of values.") : null,
      range,
      source,
      history,
      h("p", { class: "small" }, unit ? `Unit: ${unitInWords(unit)}. ` : "", "In the data files: ", h("code", {}, id), "."),
      closeButton(this.definition),
    );
    this.definition.showModal();
    void link.ask({ case: "definition", value: id }).then((answer) => {
      if (answer.text && !text.textContent) setText(text, answer.text);
      if (answer.source && !source.textContent) setText(source, `Where the number comes from: ${answer.source}`);
    });
    if (lever) void link.ask({ case: "leverHistory", value: id }).then((answer) => fill(history, ...answer.history.map((one) => h("li", {}, told(one)))));
  }

  // A phone can do nothing with an address of this very computer: where the trainer came by one, the server's own addresses are offered.
  join(): void {
    const welcome = this.app.state.welcome;
    if (!welcome) return;
    const path = welcome.joinUrl || `/?room=${welcome.room}`;
    const origins = originsOf(welcome);
    const first = origins[0];
    if (first === undefined) {
      const url = address(path);
      fill(
        this.joining,
        h("h2", {}, "Watch in another window"),
        h("p", {}, "Open this address on this computer:"),
        h("p", { class: "join-url" }, url),
        h("p", { class: "small" }, "This server listens on this computer only, so phones cannot reach it. Start it with ", h("code", {}, "--bind 0.0.0.0"), " to let a class in: then this page shows a code to scan."),
        h("button", { type: "button", onclick: () => void this.copy(url) }, "Copy the address"),
        closeButton(this.joining),
      );
      this.joining.showModal();
      return;
    }
    let origin = first;
    const code = h("div", { class: "join-picture" });
    const url = h("p", { class: "join-url" });
    const host = h("b", {});
    const draw = (): void => {
      fill(code, qrPicture(origin + path));
      setText(url, origin + path);
      setText(host, origin.replace(/^https?:\/\//, ""));
    };
    const choice = h("select", { "aria-label": "Address of this computer on the network", id: "join-origin", onchange: () => ((origin = choice.value), draw()) }, ...origins.map((one) => h("option", { value: one }, one.replace(/^https?:\/\//, ""))));
    draw();
    fill(
      this.joining,
      h("h2", {}, "Watch on your own phone or laptop"),
      h(
        "div",
        { class: "join-ways" },
        code,
        h(
          "div",
          {},
          h("p", {}, "Scan the picture with a phone’s camera, or open this address:"),
          url,
          welcome.joinCode ? h("p", {}, "or open ", host, " and type the code ", h("span", { class: "join-code" }, welcome.joinCode)) : null,
          origins.length > 1 ? h("p", { class: "small" }, "This computer has several addresses; if phones cannot open the first, try the next: ", choice) : null,
          h("p", { class: "small" }, "Phones must be on the same network as this computer."),
          h("button", { type: "button", onclick: () => void this.copy(origin + path) }, "Copy the address"),
        ),
      ),
      closeButton(this.joining),
    );
    this.joining.showModal();
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.app.say("Copied.");
    } catch {
      this.app.say("This browser doesn’t let a page copy; select the text instead.", true);
    }
  }

  keep(): void {
    const { state } = this.app;
    const welcome = state.welcome;
    if (!welcome) return;
    const code = this.app.link.code || welcome.joinCode;
    const query = (arm: string): string => `?arm=${arm}${code ? `&code=${encodeURIComponent(code)}` : ""}`;
    const link = (originsOf(welcome)[0] ?? location.origin) + `${welcome.joinUrl || `/?room=${welcome.room}`}&model=${encodeURIComponent(welcome.modelVersion)}`;
    const title = h("input", { type: "text", value: welcome.roomTitle || welcome.scenarioTitle, "aria-label": "Title of the saved session" });
    const saved = h("p", { class: "small", "aria-live": "polite" });
    const save = async (): Promise<void> => {
      const ack = await this.app.command({ case: "save", value: { title: title.value } });
      setText(saved, ack ? `Saved: ${ack.text}` : "Not saved; the reason stands at the foot of the page.");
    };
    const rows = [...state.arms.keys()].map((arm) =>
      h(
        "p",
        {},
        state.forked ? h("b", {}, `Future ${arm}: `) : null,
        h("a", { href: `/rooms/${welcome.room}/scenario.yaml${query(arm)}`, download: `${welcome.scenarioName}-${arm}.yaml`, "data-download": "scenario" }, "Download as scenario"),
        " (YAML; carepool run takes it) · ",
        h("a", { href: `/rooms/${welcome.room}/recording.tar${query(arm)}`, download: `${welcome.scenarioName}-${arm}.tar`, "data-download": "recording" }, "Download the recording"),
        " (carepool verify checks it to the bit)",
      ),
    );
    fill(
      this.keeping,
      h("h2", {}, "Keep this session"),
      ...rows,
      h("p", { class: "small" }, "The recording is exactly what was done here. The scenario has every policy on its own date, but a lever moved on the way holds in it from the first day, so that it is another world; the head of the file names them."),
      this.app.isTrainer() ? h("p", {}, "Save on the server as ", title, " ", h("button", { type: "button", onclick: () => void save() }, "Save")) : null,
      saved,
      h("h3", {}, "A link to this session"),
      h("p", { class: "join-url small-url", "data-link": "session" }, link),
      h("button", { type: "button", onclick: () => void this.copy(link) }, "Copy the link"),
      h("p", { class: "small" }, `Model ${welcome.modelVersion}, scenario ${welcome.scenarioName} (${welcome.scenarioHash.slice(0, 12)}), seed ${welcome.seed}. The same version, scenario, seed and commands give the same market, to the last bit.`),
      closeButton(this.keeping),
    );
    this.keeping.showModal();
  }

  explainLuck(): void {
    fill(
      this.luck,
      h("h2", {}, "One run is one luck, not a forecast"),
      h("p", {}, "What you see is one market with one draw of chance: which children need care, which homes suit whom, who opens and who closes. Another seed gives other numbers. A small region has more luck in it than England."),
      h("p", {}, "Many parameters are assumptions, since nobody publishes them; they are marked. The model shows which way things push and why, not what will happen."),
      h("p", {}, "A fork keeps the luck the same in both futures, so their difference owes less to chance than either future does. It is still one draw: to say how sure one can be, run many (carepool compare) and read the ranges in the report."),
      closeButton(this.luck),
    );
    this.luck.showModal();
  }

  help(single: boolean, setSingle: (on: boolean) => void): void {
    const box = h("input", { type: "checkbox", id: "single-keys" });
    box.checked = single;
    box.addEventListener("change", () => setSingle(box.checked));
    const rows: [string, string][] = this.app.isTrainer()
      ? [["Space", "play, pause"], ["→", "one day"], ["Shift →", "one month"], ["Alt Shift →", "one year"], ["+ and −", "faster, slower"], ["f", "fork here"], ["w", "hide or show the steering panel"]]
      : [];
    rows.push(["1 to 6", "views"], ["?", "this help"], ["Esc", "close a dialog"], ["Tab", "go through everything; arrows inside tabs, maps and sliders"]);
    fill(
      this.keys,
      h("h2", {}, "Keys"),
      h("table", { class: "numbers" }, h("tbody", {}, ...rows.map(([key, text]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, text))))),
      h("p", {}, h("label", {}, box, " Single keys work")),
      closeButton(this.keys),
    );
    this.keys.showModal();
  }

  reset(go: (seed: bigint | undefined) => void): void {
    const seed = this.app.state.welcome?.seed ?? 1n;
    const box = h("input", { type: "number", min: 0, step: 1, value: String(seed + 1n), "aria-label": "Seed" });
    const then = (value: bigint | undefined): void => {
      this.resetting.close();
      go(value);
    };
    fill(
      this.resetting,
      h("h2", {}, "Start again from the first day"),
      h("p", {}, "Everything that was changed is taken back. What was done stays in the session’s log."),
      h("p", {}, h("button", { type: "button", class: "primary", onclick: () => then(undefined) }, `Same luck again (seed ${seed})`)),
      h("p", {}, "Other luck: seed ", box, " ", h("button", { type: "button", onclick: () => then(/^\d+$/.test(box.value) ? BigInt(box.value) : undefined) }, "Start with this seed")),
      closeButton(this.resetting),
    );
    this.resetting.showModal();
  }

  showRooms(): void {
    const list = h("div", {}, h("p", { class: "small" }, "…"));
    const title = h("input", { type: "text", placeholder: "Title of a further room", "aria-label": "Title of a further room" });
    fill(
      this.rooms,
      h("h2", {}, "Rooms"),
      h("p", { class: "small" }, "A room is one market with its own trainer and watchers. Several live side by side."),
      list,
      h("p", {}, title, " ", h("button", { type: "button", onclick: () => this.newRoom(title.value) }, "Open a further room")),
      closeButton(this.rooms),
    );
    this.rooms.showModal();
    void this.app.link.ask({ case: "rooms", value: true }).then((answer) =>
      fill(list, ...answer.rooms.map((room) => h("p", {}, h("a", { href: `/?role=trainer&room=${encodeURIComponent(room.id)}` }, room.title || room.id), ` ${dateText(room.day)}, ${room.watchers} watching`))),
    );
  }
}

export function told(one: LiveIntervention): string {
  return `${dateText(one.day)}${one.arm ? `, future ${one.arm}` : ""}: ${one.text}`;
}
