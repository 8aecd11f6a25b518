// A number or a name that leads to its definition in one click, wherever it stands.

import { h, type Child } from "./dom";

// The listener sits on the document (see dialogs.ts): data-define is all that a button needs.
export function defined(id: string, ...children: Child[]): HTMLButtonElement {
  return h("button", { type: "button", class: "defined", "data-define": id, title: "What this means" }, ...children);
}
