/** What Rust wrote (`crates/glim-markdown/tests/it/wire.rs`) is shown the same by differences as at once. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createAnswer, type Block, type Patch } from ".";

interface Fixture {
  text: string;
  steps: { patch: Patch }[];
  middle: { after: number; tree: Block[] };
  tree: Block[];
}

const fixture = JSON.parse(
  readFileSync(
    resolve(import.meta.dirname, "../../../../crates/glim-markdown/tests/fixtures/wire.json"),
    "utf8",
  ),
) as Fixture;

const labels = { copyCode: "copy", code: "code", image: "image", footnotes: "notes" };

/** The markup without what only a growing or typeset answer has. */
function shown(root: HTMLElement): string {
  const copy = root.cloneNode(true) as HTMLElement;
  copy.normalize();
  for (const table of copy.querySelectorAll("table")) table.removeAttribute("data-growing");
  return copy.innerHTML;
}

function at(blocks: Block[]): string {
  const root = document.createElement("div");
  createAnswer(root, labels).set(blocks);
  return shown(root);
}

describe("the fixture from Rust", () => {
  it("has every kind of block", () => {
    const kinds = new Set(fixture.tree.map((block) => block.kind));
    expect([...kinds].sort()).toEqual([
      "code",
      "footnote",
      "heading",
      "html",
      "list",
      "math",
      "paragraph",
      "quote",
      "rule",
      "table",
    ]);
  });

  it("is shown by all its patches as by the last tree", () => {
    const root = document.createElement("div");
    const view = createAnswer(root, labels);
    for (const { patch } of fixture.steps) view.apply(patch);
    expect(shown(root)).toBe(at(fixture.tree));
  });

  it("is joined by a late watcher", () => {
    const root = document.createElement("div");
    const view = createAnswer(root, labels);
    view.set(fixture.middle.tree);
    for (const { patch } of fixture.steps.slice(fixture.middle.after)) view.apply(patch);
    expect(shown(root)).toBe(at(fixture.tree));
  });
});
