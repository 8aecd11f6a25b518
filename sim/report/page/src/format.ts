// Numbers as people read them: the same rules as sim/report/format.cpp, held together by tests/report/format_cases.json.
// Used by every page of carepool.

const SPACE = "\u00a0";
const MINUS = "\u2212";
const NONE = "not available";

const MONEY: Record<string, string> = {
  "£": "",
  "£/week": "a week",
  "£/night": "a night",
  "£/day": "a day",
  "£/year": "a year",
  "£ a week": "a week",
  "£ a year": "a year",
  "£/child": "a child",
  "£/child-week": "a child a week",
  "£/place": "a place",
  "£/home": "a home",
  "£/child-year": "a child a year",
};

export function isShare(unit: string): boolean {
  return unit === "share" || unit === "share a year" || unit === "share per year";
}

export function isMoney(unit: string): boolean {
  return unit in MONEY;
}

function isBare(unit: string): boolean {
  return ["", "count", "ratio", "index", "number", "none"].includes(unit);
}

export function unitInWords(unit: string): string {
  if (isShare(unit)) return "%";
  if (unit === "index" || unit === "ratio") return unit;
  if (isBare(unit)) return "number";
  if (unit === "per year") return "a year";
  return unit.split("/").join(" a ");
}

function positive(magnitude: number, decimals: number): string {
  const [whole = "", part] = magnitude.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function signed(value: number, text: string): string {
  const isZero = !/[1-9]/.test(text);
  return value < 0 && !isZero ? MINUS + text : text;
}

function decimalsFor(magnitude: number): number {
  return magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
}

function pounds(magnitude: number): string {
  if (magnitude >= 1e9) return `${positive(magnitude / 1e9, 2)}${SPACE}billion`;
  if (magnitude >= 1e6) return `${positive(magnitude / 1e6, magnitude >= 1e7 ? 0 : 1)}${SPACE}million`;
  return positive(magnitude, magnitude < 10 && magnitude > 0 ? 2 : 0);
}

function valueText(magnitude: number, unit: string): string {
  if (isShare(unit)) return `${positive(magnitude * 100, magnitude < 0.2 || (magnitude > 0.9 && magnitude < 1) ? 1 : 0)}${SPACE}%`;
  const per = MONEY[unit];
  if (per !== undefined) return `£${pounds(magnitude)}${per ? SPACE + per : ""}`;
  if (unit === "ratio" || unit === "index") return positive(magnitude, magnitude < 10 ? 3 : 1);
  const number = positive(magnitude, Number.isInteger(magnitude) ? 0 : decimalsFor(magnitude));
  return isBare(unit) ? number : `${number}${SPACE}${unitInWords(unit)}`;
}

export function formatValue(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return signed(value, valueText(Math.abs(value), unit));
}

function general(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function shortNumber(magnitude: number): string {
  if (magnitude >= 1e9) return `${general(magnitude / 1e9)}bn`;
  if (magnitude >= 1e6) return `${general(magnitude / 1e6)}m`;
  if (magnitude >= 1e4) return `${general(magnitude / 1e3)}k`;
  return general(magnitude).replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+(?!\d))/g, ","));
}

export function formatAxis(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "";
  const magnitude = Math.abs(value);
  if (isShare(unit)) return signed(value, `${general(magnitude * 100)}${SPACE}%`);
  return signed(value, (isMoney(unit) ? "£" : "") + shortNumber(magnitude));
}

export function formatDate(iso: string): string {
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return iso;
  return `${Number(match[3])} ${months[Number(match[2]) - 1]} ${match[1]}`;
}
