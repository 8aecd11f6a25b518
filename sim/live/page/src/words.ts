// Dates, differences and names as the page writes them.

import { formatDate, formatValue, isShare } from "./gen/format";

export function isoDay(day: number): string {
  return new Date(day * 86400e3).toISOString().slice(0, 10);
}

export function dateText(day: number): string {
  return formatDate(isoDay(day));
}

export function isFirstOfMonth(day: number): boolean {
  return new Date(day * 86400e3).getUTCDate() === 1;
}

// "+£120 a week", "−1.5 percentage points", "no difference".
export function differenceText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "not known yet";
  const sign = value > 0 ? "+" : "\u2212";
  const size = Math.abs(value);
  if (isShare(unit)) {
    const points = (size * 100).toFixed(size < 0.1 ? 1 : 0);
    return Number(points) === 0 ? "no difference" : `${sign}${points}\u00a0points`;
  }
  const text = formatValue(size, unit);
  return /[1-9]/.test(text.replace(/[^\d.]/g, "")) ? `${sign}${text}` : "no difference";
}

// "north_cap" and "north-cap" → "North cap"; well-known letters stay capitals.
export function nameInWords(name: string): string {
  const words = name.replace(/[_-]+/g, " ").replace(/\brcc\b/gi, "RCC");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function daysText(days: number): string {
  if (days === 1) return "1 day";
  return days < 731 ? `${days} days` : `${(days / 365.25).toFixed(1)} years`;
}

export { formatDate, formatValue, formatAxis, unitInWords, isMoney, isShare } from "./gen/format";
