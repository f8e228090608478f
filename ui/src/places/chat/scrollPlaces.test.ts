import { describe, expect, it } from "vitest";
import { ScrollPlaces } from "./scrollPlaces";

function memory(text: string | null = null): Pick<Storage, "getItem" | "setItem"> {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key, value) => {
      kept = value;
    },
  };
}

describe("scroll places", () => {
  it("survive a reload, and the end is no place", () => {
    const storage = memory();
    const places = new ScrollPlaces(storage);
    places.set("a", { index: 40, offset: 12 });
    places.set("b", { index: 4, offset: 0 });
    places.set("b", null);
    const again = new ScrollPlaces(storage);
    expect(again.get("a")).toEqual({ index: 40, offset: 12 });
    expect(again.get("b")).toBeNull();
  });

  it("forget the oldest", () => {
    const places = new ScrollPlaces(memory());
    for (let each = 0; each <= 200; each++) places.set(String(each), { index: each, offset: 0 });
    expect(places.get("0")).toBeNull();
    expect(places.get("200")).toEqual({ index: 200, offset: 0 });
  });

  it("do not mind what somebody else wrote", () => {
    for (const text of ["{", "7", '[["a"]]', '[["a",{"index":"x"}]]']) {
      expect(new ScrollPlaces(memory(text)).get("a")).toBeNull();
    }
  });
});
