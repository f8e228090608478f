import { describe, expect, it } from "vitest";
import type { SourceId } from "$wire/generated/index";
import { Selection } from "./selection.svelte";

const id = (name: string): SourceId => name as SourceId;
const list = ["a", "b", "c", "d", "e"].map(id);
const chosen = (selection: Selection): string[] => [...selection.chosen].sort();

describe("the selection", () => {
  it("chooses one by one, and lets go of what was chosen", () => {
    const selection = new Selection();
    selection.toggle(id("b"));
    selection.toggle(id("d"));
    expect(chosen(selection)).toEqual(["b", "d"]);
    selection.toggle(id("b"));
    expect(chosen(selection)).toEqual(["d"]);
    expect(selection.cursor).toBe("b");
  });

  it("a stretch goes from where it was begun, both ways, and shrinks again", () => {
    const selection = new Selection();
    selection.go(id("c"));
    selection.extend(list, id("e"));
    expect(chosen(selection)).toEqual(["c", "d", "e"]);
    selection.extend(list, id("d"));
    expect(chosen(selection)).toEqual(["c", "d"]);
    selection.extend(list, id("a"));
    expect(chosen(selection)).toEqual(["a", "b", "c"]);
  });

  it("a stretch from a row that is gone is the row alone", () => {
    const selection = new Selection();
    selection.go(id("x"));
    selection.extend(list, id("d"));
    expect(chosen(selection)).toEqual(["d"]);
    selection.extend(list, id("nowhere"));
    expect(chosen(selection)).toEqual(["d"]);
  });

  it("what leaves the list is not chosen any more, and the cursor goes to its neighbour", () => {
    const selection = new Selection();
    selection.all(list);
    selection.go(id("c"));
    selection.follow(["a", "b", "d"].map(id), list);
    expect(chosen(selection)).toEqual(["a", "b", "d"]);
    expect(selection.cursor).toBe("d");
    selection.follow(["a", "b"].map(id), ["a", "b", "d"].map(id));
    expect(selection.cursor).toBe("b");
    selection.follow([], ["a", "b"].map(id));
    expect(selection.cursor).toBeNull();
    expect(selection.size).toBe(0);
  });

  it("an action on a chosen row is for all that is chosen, on another for that one alone", () => {
    const selection = new Selection();
    selection.toggle(id("a"));
    selection.toggle(id("b"));
    expect(selection.targets(id("a"))).toEqual(["a", "b"]);
    expect(selection.targets(id("e"))).toEqual(["e"]);
  });
});
