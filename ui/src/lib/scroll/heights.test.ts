import { describe, expect, it } from "vitest";
import { Heights } from "./heights";

/** A generator with a seed, so that a failure can be seen again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe("heights", () => {
  it("an unmeasured list is as high as its estimates", () => {
    const heights = new Heights(10_000, 120);
    expect(heights.total).toBe(1_200_000);
    expect(heights.offsetOf(5_000)).toBe(600_000);
    expect(heights.indexAt(600_000)).toBe(5_000);
    expect(heights.indexAt(599_999)).toBe(4_999);
  });

  it("an empty list has no row at any place", () => {
    const heights = new Heights(0, 100);
    expect(heights.total).toBe(0);
    expect(heights.indexAt(0)).toBe(-1);
  });

  it("a place outside the list gives the nearest row", () => {
    const heights = new Heights(3, 100);
    expect(heights.indexAt(-50)).toBe(0);
    expect(heights.indexAt(10_000)).toBe(2);
  });

  it("a measured row moves what comes after it and nothing before it", () => {
    const heights = new Heights(8, 100);
    expect(heights.set(3, 250)).toBe(true);
    expect(heights.set(3, 250)).toBe(false);
    expect(heights.offsetOf(3)).toBe(300);
    expect(heights.offsetOf(4)).toBe(550);
    expect(heights.indexAt(549)).toBe(3);
    expect(heights.indexAt(550)).toBe(4);
  });

  it("a row of no height is stepped over", () => {
    const heights = new Heights(3, 100);
    heights.set(1, 0);
    expect(heights.indexAt(100)).toBe(2);
  });

  it("growing keeps what was measured and shrinking forgets it", () => {
    const heights = new Heights(2, 100);
    heights.set(1, 40);
    heights.resize(100);
    expect(heights.offsetOf(2)).toBe(140);
    heights.resize(1);
    heights.resize(2);
    expect(heights.total).toBe(200);
  });

  it("agrees with plain addition whatever is measured and forgotten", () => {
    const random = chance(7);
    const plain: (number | undefined)[] = new Array<number | undefined>(300).fill(undefined);
    const heights = new Heights(plain.length, 90);
    for (let step = 0; step < 3_000; step++) {
      const index = Math.floor(random() * plain.length);
      if (random() < 0.2) {
        plain[index] = undefined;
        heights.forget(index);
      } else {
        plain[index] = Math.floor(random() * 400);
        heights.set(index, plain[index]);
      }
    }
    let offset = 0;
    plain.forEach((height, index) => {
      expect(heights.offsetOf(index)).toBe(offset);
      const own = height ?? 90;
      if (own > 0) expect(heights.indexAt(offset + own / 2)).toBe(index);
      offset += own;
    });
    expect(heights.total).toBe(offset);
    expect(heights.measuredCount).toBe(plain.filter((height) => height !== undefined).length);
  });
});
