// One click from a measure's name to what it means.

import type { Metric } from "./data";

function element(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fill(dialog: HTMLDialogElement, metric: Metric): void {
  const close = element("button", "Close", "close") as HTMLButtonElement;
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const id = element("p", "", "small");
  id.append("Unit: ", metric.unit, ". In the data files: ", element("code", metric.id), ".");
  dialog.replaceChildren(element("h2", metric.label), element("p", metric.definition), id, close);
}

export function enliven(metrics: Metric[]): void {
  const dialog = document.getElementById("definition");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const byId = new Map(metrics.map((metric) => [metric.id, metric]));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("a.metric");
    const metric = byId.get(link?.dataset["metric"] ?? "");
    if (!link || !metric) return;
    event.preventDefault();
    fill(dialog, metric);
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
