import { describe, expect, it } from "vitest";
import { ScrollPlaces } from "./scrollPlaces";
import { conversationId } from "./standIn";

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
    places.set(conversationId("a"), { index: 40, offset: 12 });
    places.set(conversationId("b"), { index: 4, offset: 0 });
    places.set(conversationId("b"), null);
    const again = new ScrollPlaces(storage);
    expect(again.get(conversationId("a"))).toEqual({ index: 40, offset: 12 });
    expect(again.get(conversationId("b"))).toBeNull();
  });

  it("forget the oldest", () => {
    const places = new ScrollPlaces(memory());
    for (let each = 0; each <= 200; each++)
      places.set(conversationId(String(each)), { index: each, offset: 0 });
    expect(places.get(conversationId("0"))).toBeNull();
    expect(places.get(conversationId("200"))).toEqual({ index: 200, offset: 0 });
  });

  it("do not mind what somebody else wrote", () => {
    for (const text of ["{", "7", '[["a"]]', '[["a",{"index":"x"}]]']) {
      expect(new ScrollPlaces(memory(text)).get(conversationId("a"))).toBeNull();
    }
  });
});
