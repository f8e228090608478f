import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ArtifactId, GalleryFilter, GalleryStretch } from "$wire/generated/index";
import { row, StandIn } from "../standIn";
import { Layout } from "./layout.svelte";

const FILTER: GalleryFilter = {
  text: "",
  kinds: [],
  models: [],
  fromMs: null,
  untilMs: null,
  favourite: false,
  tag: null,
  board: null,
  deleted: false,
};
const FRAME = { width: 400, rowHeight: 94, gap: 6, heading: 0 };
const ROWS = 25_000;

describe("the layout of a gallery", () => {
  let backend: StandIn;
  let layout: Layout;
  let made: number;
  let forgotten: Set<string>;

  beforeEach(() => {
    backend = new StandIn();
    made = 0;
    forgotten = new Set();
    backend.answers.set("studio_gallery", () => ({
      token: `t${String(++made)}`,
      total: ROWS * 4,
      height: ROWS * 100,
      months: [],
      generation: made,
    }));
    backend.answers.set("studio_gallery_rows", ({ token, top, bottom }: GalleryStretch) => {
      if (forgotten.has(token)) throw { code: "notFound", params: {} };
      const first = Math.floor(top / 100);
      return Array.from({ length: Math.ceil(bottom / 100) - first }, (_, at) => row(first + at));
    });
    layout = new Layout();
  });

  const ids = (): string[] => layout.placed.map((each) => each.item.id);

  it("holds what is in view and no more, wherever one jumps", async () => {
    await layout.open(FILTER, FRAME);
    for (const top of [0, 1_234_500, 2_499_000, 77]) {
      layout.see(top, top + 1_000);
      await vi.waitFor(() => expect(ids()).toContain(`a${String(Math.floor(top / 100) * 4)}`));
      const first = Math.min(...layout.placed.map((each) => each.top));
      const last = Math.max(...layout.placed.map((each) => each.top));
      expect(first).toBeGreaterThan(top - 200);
      expect(last).toBeLessThan(top + 1_000);
      // A row that two blocks share is there once.
      expect(new Set(ids()).size).toBe(ids().length);
    }
  });

  it("asks for each block once, however often it is seen", async () => {
    await layout.open(FILTER, FRAME);
    layout.see(0, 1_000);
    await vi.waitFor(() => expect(ids()).toHaveLength(40));
    for (let top = 0; top < 200; top += 10) layout.see(top, top + 1_000);
    await vi.waitFor(() => expect(backend.requests("studio_gallery_rows")).toHaveLength(2));
  });

  it("keeps showing the old until all of the new that is in view is here", async () => {
    await layout.open(FILTER, FRAME);
    layout.see(0, 1_000);
    await vi.waitFor(() => expect(ids()).toHaveLength(40));
    let seen = 0;
    backend.answers.set("studio_gallery_rows", () => {
      seen += 1;
      expect(ids()).toHaveLength(40);
      return [row(seen === 1 ? 2 : 8)];
    });
    await layout.open(FILTER, FRAME);
    expect(layout.placed.map((each) => each.top)).toEqual([200, 200, 200, 200, 800, 800, 800, 800]);
  });

  it("is made again when the backend has forgotten it", async () => {
    await layout.open(FILTER, FRAME);
    layout.see(0, 500);
    await vi.waitFor(() => expect(ids()).toHaveLength(20));
    forgotten.add("t1");
    layout.see(9_000, 9_500);
    await vi.waitFor(() => expect(ids()).toContain("a360"));
    expect(layout.gallery?.token).toBe("t2");
    expect(layout.problem).toBeNull();
  });

  it("shows a change before the backend has made it", async () => {
    await layout.open(FILTER, FRAME);
    layout.see(0, 500);
    await vi.waitFor(() => expect(ids()).toHaveLength(20));
    layout.patch(new Set(["a3" as ArtifactId]), { favourite: true });
    const hearts = layout.placed.filter((each) => each.item.favourite).map((each) => each.item.id);
    expect(hearts).toEqual(["a3"]);
  });

  it("says what went wrong, and nothing of an older question", async () => {
    backend.answers.set("studio_gallery", () => {
      throw { code: "storeFailed", params: {} };
    });
    await layout.open(FILTER, FRAME);
    expect(layout.problem?.code).toBe("storeFailed");
    expect(await layout.at(3)).toBeNull();
  });
});
