import { expect, test } from "vitest";
import { fineness, scaleOf, stepFrom, WHOLE } from "./zoom";

const a4 = { width: 595, height: 842 };

test("a page is as wide as its pane, but not wider than is good to read", () => {
  expect(scaleOf({ kind: "width" }, a4, 595)).toBe(1);
  expect(scaleOf({ kind: "width" }, a4, 5000)).toBe(2 * WHOLE);
  expect(scaleOf({ kind: "width" }, a4, 0)).toBeGreaterThan(0);
  expect(scaleOf({ kind: "scale", scale: 3 }, a4, 10)).toBe(3);
});

test("steps go up and down and end", () => {
  expect(stepFrom(WHOLE, true)).toBeCloseTo(1.1 * WHOLE);
  expect(stepFrom(WHOLE, false)).toBeCloseTo(0.9 * WHOLE);
  expect(stepFrom(1.05 * WHOLE, false)).toBeCloseTo(WHOLE);
  expect(stepFrom(4 * WHOLE, true)).toBe(4 * WHOLE);
  expect(stepFrom(0.1, false)).toBe(0.1);
});

test("a huge page is drawn coarser instead of failing", () => {
  expect(fineness(a4, 1, 2)).toBe(2);
  const poster = { width: 14_400, height: 14_400 };
  const coarse = fineness(poster, 1, 2);
  expect(poster.width * poster.height * coarse * coarse).toBeCloseTo(16_000_000, 0);
});
