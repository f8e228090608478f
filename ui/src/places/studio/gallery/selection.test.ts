import { describe, expect, it } from "vitest";
import type { ArtifactId } from "$wire/generated/index";
import { Selection } from "./selection.svelte";

const id = (at: number): ArtifactId => `a${String(at)}` as ArtifactId;
const range = (from: number, to: number): Promise<ArtifactId[]> =>
  Promise.resolve(Array.from({ length: to - from + 1 }, (_, at) => id(from + at)));

describe("the selection", () => {
  it("stretches from where Shift was first held, in both directions", async () => {
    const selection = new Selection();
    selection.go(id(5), 5);
    await selection.extend(id(8), 8, range);
    expect(selection.size).toBe(4);
    await selection.extend(id(3), 3, range);
    expect([...selection.chosen]).toEqual([id(3), id(4), id(5)]);
  });

  it("is of all that is chosen when one of them is meant, else of that one alone", () => {
    const selection = new Selection();
    selection.toggle(id(1), 1);
    selection.toggle(id(2), 2);
    expect(selection.targets(id(2))).toEqual([id(1), id(2)]);
    expect(selection.targets(id(9))).toEqual([id(9)]);
    selection.toggle(id(2), 2);
    expect(selection.targets(id(2))).toEqual([id(2)]);
  });

  it("takes no stretch that came after another key", async () => {
    const selection = new Selection();
    selection.go(id(0), 0);
    let answer: (ids: ArtifactId[]) => void = () => undefined;
    const slow = selection.extend(id(4), 4, () => new Promise((resolve) => (answer = resolve)));
    await selection.extend(id(1), 1, range);
    answer([id(0), id(1), id(2), id(3), id(4)]);
    await slow;
    expect(selection.size).toBe(2);
  });

  it("forgets what is gone", () => {
    const selection = new Selection();
    selection.all([id(1), id(2), id(3)]);
    selection.drop([id(2), id(7)]);
    expect([...selection.chosen]).toEqual([id(1), id(3)]);
  });
});
