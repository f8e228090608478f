import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import { Announcing } from "./announcing.svelte";

describe("what is said of the queue", () => {
  beforeEach(() => {
    setLocale("en");
  });

  /** What is heard while the queue goes through these numbers of jobs, each with how many failed. */
  function heard(steps: readonly (readonly [number, number])[]): string[] {
    const announcing = new Announcing();
    const all: string[] = [];
    for (const [open, failed] of steps) {
      announcing.look(open, failed);
      if (all.at(-1) !== announcing.said) all.push(announcing.said);
    }
    return all;
  }

  it("is that it began and that it ended, and nothing for each picture between", () => {
    const twenty = Array.from({ length: 20 }, (_, at) => [20 - at, 0] as const);
    expect(heard([...twenty, [0, 0]])).toEqual(["20 jobs in progress", "All jobs have ended"]);
  });

  it("is how many there are whenever somebody asks for more", () => {
    expect(
      heard([
        [1, 0],
        [2, 0],
        [1, 0],
        [2, 0],
        [1, 0],
        [0, 0],
      ]),
    ).toEqual(["1 job in progress", "2 jobs in progress", "All jobs have ended"]);
  });

  it("is what failed, at once", () => {
    expect(
      heard([
        [2, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toEqual(["2 jobs in progress", "1 job failed", "All jobs have ended"]);
  });
});
