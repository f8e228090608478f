import { describe, expect, it } from "vitest";
import type { Collection, CollectionId, SourceId } from "$wire/generated/index";
import { candidatesFor, type Offered, without } from "./candidates";
import { plus } from "./knowledge";
import type { ShelfSource } from "./shelf.svelte";

const source = (name: string): ShelfSource => ({
  id: name as SourceId,
  name,
  kind: "pdf",
  stage: "ready",
  searchable: true,
  deleted: false,
});
const collection = (name: string): Collection => ({
  id: name as CollectionId,
  name,
  settings: {},
  sources: 3,
  createdMs: 1,
  deletedMs: null,
});
const offered: Offered = {
  everything: "整个知识库",
  collections: [collection("合同"), collection("Papers")],
  sources: ["港口水深报告.pdf", "annual report 2025.pdf", "租赁合同.docx", "paper.pdf"].map(source),
};
const names = (query: string, limit = 8): string[] =>
  candidatesFor(query, offered, limit).map(({ name }) => name);

describe("what a name may mean", () => {
  it("is all of the library as long as nothing is typed", () => {
    expect(names("")).toEqual([
      "整个知识库",
      "合同",
      "Papers",
      "港口水深报告.pdf",
      "annual report 2025.pdf",
      "租赁合同.docx",
      "paper.pdf",
    ]);
    expect(names("", 2)).toEqual(["整个知识库", "合同"]);
  });

  it("puts a collection before a file of nearly the same name", () => {
    expect(names("合同")).toEqual(["合同", "租赁合同.docx"]);
    expect(names("paper")[0]).toBe("Papers");
  });

  it("finds Chinese names by the initials of their pinyin", () => {
    expect(names("gkss")).toEqual(["港口水深报告.pdf"]);
    expect(names("ht")).toContain("合同");
  });

  it("finds the whole library by its name in either language", () => {
    expect(names("知识库")).toContain("整个知识库");
    expect(names("library")).toContain("整个知识库");
  });

  it("needs all of it in one piece once there is a space", () => {
    expect(names("annual rep")).toEqual(["annual report 2025.pdf"]);
    expect(names("annual what is this")).toEqual([]);
  });

  it("is nothing in an empty library, not even the whole of it", () => {
    expect(candidatesFor("", { ...offered, collections: [], sources: [] }, 8)).toEqual([]);
  });

  it("is not what is asked about already", () => {
    const about = plus(null, { kind: "collection", id: "合同" as CollectionId });
    const rest = without(candidatesFor("合同", offered, 8), about);
    expect(rest.map(({ name }) => name)).toEqual(["租赁合同.docx"]);
  });
});
