import { expect, it } from "vitest";
import type { GalleryMonth } from "$wire/generated/index";
import { labelled, monthAt } from "./jump";

const month = (year: number, number: number, top: number): GalleryMonth => ({
  year,
  month: number,
  top,
  count: 1,
  first: 0,
});

it("knows the month of every place", () => {
  const months = [month(2026, 11, 0), month(2026, 10, 100), month(2025, 12, 500)];
  expect([0, 99, 100, 499, 500, 9_999].map((top) => monthAt(months, top)?.month)).toEqual([
    11, 11, 10, 10, 12, 12,
  ]);
  expect(monthAt([], 5)).toBeNull();
});

it("writes a year once, and none over another", () => {
  const months = [
    month(2026, 11, 0),
    month(2026, 10, 100),
    month(2025, 12, 500),
    month(2024, 1, 505),
    month(2023, 1, 900),
  ];
  expect(labelled(months, 1_000, 400).map((label) => label.year)).toEqual([2026, 2025, 2023]);
});
