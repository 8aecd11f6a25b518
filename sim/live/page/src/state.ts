// What the page knows: the welcome, and for each arm its history, councils, flows and provider groups, kept up to date from frames that
// only say what changed. Nothing here touches the document.

import type {
  LiveArm,
  LiveEvent,
  LiveFrame,
  LiveInstrument,
  LiveIntervention,
  LiveLesson,
  LiveLever,
  LiveParting,
  LiveSeries,
  LiveWelcome,
} from "./gen/carepool/live_pb";
import { isFirstOfMonth } from "./words";

export interface Provider {
  sector: number;
  region: number;
  homes: number;
  places: number;
  margin: number;
  occupancy: number;
  investor: boolean;
}

export class Arm {
  day = 0;
  today: number[] = [];
  days: number[] = [];
  points: number[][] = []; // [points][series]
  councils: Float32Array;
  flows = new Map<number, number>(); // from × 65536 + to → children
  providers = new Map<bigint, Provider>();
  events: LiveEvent[] = [];
  hash = 0n;
  hashDay = 0;
  done = false;

  constructor(
    readonly name: string,
    private readonly measures: number,
    councils: number,
  ) {
    this.councils = new Float32Array(councils * measures).fill(NaN);
  }

  council(index: number, measure: number): number {
    return this.councils[index * this.measures + measure] ?? NaN;
  }

  take(arm: LiveArm): void {
    this.day = arm.day;
    if (arm.today.length > 0) this.today = arm.today;
    this.done = arm.done;
    if (arm.worldHash !== 0n) {
      this.hash = arm.worldHash;
      this.hashDay = arm.worldHashDay;
    }
    for (const point of arm.points) {
      if (point.day <= (this.days[this.days.length - 1] ?? -Infinity)) continue;
      this.days.push(point.day);
      this.points.push(point.values);
    }
    this.takeCouncils(arm);
    this.takeFlows(arm);
    this.takeProviders(arm);
    this.events.push(...arm.events);
    if (this.events.length > 4000) this.events.splice(0, this.events.length - 4000);
  }

  private takeCouncils(arm: LiveArm): void {
    const rows = arm.councils;
    rows?.council.forEach((council, i) => {
      for (let m = 0; m < this.measures; m += 1) this.councils[council * this.measures + m] = rows.values[i * this.measures + m] ?? NaN;
    });
  }

  private takeFlows(arm: LiveArm): void {
    const flows = arm.flows;
    flows?.from.forEach((from, i) => {
      const key = from * 65536 + (flows.to[i] ?? 0);
      const children = flows.children[i] ?? 0;
      if (children > 0) this.flows.set(key, children);
      else this.flows.delete(key);
    });
  }

  private takeProviders(arm: LiveArm): void {
    const rows = arm.providers;
    rows?.key.forEach((key, i) => {
      const places = rows.places[i] ?? 0;
      if (places === 0) {
        this.providers.delete(key);
        return;
      }
      this.providers.set(key, {
        sector: rows.sector[i] ?? 0,
        region: rows.region[i] ?? 0,
        homes: rows.homes[i] ?? 0,
        places,
        margin: rows.margin[i] ?? NaN,
        occupancy: rows.occupancy[i] ?? NaN,
        investor: rows.investor[i] ?? false,
      });
    });
  }
}

export interface Line {
  days: number[];
  values: (number | null)[];
}

export class State {
  welcome: LiveWelcome | undefined;
  frame: LiveFrame | undefined;
  levers: LiveLever[] = [];
  instruments: LiveInstrument[] = [];
  leversArm = "";
  arms = new Map<string, Arm>();
  interventions: LiveIntervention[] = [];
  parting: LiveParting | undefined;
  private seriesAt = new Map<string, number>();
  private last = 0n;

  takeWelcome(welcome: LiveWelcome): void {
    this.welcome = welcome;
    this.frame = undefined;
    this.arms.clear();
    this.interventions = [];
    this.parting = undefined;
    this.last = 0n;
    this.takeLevers(welcome.levers?.arm ?? "", welcome.levers?.levers ?? [], welcome.levers?.instruments ?? []);
    this.seriesAt = new Map(welcome.series.map((series, i) => [series.id, i]));
  }

  takeLevers(arm: string, levers: LiveLever[], instruments: LiveInstrument[]): void {
    this.leversArm = arm;
    this.levers = levers;
    this.instruments = instruments;
  }

  // False: a frame that doesn't follow the last one, which the server never sends.
  takeFrame(frame: LiveFrame): boolean {
    if (!this.welcome) return false;
    if (frame.base === 0n) {
      this.arms.clear();
      this.interventions = [];
    } else if (frame.base !== this.last) {
      return false;
    }
    this.last = frame.number;
    this.frame = frame;
    this.parting = frame.parting;
    this.interventions.push(...frame.interventions);
    const present = new Set(frame.arms.map((arm) => arm.name));
    for (const name of [...this.arms.keys()]) if (!present.has(name)) this.arms.delete(name);
    for (const row of frame.arms) {
      if (row.whole) this.arms.delete(row.name);
      this.arm(row.name).take(row);
    }
    return true;
  }

  private arm(name: string): Arm {
    let arm = this.arms.get(name);
    if (!arm) {
      arm = new Arm(name, this.welcome?.councilMeasures.length ?? 0, this.welcome?.councils.length ?? 0);
      this.arms.set(name, arm);
    }
    return arm;
  }

  get a(): Arm | undefined {
    return this.arms.get("A");
  }
  get b(): Arm | undefined {
    return this.arms.get("B");
  }
  get selected(): Arm | undefined {
    return this.arms.get(this.frame?.selectedArm ?? "") ?? this.a;
  }
  get forked(): boolean {
    return this.arms.has("B");
  }
  get solving(): boolean {
    return this.frame !== undefined && this.frame.arms.length === 0;
  }

  series(id: string): LiveSeries | undefined {
    return this.welcome?.series[this.seriesAt.get(id) ?? -1];
  }

  now(arm: Arm | undefined, id: string): number {
    return arm?.today[this.seriesAt.get(id) ?? -1] ?? NaN;
  }

  // Daily counts at every point, metrics at month ends; `months` > 1: the mean of so many months.
  line(arm: Arm, id: string, months = 1): Line {
    const at = this.seriesAt.get(id);
    const line: Line = { days: [], values: [] };
    if (at === undefined) return line;
    const daily = this.welcome?.series[at]?.daily ?? false;
    arm.days.forEach((day, i) => {
      if (!(daily && months === 1) && !isFirstOfMonth(day)) return;
      const value = arm.points[i]?.[at] ?? NaN;
      line.days.push(day);
      line.values.push(Number.isFinite(value) ? value : null);
    });
    return months > 1 ? { days: line.days, values: trailingMeans(line.values, months) } : line;
  }

  // Mean of the monthly values after `from`.
  meanSince(arm: Arm, id: string, from: number): number {
    const line = this.line(arm, id);
    let sum = 0;
    let n = 0;
    line.days.forEach((day, i) => {
      const value = line.values[i];
      if (day <= from || value === null || value === undefined) return;
      sum += value;
      n += 1;
    });
    return n > 0 ? sum / n : NaN;
  }

  lesson(): LiveLesson | undefined {
    return this.welcome?.lessons.find((lesson) => lesson.name === this.welcome?.lesson);
  }
}

function trailingMeans(values: (number | null)[], months: number): (number | null)[] {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - months + 1), i + 1).filter((v): v is number => v !== null);
    return window.length === 0 ? null : window.reduce((a, b) => a + b, 0) / window.length;
  });
}
