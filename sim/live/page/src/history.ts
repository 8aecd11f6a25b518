// What was done, by whom and when; a remark can be added.

import type { App, Part } from "./app";
import { fill, h } from "./dom";
import { marksOf } from "./lines";
import { dateText } from "./words";

export class HistoryPanel implements Part {
  readonly element = h("div", { class: "panel history-panel" });
  private readonly list = h("ol", { class: "done" });
  private readonly remark = h("input", { type: "text", placeholder: "A remark, for the record", "aria-label": "A remark, for the record", maxlength: 300 });
  private readonly form: HTMLElement;
  private count = -1;

  constructor(private readonly app: App) {
    this.form = h(
      "form",
      {
        class: "tools",
        onsubmit: (event: Event) => {
          event.preventDefault();
          if (this.remark.value.trim()) void app.command({ case: "mark", value: { text: this.remark.value.trim() } });
          this.remark.value = "";
        },
      },
      this.remark,
      h("button", { type: "submit" }, "Add"),
    );
    this.element.append(this.form, h("p", { class: "small" }, "Numbers are those on the charts."), this.list);
  }

  reset(): void {
    this.count = -1;
    this.form.hidden = !this.app.isTrainer();
  }

  update(): void {
    const { interventions } = this.app.state;
    if (interventions.length === this.count) return;
    this.count = interventions.length;
    const marks = marksOf(interventions);
    const rows = interventions.map((one, i) => {
      const number = marks[i]?.number ?? "";
      return h(
        "li",
        {},
        number ? h("span", { class: "mark-number" }, number) : null,
        h("span", { class: "small" }, `${dateText(one.day)}${one.arm ? ` · future ${one.arm}` : ""}${one.who ? ` · ${one.who}` : ""}`),
        h("br"),
        one.text,
      );
    });
    if (rows.length === 0) rows.push(h("li", { class: "small" }, "Nothing has been changed yet."));
    fill(this.list, ...rows.reverse());
  }
}
