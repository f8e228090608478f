import { describe, expect, it } from "vitest";
import { pagesFor, PAGE_ROWS } from "./threadPages";

describe("pages of a thread", () => {
  it("asks once for each page that lacks a row", () => {
    const starts = pagesFor({ start: 30, end: 100 }, 10_000, (position) => position < 50);
    expect(starts).toEqual([PAGE_ROWS, 2 * PAGE_ROWS]);
  });

  it("asks for nothing that is loaded or that is not there", () => {
    expect(pagesFor({ start: 0, end: 40 }, 10, () => true)).toEqual([]);
    expect(pagesFor({ start: 80, end: 120 }, 60, () => false)).toEqual([]);
  });
});
