/** From blocks to DOM nodes: `createElement` and text only, so that nothing in an answer can become markup. */
import type { CitedSources } from "./citation";
import { inline } from "./inline";
import { createFormula } from "./math";
import { append, type Holds, type Shadow } from "./shadow";
import type { Block, Cell, Inline, Item, Labels, Line, Nodes, Row, Span } from "./tree";

/** What making nodes depends on. */
export interface Context {
  readonly document: Document;
  readonly labels: Labels;
  /** The answer is still being written: tables keep their columns still. */
  growing: boolean;
  /** What is known of the sources by now. */
  cited: CitedSources;
}

/** Makes an element with a class. */
export function element<K extends keyof HTMLElementTagNameMap>(
  context: Context,
  name: K,
  className?: string,
): HTMLElementTagNameMap[K] {
  const made = context.document.createElement(name);
  if (className !== undefined) made.className = className;
  return made;
}

/** Makes the new children of a node and puts them at its end. */
export function addAll(context: Context, parent: Shadow, nodes: Nodes): void {
  for (const node of nodes) append(parent, child(context, parent, node));
}

function child(context: Context, parent: Shadow, node: Nodes[number]): Shadow {
  switch (parent.holds) {
    case "blocks":
      return block(context, node as Block);
    case "items":
      return item(context, node as Item);
    case "rows":
      return row(context, parent, node as Row);
    case "cells":
      return cell(context, parent, node as Cell);
    case "lines":
      return line(context, node as Line);
    case "spans":
      return span(context, node as Span);
    case "inlines":
      return inline(context, node as Inline);
    case "nothing":
      throw new Error("markdown: this node has no children");
  }
}

function filled(
  context: Context,
  dom: Element,
  holds: Holds,
  nodes: Nodes,
  more: Partial<Shadow> = {},
): Shadow {
  const shadow: Shadow = { dom, host: dom, holds, children: [], ...more };
  addAll(context, shadow, nodes);
  return shadow;
}

function block(context: Context, node: Block): Shadow {
  switch (node.kind) {
    case "paragraph":
      return directed(filled(context, element(context, "p"), "inlines", node.children));
    case "heading":
      return heading(context, node);
    case "code":
      return code(context, node);
    case "list":
      return list(context, node);
    case "table":
      return table(context, node);
    case "quote":
      return quote(context, node);
    case "rule":
      return filled(context, element(context, "hr"), "nothing", []);
    case "math": {
      const math = createFormula(element(context, "div", "math"), node.source, true, node.closed);
      return { ...filled(context, math.element, "nothing", []), math };
    }
    case "html": {
      const pre = element(context, "pre", "raw");
      return filled(context, pre, "lines", node.lines);
    }
    case "footnote":
      return footnote(context, node);
  }
}

/** Right-to-left text finds its own direction. */
function directed(shadow: Shadow): Shadow {
  shadow.host?.setAttribute("dir", "auto");
  return shadow;
}

/** The page has its own headings above: those of an answer begin two levels lower. */
function heading(context: Context, node: Extract<Block, { kind: "heading" }>): Shadow {
  const level = Math.min(node.level + 2, 6) as 3 | 4 | 5 | 6;
  const made = element(context, `h${level}`);
  made.dataset["level"] = String(node.level);
  return directed(filled(context, made, "inlines", node.children));
}

function list(context: Context, node: Extract<Block, { kind: "list" }>): Shadow {
  const made = element(context, node.start === null ? "ul" : "ol");
  if (node.start !== null && node.start !== 1) made.setAttribute("start", String(node.start));
  const set = ({ tight }: { tight?: boolean }) => {
    if (tight !== undefined) made.toggleAttribute("data-tight", tight);
  };
  set(node);
  return filled(context, made, "items", node.children, { set });
}

function item(context: Context, node: Item): Shadow {
  const made = element(context, "li");
  made.setAttribute("dir", "auto");
  let mark: HTMLElement | undefined;
  const set = ({ task }: { task?: boolean }) => {
    if (task === undefined) return;
    if (mark === undefined) {
      mark = element(context, "span", "task");
      made.prepend(mark);
    }
    made.dataset["task"] = task ? "done" : "open";
    // As text, so that it is read aloud and copied as well.
    mark.textContent = task ? "☑ " : "☐ ";
  };
  set(node);
  return filled(context, made, "blocks", node.children, { set });
}

function quote(context: Context, node: Extract<Block, { kind: "quote" }>): Shadow {
  const made = element(context, "blockquote");
  const set = ({ alert }: { alert?: keyof NonNullable<Labels["alerts"]> | null }) => {
    if (alert === undefined || alert === null) return;
    made.dataset["alert"] = alert;
    const title = context.labels.alerts?.[alert];
    if (title === undefined) return;
    const line = element(context, "p", "alert-title");
    line.textContent = title;
    made.prepend(line);
  };
  set(node);
  return filled(context, made, "blocks", node.children, { set });
}

function footnote(context: Context, node: Extract<Block, { kind: "footnote" }>): Shadow {
  const made = element(context, "div", "footnote");
  made.dataset["footnote"] = node.label;
  made.setAttribute("role", "note");
  made.setAttribute("aria-label", `${context.labels.footnotes} ${node.label}`);
  const label = element(context, "sup");
  label.textContent = node.label;
  const host = element(context, "div");
  made.append(label, host);
  return filled(context, made, "blocks", node.children, { host });
}

/** One block element per line: a growing text node in a `pre` costs WebKit a layout of the whole of it. */
function code(context: Context, node: Extract<Block, { kind: "code" }>): Shadow {
  const figure = element(context, "figure", "code");
  figure.dataset["code"] = node.language;
  const header = element(context, "figcaption");
  const name = element(context, "span", "language");
  name.textContent = node.language === "" ? context.labels.code : node.language;
  const copy = element(context, "button", "copy");
  copy.type = "button";
  copy.dataset["action"] = "copy-code";
  copy.textContent = context.labels.copyCode;
  header.append(name, copy);
  const pre = element(context, "pre");
  // What scrolls sideways must be reachable by the keyboard.
  pre.tabIndex = 0;
  pre.setAttribute("dir", "ltr");
  const host = element(context, "code");
  pre.append(host);
  figure.append(header, pre);
  const set = ({ closed }: { closed?: boolean }) => {
    if (closed !== undefined) figure.toggleAttribute("data-closed", closed);
  };
  set(node);
  return filled(context, figure, "lines", node.lines, { host, set });
}

function line(context: Context, node: Line): Shadow {
  const made = element(context, "span", "line");
  return filled(context, made, "spans", node);
}

function span(context: Context, node: Span): Shadow {
  if (typeof node === "string") return words(context, node);
  const made = element(context, "span", `code-${node[0]}`);
  const text = context.document.createTextNode(node[1]);
  made.append(text);
  return { dom: made, host: made, holds: "nothing", children: [], text };
}

/** A text node. */
export function words(context: Context, content: string): Shadow {
  const text = context.document.createTextNode(content);
  return { dom: text, host: null, holds: "nothing", children: [], text };
}

/** The table scrolls sideways in a box of its own. */
function table(context: Context, node: Extract<Block, { kind: "table" }>): Shadow {
  const box = element(context, "div", "table");
  box.tabIndex = 0;
  const made = element(context, "table");
  made.style.setProperty("--columns", String(node.align.length));
  if (context.growing) made.dataset["growing"] = "";
  const head = element(context, "thead");
  const body = element(context, "tbody");
  made.append(head, body);
  box.append(made);
  return filled(context, box, "rows", node.rows, { host: head, body, align: node.align });
}

function row(context: Context, parent: Shadow, node: Row): Shadow {
  const header = parent.children.length === 0;
  const made = element(context, "tr");
  return filled(context, made, "cells", node, { header, align: parent.align ?? [] });
}

function cell(context: Context, parent: Shadow, node: Cell): Shadow {
  const made = element(context, parent.header === true ? "th" : "td");
  if (parent.header === true) made.setAttribute("scope", "col");
  const align = parent.align?.[parent.children.length];
  if (align !== undefined && align !== "none") made.dataset["align"] = align;
  return directed(filled(context, made, "inlines", node));
}
