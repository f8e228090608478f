import { locale, t } from "./t.svelte";

/** Numbers, dates, sizes and money in the language in use; reactive like `t`. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale()}${JSON.stringify(options)}`;
  const found = made.get(key);
  if (found instanceof Intl.NumberFormat) return found;
  const fresh = new Intl.NumberFormat(locale(), options);
  made.set(key, fresh);
  return fresh;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale()}${JSON.stringify(options)}`;
  const found = made.get(key);
  if (found instanceof Intl.DateTimeFormat) return found;
  const fresh = new Intl.DateTimeFormat(locale(), options);
  made.set(key, fresh);
  return fresh;
}

/** `12,345`; at most `digits` after the point. */
export function formatNumber(value: number, digits = 0): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** `12K`, `1,280`, `1.2万`: for meters and lists. */
export function formatCompact(value: number): string {
  return numberFormat({
    notation: "compact",
    maximumSignificantDigits: 3,
    // As beside it: left to itself Chinese writes 1280 here and 1,280 in every other number.
    useGrouping: "always",
  }).format(value);
}

/** A share of 1 as `85%`. */
export function formatPercent(share: number): string {
  return numberFormat({ style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** An amount in its own currency; small ones keep enough digits to be told from nothing. */
export function formatMoney(amount: number, currency: string): string {
  const small = amount !== 0 && Math.abs(amount) < 0.1;
  return numberFormat({
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    ...(small
      ? { minimumSignificantDigits: 1, maximumSignificantDigits: 2 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  }).format(amount);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in the units of the system's file browser (1,000 bytes are a kilobyte). */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const unit = UNITS[step] ?? "byte";
  const words = numberFormat({
    style: "unit",
    unit,
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
  // `Intl` writes "28字节" beside "28 kB".
  return words.replace(/(\d)(?=\p{Script=Han})/u, "$1 ");
}

/** `40 ms`, `0.8 s`, `12 s`, `3 min`; in our words, because `Intl` says "0.8 sec" and "0.8秒". */
export function formatDuration(ms: number): string {
  if (ms < 95) return t("time.milliseconds", { value: formatNumber(ms) });
  const seconds = ms / 1000;
  if (seconds >= 90) return t("time.minutes", { value: formatNumber(seconds / 60) });
  return t("time.seconds", { value: formatNumber(seconds, seconds < 10 ? 1 : 0) });
}

/** A guess at how long something will take: no finer than it can be known. */
export function formatRoughTime(ms: number): string {
  const seconds = Math.max(10, Math.ceil(ms / 10_000) * 10);
  if (seconds < 90) return t("time.seconds", { value: formatNumber(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("time.minutes", { value: formatNumber(minutes) });
  return t("time.hours", { value: formatNumber(minutes / 60, minutes < 600 ? 1 : 0) });
}

/** Day and time: `23 Nov 2026, 15:04`. */
export function formatDateTime(ms: number): string {
  return dateFormat({ dateStyle: "medium", timeStyle: "short" }).format(ms);
}

/** A day: `Nov 23`, `11月23日`, with the year when it is not this one. */
export function formatDay(ms: number, now: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return dateFormat({
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(ms);
}

/** A month: `November 2026`. */
export function formatMonth(ms: number): string {
  return dateFormat({ month: "long", year: "numeric" }).format(ms);
}
