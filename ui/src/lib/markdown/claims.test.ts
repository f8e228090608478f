import { beforeEach, describe, expect, it } from "vitest";
import { createAnswer, type AnswerView, type Block } from ".";
import { claimRanges, type ClaimPlace } from "./claims";
import type { Inline } from "./tree";

const labels = { copyCode: "复制", code: "代码", image: "图片", footnotes: "脚注" };

let root: HTMLElement;
let view: AnswerView;

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  view = createAnswer(root, labels);
});

const paragraph = (...children: Inline[]): Block => ({ kind: "paragraph", children });
const mark = (number: number): Inline => ({
  kind: "citation",
  number,
  text: `[${String(number)}]`,
});
const claim = (text: string, ...occurrences: number[]): ClaimPlace => ({ text, occurrences });
const found = (...claims: ClaimPlace[]): (string | undefined)[] =>
  claimRanges(root, claims).map((range) => range?.toString());

describe("where a claim stands", () => {
  it("finds Chinese sentences that stand without a space between them", () => {
    view.set([paragraph("杭州产龙井茶", mark(1), "。它属于绿茶", mark(2), "。")]);
    expect(found(claim("杭州产龙井茶。", 0), claim("它属于绿茶。", 1))).toEqual([
      "杭州产龙井茶",
      "它属于绿茶",
    ]);
  });

  it("takes the punctuation behind a sentence with it", () => {
    view.set([paragraph("一句话。另一句话！")]);
    expect(found(claim("一句话"), claim("另一句话"))).toEqual(["一句话。", "另一句话！"]);
  });

  it("runs through bold words, links and code, and over the numbers between them", () => {
    view.set([
      paragraph(
        "The ",
        { kind: "strong", children: ["inner harbour"] },
        " is ",
        { kind: "link", href: "https://a.b/", children: ["14 m"] },
        " deep",
        mark(1),
        " and ",
        { kind: "code", text: "calm" },
        ".",
      ),
    ]);
    expect(found(claim("The inner harbour is 14 m deep and calm.", 0))).toEqual([
      "The inner harbour is 14 m deep[1] and calm",
    ]);
  });

  it("finds the same sentence twice where it stands twice", () => {
    view.set([paragraph("Yes.", mark(1)), paragraph("Yes.", mark(2))]);
    const [first, second] = claimRanges(root, [claim("Yes.", 0), claim("Yes.", 1)]);
    expect(first?.startContainer.parentElement).toBe(root.children[0]);
    expect(second?.startContainer.parentElement).toBe(root.children[1]);
  });

  it("finds right-to-left words and emoji", () => {
    view.set([paragraph("مرحبا بالعالم", mark(1), "."), paragraph("完成 👍🏽 了。")]);
    expect(found(claim("مرحبا بالعالم.", 0), claim("完成 👍🏽 了。"))).toEqual([
      "مرحبا بالعالم",
      "完成 👍🏽 了。",
    ]);
  });

  it("finds a formula by its source, whatever it looks like", () => {
    view.set([
      paragraph(
        "So ",
        { kind: "math", source: "E = mc^2", display: false, closed: false },
        " holds.",
      ),
    ]);
    const formula = root.querySelector(".math");
    formula?.replaceChildren("E=mc2E=mc^2E=mc2");
    const [range] = claimRanges(root, [claim("So E = mc^2 holds.")]);
    expect(range?.toString()).toBe("So E=mc2E=mc^2E=mc2 holds.");
  });

  it("does not take the name of a code block or a task's box for words", () => {
    view.set([
      { kind: "code", language: "rust", info: "", closed: true, lines: [["rust"]] },
      {
        kind: "list",
        start: null,
        tight: true,
        children: [{ task: true, children: [paragraph("rust")] }],
      },
    ]);
    const [range] = claimRanges(root, [claim("rust")]);
    expect(range?.startContainer.parentElement?.className).toBe("line");
  });

  it("falls back to the sentence before its number when the words differ", () => {
    view.set([paragraph("First one. The second one", mark(1), ". A third.")]);
    expect(found(claim("something else entirely", 0))).toEqual([" The second one"]);
  });

  it("gives nothing for what is not there", () => {
    view.set([paragraph("a sentence.")]);
    expect(found(claim("another sentence."), claim("…"), claim("x", 7))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("finds each of many sentences that differ by a number", () => {
    const sentences = Array.from({ length: 120 }, (_, at) => `Number ${String(at)} stands here.`);
    view.set(sentences.map((sentence) => paragraph(sentence)));
    const last = [...sentences].reverse();
    expect(found(...sentences.map((sentence) => claim(sentence)))).toEqual(sentences);
    expect(found(...last.map((sentence) => claim(sentence)))).toEqual(last);
  });
});

describe("numbers of sources", () => {
  const names = new Map([[1, "source 1: 港口.pdf, page 12"]]);

  it("become buttons once their source is known, and say what they stand for", () => {
    view.set([paragraph("a", mark(1), "b", mark(2))]);
    expect(root.querySelector("button")).toBeNull();
    expect(root.textContent).toBe("a[1]b[2]");
    view.cite({ names, doubts: new Map() });
    const buttons = [...root.querySelectorAll("button")];
    expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual([names.get(1)]);
    expect(root.textContent, "as copied").toBe("a[1]b[2]");
  });

  it("are known for what is still to come", () => {
    view.cite({ names, doubts: new Map() });
    view.apply({ edits: [{ at: [], add: [paragraph("a", mark(1))] }] });
    expect(root.querySelector("button")?.dataset["action"]).toBe("open-citation");
  });

  it("keep their button when more becomes known, and tell a doubt", () => {
    view.set([paragraph("a", mark(1), mark(1))]);
    view.cite({ names, doubts: new Map() });
    const before = root.querySelector("button");
    view.cite({ names, doubts: new Map([[0, "not in the source"]]) });
    expect(root.querySelector("button")).toBe(before);
    expect(before?.getAttribute("aria-label")).toBe(
      "source 1: 港口.pdf, page 12. not in the source",
    );
    const marks = [...root.querySelectorAll(".citation")];
    expect(marks.map((each) => each.hasAttribute("data-doubt"))).toEqual([true, false]);
  });

  it("are plain again when their source is not known any more", () => {
    view.set([paragraph("a", { kind: "citation", number: 1, text: "【1】" })]);
    view.cite({ names, doubts: new Map() });
    view.cite({ names: new Map(), doubts: new Map() });
    expect(root.querySelector("button")).toBeNull();
    expect(root.textContent).toBe("a【1】");
  });
});
