// What every part of the page may ask of the whole.

import type { LiveAck } from "./gen/carepool/live_pb";
import type { CommandBody, Connection, Refused } from "./connection";
import type { State } from "./state";

export type ViewName = "lines" | "map" | "providers" | "pound" | "compare" | "numbers";

export interface App {
  readonly state: State;
  readonly link: Connection;
  isTrainer(): boolean;
  // Sends a command and says what became of it. False: refused; the reason stands in the status line.
  // `inWords`: how a refusal is said, where its asker knows better than the server (units).
  command(body: CommandBody, arm?: string, inWords?: (refused: Refused) => string): Promise<LiveAck | false>;
  define(id: string): void; // opens the dialog of a measure, a lever's path or an instrument's kind
  say(text: string, bad?: boolean): void;
  show(view: ViewName): void;
  showLines(ids: readonly string[]): void;
  changed(): void; // something that is no frame changed: draw again
}

// A part of the page. reset: after a welcome; update: after a frame, when it can be seen.
export interface Part {
  readonly element: HTMLElement;
  reset(): void;
  update(): void;
}

export const ARM_COLOUR: Record<string, string> = { A: "#0b5fa5", B: "#c8500a" };
