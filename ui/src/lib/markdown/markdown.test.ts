import { beforeEach, describe, expect, it } from "vitest";
import { createAnswer, type AnswerView, type Block } from ".";
import type { Edit, Inline, Labels } from "./tree";

const labels: Labels = { copyCode: "复制", code: "代码", image: "图片", footnotes: "脚注" };

let root: HTMLElement;
let view: AnswerView;

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  view = createAnswer(root, labels);
});

const paragraph = (...children: Inline[]): Block => ({ kind: "paragraph", children });
const code = (...lines: string[]): Block => ({
  kind: "code",
  language: "rust",
  info: "",
  closed: false,
  lines: lines.map((line) => (line === "" ? [] : [line])),
});
const apply = (...edits: Edit[]) => view.apply({ edits });

describe("what is shown", () => {
  it("turns markup in an answer into text", () => {
    view.set([
      paragraph("<img src=x onerror=alert(1)>", {
        kind: "code",
        text: "<script>alert(1)</script>",
      }),
      { kind: "html", lines: [["<script>alert(1)</script>"]] },
    ]);
    expect(root.querySelector("img, script")).toBeNull();
    expect(root.textContent).toContain("<img src=x onerror=alert(1)>");
  });

  it("makes links only of addresses that may be opened", () => {
    view.set([
      paragraph({ kind: "link", href: "https://bigmodel.cn/", children: ["智谱"] }),
      paragraph({ kind: "link", href: "javascript:alert(1)", children: ["a"] }),
      paragraph({ kind: "link", address: "file:///etc/passwd", children: ["b"] }),
    ]);
    const links = [...root.querySelectorAll("a")];
    expect(links.map((link) => link.dataset["href"])).toEqual(["https://bigmodel.cn/"]);
    expect(links[0]?.getAttribute("rel")).toContain("noopener");
    expect(root.textContent).toContain("a (javascript:alert(1))");
    expect(root.textContent).toContain("b (file:///etc/passwd)");
  });

  it("never fetches a picture", () => {
    view.set([
      paragraph({ kind: "image", href: "https://x.y/cat.png", alt: "猫" }),
      paragraph({ kind: "image", source: "data:image/svg+xml;base64,AAAA", alt: "s" }),
      paragraph({ kind: "image", source: "data:image/png;base64,iVBORw0KGgo=", alt: "点" }),
    ]);
    expect([...root.querySelectorAll("img")].map((picture) => picture.alt)).toEqual(["点"]);
    expect(root.querySelector("a")?.textContent).toBe("图片: 猫");
  });

  it("shows each line of code in an element of its own, with a button to copy", () => {
    view.set([code("fn main() {", "", "}")]);
    const lines = [...root.querySelectorAll(".line")].map((line) => line.textContent);
    expect(lines).toEqual(["fn main() {", "", "}"]);
    const button = root.querySelector<HTMLButtonElement>("[data-action='copy-code']");
    expect(button?.type).toBe("button");
    expect(button?.textContent).toBe("复制");
    expect(root.querySelector("figcaption")?.textContent).toContain("rust");
  });

  it("gives spans of code their class", () => {
    view.set([
      { kind: "code", language: "", info: "", closed: true, lines: [[["keyword", "let"], " x"]] },
    ]);
    expect(root.querySelector(".code-keyword")?.textContent).toBe("let");
    expect(root.querySelector(".language")?.textContent).toBe("代码");
  });

  it("tells lists, tasks, tables, alerts and citations", () => {
    view.set([
      {
        kind: "list",
        start: 3,
        tight: true,
        children: [
          { task: true, children: [paragraph("完成")] },
          { task: false, children: [paragraph("مرحبا 👍")] },
        ],
      },
      {
        kind: "table",
        align: ["right", "none"],
        rows: [
          [["a"], ["b"]],
          [["1"], ["2"]],
        ],
      },
      { kind: "quote", alert: "note", children: [paragraph("q")] },
      paragraph({ kind: "citation", number: 2, text: "【2】" }),
      { kind: "footnote", label: "n", children: [paragraph("注")] },
    ]);
    expect(root.querySelector("ol")?.getAttribute("start")).toBe("3");
    expect(root.querySelector("ol")?.hasAttribute("data-tight")).toBe(true);
    expect([...root.querySelectorAll("li")].map((item) => item.textContent)).toEqual([
      "☑ 完成",
      "☐ مرحبا 👍",
    ]);
    expect(root.querySelectorAll("thead th").length).toBe(2);
    expect(root.querySelector("tbody td")?.getAttribute("data-align")).toBe("right");
    expect(root.querySelector("blockquote")?.dataset["alert"]).toBe("note");
    expect(root.querySelector("[data-citation='2']")?.textContent).toBe("【2】");
    expect(root.querySelector("[role='note']")?.getAttribute("aria-label")).toBe("脚注 n");
  });

  it("begins the headings of an answer below those of the page", () => {
    view.set([{ kind: "heading", level: 1, children: ["标题"] }]);
    expect(root.querySelector("h3")?.dataset["level"]).toBe("1");
  });
});

describe("differences", () => {
  it("appends text to the very node that grows", () => {
    view.set([paragraph("一")]);
    const text = root.querySelector("p")?.firstChild;
    apply({ at: [0, 0], text: "二" });
    expect(root.querySelector("p")?.firstChild).toBe(text);
    expect(root.textContent).toBe("一二");
  });

  it("touches no line of code but the last", () => {
    view.set([code("a")]);
    const first = root.querySelector(".line");
    apply({ at: [0], add: [["b"]] }, { at: [0, 1, 0], text: "c" });
    expect(root.querySelector(".line")).toBe(first);
    expect([...root.querySelectorAll(".line")].map((line) => line.textContent)).toEqual([
      "a",
      "bc",
    ]);
  });

  it("keeps so many children and adds others", () => {
    view.set([paragraph("x", { kind: "strong", children: ["y"] })]);
    apply({ at: [0], keep: 1, add: ["z"] });
    expect(root.querySelector("strong")).toBeNull();
    expect(root.textContent).toBe("xz");
  });

  it("puts rows below the header, and stills the columns while they come", () => {
    apply({ at: [], add: [{ kind: "table", align: ["none"], rows: [[["a"]]] }] });
    apply({ at: [0], add: [[["1"]]] }, { at: [0, 1, 0, 0], text: "2" });
    expect(root.querySelectorAll("thead tr").length).toBe(1);
    expect(root.querySelector("tbody")?.textContent).toBe("12");
    expect(root.querySelector("table")?.hasAttribute("data-growing")).toBe(true);
    apply({ at: [], add: [paragraph("end")] });
    expect(root.querySelector("table")?.hasAttribute("data-growing")).toBe(false);
  });

  it("lets a table find its widths that comes in one piece with what follows it", () => {
    const table: Block = { kind: "table", align: ["none"], rows: [[["a"]], [["1"]]] };
    apply({ at: [], add: [table, paragraph("between"), table] });
    const growing = [...root.querySelectorAll("table")].map((each) =>
      each.hasAttribute("data-growing"),
    );
    expect(growing).toEqual([false, true]);
  });

  it("changes attributes", () => {
    view.set([{ kind: "list", start: null, tight: true, children: [{ children: [] }] }, code("a")]);
    apply(
      { at: [0], set: { tight: false } },
      { at: [0, 0], set: { task: true } },
      { at: [1], set: { closed: true } },
    );
    expect(root.querySelector("ul")?.hasAttribute("data-tight")).toBe(false);
    expect(root.querySelector("li")?.dataset["task"]).toBe("done");
    expect(root.querySelector("figure")?.hasAttribute("data-closed")).toBe(true);
  });

  it("refuses a patch of another state", () => {
    view.set([paragraph("a")]);
    expect(() => apply({ at: [4], text: "b" })).toThrow("no node at 4");
    expect(() => apply({ at: [0], text: "b" })).toThrow("no text at 0");
  });

  it("empties the element in the end", () => {
    view.set([paragraph("a")]);
    view.destroy();
    expect(root.childNodes.length).toBe(0);
    expect(root.classList.contains("markdown")).toBe(false);
  });
});
