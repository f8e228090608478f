import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Listed, SourceId, SourceView } from "$wire/generated/index";
import { Sources } from "./sources.svelte";
import { row, StandIn, statistics } from "./standIn";

const LISTED: Listed = {
  collection: null,
  stages: [],
  named: "",
  sortedBy: "added",
  reversed: false,
};
const id = (name: string): SourceId => name as SourceId;

describe("the list of sources", () => {
  let backend: StandIn;
  let ids: SourceId[];
  let rows: Map<SourceId, SourceView>;
  let list: Sources;

  beforeEach(() => {
    vi.useFakeTimers();
    backend = new StandIn();
    ids = Array.from({ length: 50_000 }, (_, at) => id(`s${String(at)}`));
    rows = new Map();
    backend.answers.set("library_outline", () => ({
      sources: ids,
      statistics: statistics(ids.length),
    }));
    backend.answers.set("library_rows", (wanted: SourceId[]) =>
      wanted.map((each) => rows.get(each) ?? row(each)),
    );
    list = new Sources();
  });
  afterEach(() => {
    list.stop();
    vi.useRealTimers();
  });

  async function seen(start: number, end: number): Promise<void> {
    list.see(start, end);
    await vi.advanceTimersByTimeAsync(100);
  }

  it("knows all, and asks for the rows in view only, each once", async () => {
    await list.show(LISTED);
    expect(list.ids).toHaveLength(50_000);
    await seen(40_000, 40_030);
    expect(list.row(id("s40010"))?.source.name).toBe("s40010");
    expect(list.row(id("s39999"))).toBeUndefined();
    await seen(40_010, 40_040);
    const asked = backend.calls
      .filter((each) => each.name === "library_rows")
      .map((each) => (each.request as SourceId[]).length);
    expect(asked).toEqual([30, 10]);
  });

  it("asks again for a row in view whose stage changed, once for a burst, and for no other", async () => {
    await list.show(LISTED);
    await seen(0, 20);
    rows.set(id("s3"), row("s3", "embedding", { done: 1, total: 4 }));
    for (let step = 0; step < 30; step++) list.touched(id("s3"), "embedding");
    list.touched(id("s49999"), "reading");
    await vi.advanceTimersByTimeAsync(100);
    const last = backend.calls.at(-1);
    expect([last?.name, last?.request]).toEqual(["library_rows", ["s3"]]);
    expect(backend.count("library_rows")).toBe(2);
    expect(list.row(id("s3"))?.source.stage).toBe("embedding");
  });

  it("looks at the list once after a burst of changes, and says what it was before", async () => {
    await list.show(LISTED);
    const told: [number, number][] = [];
    list.onlist = (now, before) => told.push([now.length, before.length]);
    ids = ids.slice(1);
    for (let step = 0; step < 50; step++) list.changed();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(backend.count("library_outline")).toBe(2);
    expect(told).toEqual([[49_999, 50_000]]);
  });

  it("a slower answer to an older question is not shown", async () => {
    let answer: (value: unknown) => void = () => undefined;
    backend.answers.set("library_outline", ({ named }: Listed) =>
      named === "old"
        ? new Promise((resolve) => (answer = resolve))
        : { sources: [id("new")], statistics: statistics(1) },
    );
    const old = list.show({ ...LISTED, named: "old" });
    await vi.advanceTimersByTimeAsync(1);
    const fresh = list.show({ ...LISTED, named: "new" });
    answer({ sources: [id("old")], statistics: statistics(1) });
    await Promise.all([old, fresh]);
    expect(list.ids).toEqual(["new"]);
  });

  it("says what went wrong, and is well again when it is asked again", async () => {
    backend.answers.set("library_outline", () => {
      throw { code: "storeFailed", params: {} };
    });
    await list.show(LISTED);
    expect(list.problem?.code).toBe("storeFailed");
    backend.answers.set("library_outline", () => ({
      sources: [id("a")],
      statistics: statistics(1),
    }));
    await list.reload();
    expect(list.problem).toBeNull();
    expect(list.ids).toEqual(["a"]);
  });

  it("does not keep every row that was ever seen", async () => {
    await list.show(LISTED);
    for (let at = 0; at < 5_000; at += 150) await seen(at, at + 150);
    expect(list.row(id("s0"))).toBeUndefined();
    expect(list.row(id("s4990"))).toBeDefined();
    await seen(0, 20);
    expect(list.row(id("s0"))).toBeDefined();
  });
});
