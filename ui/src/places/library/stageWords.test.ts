import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import { row } from "./standIn";
import { reasonOf, remarksOf, stageWords } from "./stageWords";

/** The words of `glim_knowledge::ReadProblem` and those that the indexer adds. */
const REASONS = [
  "missing",
  "unreadable",
  "encrypted",
  "damaged",
  "tooLarge",
  "tooDeep",
  "unsupported",
  "timedOut",
  "outOfMemory",
  "crashed",
  "changing",
  "noReader",
];

describe("what is said of a source", () => {
  beforeEach(() => {
    setLocale("en");
  });

  it("every reason has words of its own, and an unknown one shows its code", () => {
    const said = REASONS.map((reason) => reasonOf(row("x", "failed", { reason }).source));
    expect(new Set(said).size).toBe(REASONS.length);
    expect(said.filter((words) => words?.includes("could not be read ("))).toEqual([]);
    expect(reasonOf(row("x", "failed", { reason: "melted" }).source)).toContain("melted");
  });

  it("a reason is told with what belongs to it", () => {
    const params = { limitBytes: 200_000_000 };
    const large = row("x", "failed", { reason: "tooLarge", reasonParams: params }).source;
    expect(reasonOf(large)).toContain("200 MB");
    const scan = { reason: "noText", params: { pages: 12 } };
    expect(reasonOf(row("x", "noText", { details: scan }).source)).toContain("12 pages");
    const empty = { reason: "empty", params: {} };
    expect(reasonOf(row("x", "noText", { details: empty }).source)).toBe("The file is empty");
    expect(reasonOf(row("x", "ready").source)).toBeNull();
  });

  it("progress is said where it is known", () => {
    const source = row("x", "embedding", { done: 3, total: 4 }).source;
    expect(stageWords(source)).toBe("Embedding · 75%");
    expect(stageWords(source, 130_000)).toBe("Embedding · 75% · about 2 min left");
    expect(stageWords(row("x", "waiting").source)).toBe("Waiting");
  });

  it("what was left out is said, whatever a later reader may remark", () => {
    const details = {
      remarks: [
        { kind: "pagesWithoutText", pages: [3, 4] },
        { kind: "cutShort", limit: "pages" },
        { kind: "attachmentSkipped", name: "附件.zip" },
        { kind: "somethingNew" },
      ],
    };
    const { source } = row("x", "ready", { details });
    const said = remarksOf(source);
    expect(said).toHaveLength(4);
    expect(said[0]).toContain("3, 4");
    expect(said[2]).toContain("附件.zip");
    expect(stageWords(source)).toBe("Ready · with gaps");
    expect(remarksOf(row("x", "ready", { details: { remarks: "?" } }).source)).toEqual([]);
  });
});
