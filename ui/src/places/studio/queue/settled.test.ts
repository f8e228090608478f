import { describe, expect, it } from "vitest";
import { job } from "../standIn";
import { settled } from "./settled";

describe("the cards of the queue", () => {
  it("stay where they are while somebody points at them, and say how theirs ended", () => {
    const held = [job("one", "running"), job("two", "waiting")];
    const now = [job("two", "running"), job("three", "waiting")];
    const shown = settled(held, now, [job("one", "done")]);
    expect(shown.map(({ id, state }) => [id, state])).toEqual([
      ["one", "done"],
      ["two", "running"],
      ["three", "waiting"],
    ]);
  });

  it("go when they are put away", () => {
    const bad = job("bad", "failed");
    expect(settled([bad, job("two", "running")], [job("two", "running")], [bad])).toMatchObject([
      { id: "two" },
    ]);
  });

  it("stay also when the list has no room for a job any more", () => {
    expect(settled([job("old", "running")], [], []).map(({ id }) => id)).toEqual(["old"]);
  });
});
