/** `[1]` in an answer: plain as long as nobody knows the source, then a small button with the source's name. */
import { element, type Context } from "./render";
import type { InlineNode } from "./tree";

/** What is known of the citations of an answer. */
export interface CitedSources {
  /** The name of each source by its number, as the screen reader says it. */
  readonly names: ReadonlyMap<number, string>;
  /** What is wrong with single citations: 0 is the first in the page. */
  readonly doubts: ReadonlyMap<number, string>;
}

/** Before anybody has looked. */
export const NOTHING_KNOWN: CitedSources = { names: new Map(), doubts: new Map() };

type Citation = Extract<InlineNode, { kind: "citation" }>;

/** The words as the model wrote them. */
const written = new WeakMap<Element, string>();

/** Makes the mark of a citation. */
export function citation(context: Context, node: Citation): HTMLElement {
  const made = element(context, "span", "citation");
  made.dataset["citation"] = String(node.number);
  written.set(made, node.text);
  made.textContent = node.text;
  show(made, context.cited.names.get(node.number), undefined);
  return made;
}

/** Shows every citation below an element as what is known now. A button that has the focus keeps it. */
export function showCitations(root: Element, cited: CitedSources): void {
  const marks = root.querySelectorAll<HTMLElement>(".citation");
  marks.forEach((mark, index) => {
    const name = cited.names.get(Number(mark.dataset["citation"]));
    show(mark, name, cited.doubts.get(index));
  });
}

function show(mark: HTMLElement, name: string | undefined, doubt: string | undefined): void {
  const shown = mark.querySelector("button");
  mark.toggleAttribute("data-doubt", name !== undefined && doubt !== undefined);
  if (name === undefined) {
    if (shown !== null) mark.textContent = written.get(mark) ?? "";
    return;
  }
  const button = shown ?? chip(mark.ownerDocument, mark.dataset["citation"] ?? "");
  button.setAttribute("aria-label", doubt === undefined ? name : `${name}. ${doubt}`);
  if (shown === null) mark.replaceChildren(button);
}

/** The brackets are there for whoever copies the text, not for the eye. */
function chip(document: Document, number: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset["action"] = "open-citation";
  const bracket = (sign: string): HTMLElement => {
    const made = document.createElement("span");
    made.className = "bracket";
    made.textContent = sign;
    return made;
  };
  button.append(bracket("["), number, bracket("]"));
  return button;
}
