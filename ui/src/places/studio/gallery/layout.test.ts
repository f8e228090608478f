import { beforeEach, describe, expect, it, vi } from "vitest";
import type {
  ArtifactId,
  GalleryFilter,
  GalleryRow,
  GalleryStretch,
  OpenGallery,
} from "$wire/generated/index";
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

function rowsBetween(top: number, bottom: number): GalleryRow[] {
  const first = Math.floor(top / 100);
  return Array.from({ length: Math.ceil(bottom / 100) - first }, (_, at) => row(first + at));
}

describe("the layout of a gallery", () => {
  let backend: StandIn;
  let layout: Layout;
  let made: number;
  let forgotten: Set<string>;

  beforeEach(() => {
    backend = new StandIn();
    made = 0;
    forgotten = new Set();
    backend.answers.set("studio_gallery", ({ top, bottom }: OpenGallery) => ({
      token: `t${String(++made)}`,
      total: ROWS * 4,
      height: ROWS * 100,
      months: [],
      generation: made,
      rows: rowsBetween(top, bottom),
    }));
    backend.answers.set("studio_gallery_rows", ({ token, top, bottom }: GalleryStretch) => {
      if (forgotten.has(token)) throw { code: "notFound", params: {} };
      return rowsBetween(top, bottom);
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

  it("brings the rows that are looked at with the layout, and asks for nothing more", async () => {
    layout.see(0, 1_000);
    await layout.open(FILTER, FRAME);
    expect(ids()).toHaveLength(40);
    expect(backend.requests("studio_gallery_rows")).toEqual([]);
    layout.see(5_000, 6_000);
    await vi.waitFor(() => expect(ids()).toContain("a200"));
    await layout.open({ ...FILTER, text: "cat" }, FRAME, true);
    expect(ids()[0]).toBe("a0");
    expect(backend.requests("studio_gallery_rows")).toHaveLength(1);
  });

  it("asks for each block once, and for those side by side together", async () => {
    layout.see(0, 100);
    await layout.open(FILTER, FRAME);
    layout.see(0, 2_000);
    await vi.waitFor(() => expect(ids()).toHaveLength(80));
    for (let top = 0; top < 200; top += 10) layout.see(top, top + 1_000);
    await vi.waitFor(() => expect(layout.placed[0]?.top).toBe(100));
    expect(backend.requests("studio_gallery_rows")).toEqual([
      { token: "t1", top: 640, bottom: 2_560 },
    ]);
  });

  it("keeps showing the old until all of the new that is in view is here", async () => {
    layout.see(0, 600);
    await layout.open(FILTER, FRAME);
    backend.answers.set("studio_gallery_rows", () => {
      expect(ids()).toHaveLength(28);
      return [row(8)];
    });
    const opened = layout.open(FILTER, FRAME);
    layout.see(0, 1_000);
    await opened;
    expect(layout.placed.map((each) => each.top)).toContain(800);
    expect(layout.placed.map((each) => each.top)).not.toContain(900);
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
