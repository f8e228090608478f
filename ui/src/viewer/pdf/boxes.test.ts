import { expect, test } from "vitest";
import { boxesOn, firstPage, shareOf } from "./boxes";

/** A page of 100 × 200 points, cropped by 10 at the left and turned by a quarter, as pdfjs turns it. */
const turned = {
  width: 200,
  height: 90,
  convertToViewportRectangle: ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: number[]) => [
    y1,
    x1 - 10,
    y2,
    x2 - 10,
  ],
};

test("a box follows the turn and the crop of its page", () => {
  expect(shareOf([10, 0, 55, 100], turned)).toEqual({ left: 0, top: 0, width: 0.5, height: 0.5 });
});

test("what was cropped away is not shown, and half of it is shown by half", () => {
  expect(shareOf([0, 0, 10, 100], turned)).toBeNull();
  expect(shareOf([0, 0, 55, 200], turned)).toEqual({ left: 0, top: 0, width: 1, height: 0.5 });
  expect(shareOf([Number.NaN, 0, 1, 1], turned)).toBeNull();
});

test("boxes are told by page, and the first page is the lowest", () => {
  const places = [
    { at: "page" as const, page: 4, boxes: [[1, 2, 3, 4]] as [number, number, number, number][] },
    { at: "page" as const, page: 3, boxes: [[5, 6, 7, 8]] as [number, number, number, number][] },
    { at: "slide" as const, slide: 1 },
  ];
  expect(firstPage(places)).toBe(3);
  expect(boxesOn(places, 4)).toEqual([[1, 2, 3, 4]]);
  expect(boxesOn(places, 5)).toEqual([]);
  expect(firstPage([])).toBeNull();
});
