// The provider landscape: every independent group of homes as a bubble, size × margin × occupancy, and who came and went.

import type { App, Part } from "./app";
import { ArmChoice } from "./arms";
import { EChart, FONT, GRID, plain, type Option } from "./charts";
import { fill, h, setText } from "./dom";
import { LiveEvent_Kind as Kind, type LiveEvent } from "./gen/carepool/live_pb";
import { defined } from "./measure";
import type { Arm, Provider } from "./state";
import { dateText, formatValue, nameInWords } from "./words";

const KINDS = [
  { name: "Private, investor-owned", colour: "#a83f86", symbol: "triangle" },
  { name: "Private, other", colour: "#0b5fa5", symbol: "circle" },
  { name: "Voluntary", colour: "#00805f", symbol: "diamond" },
];

const YEAR = 365;

function kindOf(provider: Provider, sectors: string[]): number {
  if (sectors[provider.sector] === "voluntary") return 2;
  return provider.investor ? 0 : 1;
}

// Small groups stand on the same few occupancies: spread a little by a key that never changes.
function jitter(key: bigint): number {
  return (Number(key % 1009n) / 1009 - 0.5) * 0.025;
}

export class ProvidersView implements Part {
  readonly element = h("section", { class: "view providers-view" });
  private readonly which: ArmChoice;
  private readonly box = h("div", { class: "chart-box", role: "img", "aria-label": "Groups of homes by occupancy, margin and size" });
  private readonly counts = h("div", { class: "counts" });
  private readonly list = h("ol", { class: "events", "aria-label": "Latest entries, exits and failures" });
  private readonly chart = new EChart(this.box, "canvas");

  constructor(private readonly app: App) {
    this.which = new ArmChoice(app, "Which future is shown", false, () => this.update());
    this.element.append(
      h(
        "div",
        { class: "split" },
        h(
          "div",
          { class: "split-main" },
          h("div", { class: "tools" }, this.which.element, h("span", { class: "small" }, "A bubble is a group of homes; its area is its registered places. Right: fuller. Up: a higher ", defined("operating_margin_median", "margin"), "; beyond 60 % either way it stands at the edge.")),
          this.box,
        ),
        h("div", { class: "split-side" }, h("h3", {}, "Last twelve months"), this.counts, h("h3", {}, "Latest"), this.list),
      ),
    );
  }

  reset(): void {
    this.which.reset();
    fill(this.list);
  }

  private arm(): Arm | undefined {
    const { state } = this.app;
    return this.which.shown() === "B" ? state.b : state.a;
  }

  update(): void {
    if (this.element.hidden) return;
    this.which.update();
    const arm = this.arm();
    if (!arm) return;
    this.box.setAttribute("aria-label", `Groups of homes by occupancy, margin and size${this.app.state.forked ? `, in future ${arm.name}` : ""}`);
    this.chart.draw(this.option(arm));
    this.count(arm);
    this.tell(arm);
  }

  private option(arm: Arm): Option {
    const { welcome } = this.app.state;
    const sectors = welcome?.sectors ?? [];
    const rows: unknown[][][] = KINDS.map(() => []);
    for (const [key, provider] of arm.providers) {
      if (!Number.isFinite(provider.margin)) continue;
      const margin = Math.max(-0.6, Math.min(0.6, provider.margin));
      const occupancy = Math.max(0, Math.min(1.02, provider.occupancy + jitter(key)));
      rows[kindOf(provider, sectors)]?.push([occupancy, margin, provider.places, provider.homes, provider.margin, provider.occupancy, welcome?.regions[provider.region] ?? ""]);
    }
    const percent = (value: number): string => `${Math.round(value * 100)} %`;
    const axis = { type: "value", axisLabel: { ...FONT, formatter: percent }, nameTextStyle: FONT, nameLocation: "middle", splitLine: { lineStyle: { color: GRID } } };
    return {
      grid: { left: 74, right: 16, top: this.chart.box.clientWidth < 520 ? 62 : 34, bottom: 56 }, // a narrow key has two lines
      legend: { top: 0, left: 0, textStyle: FONT, data: KINDS.map((kind) => kind.name) },
      xAxis: { ...axis, name: "Occupancy of registered places", nameGap: 32, min: 0, max: 1.02, interval: 0.2 },
      yAxis: { ...axis, name: "Margin, last twelve months", nameGap: 52, min: -0.6, max: 0.6, interval: 0.2 },
      tooltip: { confine: true, textStyle: FONT, formatter: (point: { value: unknown[]; seriesName: string }) => hover(point.value, point.seriesName) },
      series: KINDS.map((kind, i) => ({
        name: kind.name,
        type: "scatter",
        symbol: kind.symbol,
        color: kind.colour,
        itemStyle: { opacity: 0.55, borderColor: kind.colour, borderWidth: 1 },
        symbolSize: (value: number[]) => Math.max(5, Math.min(56, 3.4 * Math.sqrt(value[2] ?? 1))),
        data: rows[i],
        ...(i === 0 ? { markLine: { silent: true, symbol: "none", label: { formatter: "break even", position: "insideEndTop", ...FONT }, lineStyle: { color: "#26303b", type: "dashed" }, data: [{ yAxis: 0 }] } } : {}),
      })),
    };
  }

  private count(arm: Arm): void {
    const since = arm.day - YEAR;
    const count = (kind: Kind): number => arm.events.filter((event) => event.kind === kind && event.day > since).length;
    const providers = [...arm.providers.values()];
    const losing = providers.filter((provider) => provider.margin < 0).length;
    const fact = (label: string, value: number, define = ""): HTMLElement => h("p", {}, h("b", {}, value.toLocaleString("en-GB")), " ", define ? defined(define, label) : label);
    fill(
      this.counts,
      fact("groups of homes", providers.length, "providers_active"),
      fact("of them at a loss", losing, "loss_making_share"),
      fact("homes opened ▲", count(Kind.HOME_OPENED), "homes_opened"),
      fact("homes closed ▼", count(Kind.HOME_CLOSED), "homes_closed"),
      fact("groups that entered", count(Kind.GROUP_ENTERED)),
      fact("groups that closed their last home", count(Kind.GROUP_LEFT)),
      fact("groups that failed ✕", count(Kind.GROUP_FAILED), "providers_failed"),
      fact("groups taken over ⇒", count(Kind.GROUP_MERGED), "mergers"),
    );
  }

  private tell(arm: Arm): void {
    const latest = arm.events.slice(-14).reverse();
    const rows = latest.map((event) => h("li", {}, this.sentence(event)));
    if (this.list.childElementCount !== rows.length || this.list.firstChild?.textContent !== rows[0]?.textContent) fill(this.list, ...rows);
    if (latest.length === 0) setText(this.list, "Nothing yet.");
  }

  private sentence(event: LiveEvent): string {
    const { welcome } = this.app.state;
    const sector = nameInWords(welcome?.sectors[event.sector] ?? "").toLowerCase();
    const where = welcome?.councils[event.council]?.name ?? "";
    const home = `a ${sector} home${event.places > 0 ? ` of ${event.places} ${event.places === 1 ? "place" : "places"}` : ""}${where ? ` in ${where}` : ""}`;
    const what: Record<number, string> = {
      [Kind.HOME_OPENED]: `▲ ${home} opened`,
      [Kind.HOME_CLOSED]: `▼ ${home} closed`,
      [Kind.GROUP_ENTERED]: `+ a new ${sector} group began`,
      [Kind.GROUP_FAILED]: `✕ a ${sector} group failed`,
      [Kind.GROUP_LEFT]: `− a ${sector} group closed its last home`,
      [Kind.GROUP_MERGED]: `⇒ a ${sector} group became part of another`,
    };
    return `${dateText(event.day)}: ${what[event.kind] ?? "something happened"}`;
  }
}

function hover(value: unknown[], name: string): string {
  const [, , places, homes, margin, occupancy, region] = value as [number, number, number, number, number, number, string];
  return [
    `<b>${plain(name)}</b>, ${plain(region)}`,
    `${places} places in ${homes} ${homes === 1 ? "home" : "homes"}`,
    `margin ${formatValue(margin, "share")}`,
    `occupancy ${formatValue(occupancy, "share")}`,
  ].join("<br>");
}
