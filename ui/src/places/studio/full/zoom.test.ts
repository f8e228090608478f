import { describe, expect, it } from "vitest";
import { FITTED, fittedSize, held, scaleOfPixels, zoomedAt } from "./zoom";

const view = { width: 800, height: 600 };
const picture = { width: 1600, height: 800 };

describe("a picture in its view", () => {
  it("is fitted whole, and a small one is not enlarged", () => {
    expect(fittedSize(picture, view)).toEqual({ width: 800, height: 400 });
    expect(fittedSize({ width: 100, height: 50 }, view)).toEqual({ width: 100, height: 50 });
    expect(fittedSize({ width: 0, height: 0 }, view)).toEqual({ width: 0, height: 0 });
    expect(scaleOfPixels(picture, view)).toBe(2);
  });

  it("keeps the point under the pointer where it is", () => {
    const at = { x: 120, y: -40 };
    const next = zoomedAt({ scale: 2, x: 30, y: 10 }, 3, at);
    // The same point of the picture: (pointer − middle) / scale.
    expect((at.x - next.x) / next.scale).toBeCloseTo((at.x - 30) / 2);
    expect((at.y - next.y) / next.scale).toBeCloseTo((at.y - 10) / 2);
  });

  it("is never smaller than fitted, and never leaves its view", () => {
    expect(held({ scale: 0.2, x: 50, y: 50 }, picture, view)).toEqual(FITTED);
    expect(held({ scale: 2, x: 9_999, y: -9_999 }, picture, view)).toEqual({
      scale: 2,
      x: 400,
      y: -100,
    });
    expect(held({ scale: 1_000, x: 0, y: 0 }, picture, view).scale).toBe(16);
  });
});
