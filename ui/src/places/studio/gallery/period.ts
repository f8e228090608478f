/** A stretch of time up to now. */
export const PERIODS = ["ever", "today", "week", "month", "year"] as const;
/** One of them. */
export type Period = (typeof PERIODS)[number];

/** When a period begins: a day begins at midnight here, a week is the last seven days. */
export function periodOf(
  period: Period,
  now: Date,
): { fromMs: number | null; untilMs: number | null } {
  const day = (back: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
  const from: Record<Period, number | null> = {
    ever: null,
    today: day(0),
    week: day(6),
    month: new Date(now.getFullYear(), now.getMonth() - 1, now.getDate()).getTime(),
    year: new Date(now.getFullYear() - 1, now.getMonth(), now.getDate()).getTime(),
  };
  return { fromMs: from[period], untilMs: null };
}
