import { describe, expect, it } from "vitest";
import { Heights } from "./heights";
import { anchorAt, rowsInView, rowsToDraw, topOf } from "./range";

describe("rows in view", () => {
  it("covers the view and the margin", () => {
    const heights = new Heights(1_000, 100);
    expect(rowsInView(heights, 5_000, 600, 200)).toEqual({ start: 48, end: 59 });
  });

  it("never asks for rows that are not there", () => {
    const heights = new Heights(3, 100);
    expect(rowsInView(heights, 0, 5_000, 500)).toEqual({ start: 0, end: 3 });
    expect(rowsInView(new Heights(0, 100), 0, 600, 500)).toEqual({ start: 0, end: 0 });
  });
});

describe("rows to draw", () => {
  const heights = new Heights(1_000, 100);

  it("those that are drawn stay a little farther than new ones come", () => {
    const before = { start: 48, end: 59 };
    expect(rowsToDraw(heights, 5_100, 600, 200, before)).toEqual({ start: 48, end: 60 });
    expect(rowsToDraw(heights, 5_300, 600, 200, before)).toEqual({ start: 50, end: 62 });
    expect(rowsToDraw(heights, 4_900, 600, 200, before)).toEqual({ start: 47, end: 59 });
  });

  it("after a jump nothing of before is left", () => {
    const before = { start: 48, end: 59 };
    expect(rowsToDraw(heights, 50_000, 600, 200, before)).toEqual(
      rowsInView(heights, 50_000, 600, 200),
    );
  });

  it("a thread that became shorter has no rows behind its end", () => {
    const short = new Heights(50, 100);
    const before = { start: 40, end: 60 };
    expect(rowsToDraw(short, 4_400, 600, 200, before)).toEqual({ start: 41, end: 50 });
  });
});

describe("the anchor", () => {
  it("a row measured above the view does not move what is read", () => {
    const heights = new Heights(100, 100);
    heights.set(50, 100);
    const anchor = anchorAt(heights, 5_030, 600);
    expect(anchor).toEqual({ index: 50, offset: 30 });
    heights.set(10, 400);
    expect(topOf(heights, anchor)).toBe(5_330);
  });

  it("holds on to a measured row when the one at the edge is being measured", () => {
    const heights = new Heights(100, 100);
    heights.set(51, 100);
    const anchor = anchorAt(heights, 5_030, 600);
    expect(anchor).toEqual({ index: 51, offset: -70 });
    heights.set(50, 500);
    expect(topOf(heights, anchor)).toBe(5_430);
  });

  it("a row that unfolds under the edge keeps its upper edge", () => {
    const heights = new Heights(10, 100);
    for (let index = 0; index < 10; index++) heights.set(index, 100);
    const anchor = anchorAt(heights, 230, 400);
    heights.set(2, 700);
    expect(topOf(heights, anchor)).toBe(230);
  });
});
