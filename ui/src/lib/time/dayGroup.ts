/** Where a moment stands for a reader of a list: near days by name, then months. */
export type DayGroup =
  | { readonly kind: "today" | "yesterday" | "week" }
  | { readonly kind: "month"; readonly year: number; readonly month: number };

const startOfDay = (date: Date, back = 0): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();

/** The group of a moment, by the days of the local calendar: a day of 23 or 25 hours is still a day. */
export function dayGroup(momentMs: number, nowMs: number): DayGroup {
  const now = new Date(nowMs);
  if (momentMs >= startOfDay(now)) return { kind: "today" };
  if (momentMs >= startOfDay(now, 1)) return { kind: "yesterday" };
  if (momentMs >= startOfDay(now, 6)) return { kind: "week" };
  const moment = new Date(momentMs);
  return { kind: "month", year: moment.getFullYear(), month: moment.getMonth() };
}

/** The same group gives the same word. */
export function dayGroupKey(group: DayGroup): string {
  return group.kind === "month" ? `${String(group.year)}-${String(group.month + 1)}` : group.kind;
}
