// Elements in one line each.

export type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

// h("button", {class: "big", onclick: go, "aria-label": "Play"}, "Play"). A false or absent attribute is left out.
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, Value> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...present(children));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function s<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number> = {}, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag) as SVGElementTagNameMap[K];
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

function present(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false && child !== "");
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...present(children));
}

// Writes only what changed: screen readers and selections are left in peace.
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

let ids = 0;
export function freshId(stem: string): string {
  ids += 1;
  return `${stem}-${ids}`;
}

// Tabs by the book: one stop for the Tab key, arrows go round, the chosen panel is labelled by its tab.
export interface Tabs {
  list: HTMLElement;
  choose(name: string): void;
  chosen(): string;
}

export function tabs(label: string, entries: { name: string; text: string; panel: HTMLElement }[], changed: (name: string) => void): Tabs {
  let current = "";
  const buttons = entries.map((entry) => {
    const button = h("button", { type: "button", role: "tab", id: freshId("tab"), class: "tab", "data-tab": entry.name }, entry.text);
    entry.panel.id ||= freshId("panel");
    button.setAttribute("aria-controls", entry.panel.id);
    entry.panel.setAttribute("role", "tabpanel");
    entry.panel.setAttribute("aria-labelledby", button.id);
    button.addEventListener("click", () => choose(entry.name));
    return button;
  });
  const list = h("div", { role: "tablist", "aria-label": label, class: "tabs" }, ...buttons);
  list.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const shown = entries.filter((_, i) => !buttons[i]?.hidden);
    const at = shown.findIndex((entry) => entry.name === current);
    const next = shown[(at + by + shown.length) % shown.length];
    if (!next) return;
    choose(next.name);
    buttons[entries.indexOf(next)]?.focus();
  });
  function choose(name: string): void {
    current = name;
    entries.forEach((entry, i) => {
      const chosen = entry.name === name;
      const button = buttons[i];
      button?.setAttribute("aria-selected", String(chosen));
      if (button) button.tabIndex = chosen ? 0 : -1;
      entry.panel.hidden = !chosen;
    });
    changed(name);
  }
  return { list, choose, chosen: () => current };
}
