import { beforeEach, describe, expect, it } from "vitest";
import { Sorting } from "./sorting.svelte";

describe("the order of the list", () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it("begins with what was added last, and keeps what was chosen", () => {
    const first = new Sorting();
    expect([first.by, first.reversed]).toEqual(["added", false]);
    first.choose({ by: "bytes", reversed: true });
    const next = new Sorting();
    expect([next.by, next.reversed]).toEqual(["bytes", true]);
  });

  it("takes nothing that is no order", () => {
    for (const wrong of ["{", "null", "7", '{"by":"colour"}', '{"reversed":true}', "[]"]) {
      localStorage.setItem("library.sorting", wrong);
      const sorting = new Sorting();
      expect([sorting.by, sorting.reversed], wrong).toEqual(["added", false]);
    }
    localStorage.setItem("library.sorting", '{"by":"name","reversed":"yes"}');
    expect(new Sorting().reversed).toBe(false);
  });
});
