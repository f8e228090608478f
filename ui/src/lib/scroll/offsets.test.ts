import { describe, expect, it } from "vitest";
import { linesInView, offsetsOf } from "./offsets";

describe("lines of known heights", () => {
  const offsets = offsetsOf([10, 30, 30, 10, 30], (height) => height);

  it("begin where the ones above end", () => {
    expect([...offsets]).toEqual([0, 10, 40, 70, 80, 110]);
  });

  it("are found by the view", () => {
    expect(linesInView(offsets, 0, 20, 0)).toEqual({ start: 0, end: 2 });
    expect(linesInView(offsets, 45, 20, 0)).toEqual({ start: 2, end: 3 });
    expect(linesInView(offsets, 45, 20, 30)).toEqual({ start: 1, end: 5 });
    expect(linesInView(offsets, 500, 20, 0)).toEqual({ start: 4, end: 5 });
  });

  it("an empty list shows nothing", () => {
    expect(
      linesInView(
        offsetsOf([], () => 1),
        0,
        100,
        10,
      ),
    ).toEqual({ start: 0, end: 0 });
  });
});
