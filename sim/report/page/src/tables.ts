// Search boxes, tick boxes and sorting for tables that the program wrote.

interface Filter {
  words: string[];
  tags: string[];
}

function filterOf(tableId: string): Filter {
  const filter: Filter = { words: [], tags: [] };
  document.querySelectorAll<HTMLInputElement>(`input[data-filters="${tableId}"]`).forEach((input) => {
    if (input.type === "search") filter.words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    else if (input.checked && input.dataset["tag"]) filter.tags.push(input.dataset["tag"]);
  });
  return filter;
}

function passes(row: HTMLTableRowElement, filter: Filter): boolean {
  const tags = (row.dataset["tags"] ?? "").split(" ");
  if (!filter.tags.every((tag) => tags.includes(tag))) return false;
  const text = (row.textContent ?? "").toLowerCase();
  return filter.words.every((word) => text.includes(word));
}

function apply(table: HTMLTableElement): void {
  const filter = filterOf(table.id);
  let shown = 0;
  let all = 0;
  for (const row of Array.from(table.tBodies[0]?.rows ?? [])) {
    const pass = passes(row, filter);
    row.hidden = !pass;
    shown += pass ? 1 : 0;
    all += 1;
  }
  document.querySelectorAll(`[data-counts="${table.id}"]`).forEach((count) => {
    count.textContent = shown === all ? `${all} shown` : `${shown} of ${all} shown`;
  });
}

function key(row: HTMLTableRowElement, column: number): number | string {
  const cell = row.cells[column];
  const sort = cell?.dataset["sort"];
  if (sort !== undefined) return Number(sort);
  return (cell?.textContent ?? "").trim();
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a.localeCompare(b);
}

function sortBy(table: HTMLTableElement, column: number, header: HTMLTableCellElement): void {
  const falling = header.getAttribute("aria-sort") !== "descending" && header.classList.contains("num");
  const down = header.classList.contains("num") ? falling : header.getAttribute("aria-sort") === "ascending";
  const body = table.tBodies[0];
  if (!body) return;
  const rows = Array.from(body.rows).sort((a, b) => compare(key(a, column), key(b, column)) * (down ? -1 : 1));
  body.append(...rows);
  for (const other of Array.from(table.tHead?.rows[0]?.cells ?? [])) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function makeSortable(table: HTMLTableElement): void {
  Array.from(table.tHead?.rows[0]?.cells ?? []).forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `Sort by ${header.textContent ?? ""}`);
    button.textContent = "↕";
    button.addEventListener("click", () => sortBy(table, column, header));
    header.append(" ", button);
  });
}

export function enliven(): void {
  document.querySelectorAll<HTMLElement>(".tools").forEach((tools) => (tools.hidden = false));
  document.querySelectorAll<HTMLInputElement>("input[data-filters]").forEach((input) => {
    const table = document.getElementById(input.dataset["filters"] ?? "");
    if (table instanceof HTMLTableElement) input.addEventListener("input", () => apply(table));
  });
  document.querySelectorAll<HTMLElement>("[data-counts]").forEach((count) => {
    const table = document.getElementById(count.dataset["counts"] ?? "");
    if (table instanceof HTMLTableElement) apply(table);
  });
  document.querySelectorAll<HTMLTableElement>("table.sortable").forEach(makeSortable);
}
