import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import type { SourceId } from "$wire/generated/index";
import { Shelf } from "./shelf.svelte";
import { settle, StandIn } from "./standIn";
import { libraryWords, subjectWords } from "./subjectWords";

let backend: StandIn;
let shelf: Shelf;

const id = (name: string): SourceId => name as SourceId;
const row = (name: string, more = {}) => ({
  id: name,
  name,
  kind: "pdf",
  stage: "ready",
  searchable: true,
  deletedMs: null,
  ...more,
});
const about = (name: string) => subjectWords({ kind: "source", id: id(name) }, shelf);

beforeEach(() => {
  setLocale("en");
  backend = new StandIn();
  shelf = new Shelf();
});

describe("the names of what a question is about", () => {
  it("are asked for together, and only once", async () => {
    backend.answers.set("library_rows", (ids: string[]) =>
      ids.map((each) => ({ source: row(each) })),
    );
    shelf.name([id("a"), id("b")]);
    await settle();
    shelf.name([id("a"), id("b")]);
    await settle();
    expect(backend.names).toEqual(["library_rows"]);
    expect(about("b")).toEqual({ name: "b", note: null });
  });

  it("say of a deleted source that it was deleted, and of one that is gone too", async () => {
    backend.answers.set("library_rows", () => []);
    backend.answers.set("library_source", (asked: string) => {
      if (asked === "gone") throw { code: "notFound", params: {} };
      return { source: row(asked, { deletedMs: 5 }), collections: [] };
    });
    shelf.name([id("old.pdf"), id("gone")]);
    // One after the other.
    await settle();
    await settle();
    expect(about("old.pdf")).toEqual({ name: "old.pdf", note: "deleted" });
    expect(about("gone")).toEqual({ name: "File", note: "deleted" });
    expect(shelf.listed).toEqual([]);
  });

  it("say why a source cannot be asked", async () => {
    const stages = { a: "waiting", b: "embedding", c: "noText", d: "failed", e: "skipped" };
    backend.answers.set("library_rows", (ids: string[]) =>
      ids.map((each) => ({
        source: row(each, { stage: stages[each as keyof typeof stages], searchable: each === "b" }),
      })),
    );
    shelf.name(Object.keys(stages).map(id));
    await settle();
    expect(Object.keys(stages).map((each) => about(each)?.note)).toEqual([
      "waiting",
      null,
      "no text",
      "unreadable",
      "skipped",
    ]);
  });

  it("come from all pages of the list, and no further than needed", async () => {
    let pages = 0;
    backend.answers.set("library_overview", () => ({ collections: [] }));
    backend.answers.set("library_sources", () => {
      pages += 1;
      const first = (pages - 1) * 200;
      const sources = Array.from({ length: 200 }, (_, at) => row(`s${String(first + at)}`));
      return { sources, next: pages };
    });
    shelf.browse();
    for (let turn = 0; turn < 5; turn++) await settle();
    expect(pages).toBe(5);
    expect(shelf.listed.length).toBe(1000);
    backend.answers.set("library_outline", () => ({ sources: ["old"] }));
    backend.answers.set("library_rows", (ids: string[]) =>
      ids.map((each) => ({ source: row(each) })),
    );
    await shelf.find("ol");
    expect(shelf.listed.at(-1)?.name).toBe("old");
  });
});

describe("how the library stands", () => {
  const overview = (statistics: object, more = {}) =>
    libraryWords({
      statistics: { sources: 5, ready: 0, waiting: 0, working: 0, ...statistics },
      byMeaning: true,
      ...more,
    } as never);

  it("is said when a question would find nothing, or less than it might", () => {
    expect(overview({ sources: 0 })).toContain("empty");
    expect(overview({ waiting: 4, working: 1 })).toContain("5 files are still being read");
    expect(overview({})).toContain("Nothing in the library could be read");
    expect(overview({ ready: 3, waiting: 2 })).toBe("3 files are ready, 2 are still being read.");
    expect(overview({ ready: 5 }, { byMeaning: false })).toContain("words only");
  });

  it("is not worth a word when all is well or not known", () => {
    expect(overview({ ready: 5 })).toBeNull();
    expect(libraryWords(null)).toBeNull();
  });
});
