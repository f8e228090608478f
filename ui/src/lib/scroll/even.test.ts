import { describe, expect, it } from "vitest";
import { evenRowsInView, topToShow } from "./even";

describe("rows of one height", () => {
  it("are found by the view, never more than there are", () => {
    expect(evenRowsInView(50_000, 50, { top: 1_000_025, view: 600 }, 100)).toEqual({
      start: 19_998,
      end: 20_015,
    });
    expect(evenRowsInView(3, 50, { top: 0, view: 600 }, 300)).toEqual({ start: 0, end: 3 });
    expect(evenRowsInView(0, 50, { top: 0, view: 600 }, 300)).toEqual({ start: 0, end: 0 });
  });

  it("a list that got shorter than the place in it shows nothing instead of failing", () => {
    expect(evenRowsInView(3, 50, { top: 9_000, view: 600 }, 0)).toEqual({ start: 3, end: 3 });
  });

  it("a row is brought into view by the shortest way", () => {
    expect(topToShow(5, 50, { top: 0, view: 600 })).toBe(0);
    expect(topToShow(20, 50, { top: 0, view: 600 })).toBe(450);
    expect(topToShow(1, 50, { top: 300, view: 600 })).toBe(50);
  });
});
