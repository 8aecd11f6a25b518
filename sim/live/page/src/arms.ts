// Which of two futures a view shows: the one in hand, until somebody looks at another; when the other is taken in hand, the view goes along.

import type { App } from "./app";
import { h, setHidden, setText } from "./dom";

export class ArmChoice {
  readonly element: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly inHand = h("span", { class: "small in-hand" });
  private followed = "";

  // `difference`: B − A may be looked at as well.
  constructor(
    private readonly app: App,
    label: string,
    difference: boolean,
    changed: () => void,
  ) {
    const options = [["A", "Future A"], ["B", "Future B"], ...(difference ? [["difference", "B − A"]] : [])];
    this.select = h("select", { "aria-label": label }, ...options.map(([value, text]) => h("option", { value }, text ?? "")));
    this.select.addEventListener("change", changed);
    this.element = h("span", { class: "arm-shown" }, h("label", {}, "Of: ", this.select), " ", this.inHand);
  }

  // A new run, or a room that was come back to.
  reset(): void {
    this.followed = "";
  }

  // Before each drawing.
  update(): void {
    const { state } = this.app;
    setHidden(this.element, !state.forked);
    const now = state.forked ? (state.frame?.selectedArm ?? "") : "";
    if (now !== this.followed && now !== "" && this.select.value !== "difference") this.select.value = now;
    this.followed = now;
    setText(this.inHand, this.select.value === now ? "in hand" : `future ${now} is in hand`);
  }

  shown(): string {
    return this.app.state.forked ? this.select.value : "A";
  }
}
