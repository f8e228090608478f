import { expect, it } from "vitest";
import { periodOf } from "./period";

it("begins at midnight here, and ends never", () => {
  const now = new Date(2026, 2, 31, 15, 4);
  const from = (...date: [number, number, number]): number => new Date(...date).getTime();
  expect(periodOf("ever", now)).toEqual({ fromMs: null, untilMs: null });
  expect(periodOf("today", now).fromMs).toBe(from(2026, 2, 31));
  expect(periodOf("week", now).fromMs).toBe(from(2026, 2, 25));
  // There is no 31 February: the month then begins early in March.
  expect(periodOf("month", now).fromMs).toBe(from(2026, 1, 31));
  expect(periodOf("year", now).fromMs).toBe(from(2025, 2, 31));
});
