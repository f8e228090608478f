/** Shows an answer in an element: all at once, or as it grows by the differences that Rust sends. */
import { applyPatch } from "./apply";
import "./markdown.css";
import { addAll, type Context } from "./render";
import { truncate, type Shadow } from "./shadow";
import type { Block, Labels, Patch } from "./tree";

export type { Block, Labels, Patch } from "./tree";

/** An answer in the page. Clicks are the host's: `data-href`, `data-action="copy-code"`, `data-citation`. */
export interface AnswerView {
  /** Shows these blocks and nothing else. */
  set(blocks: Block[]): void;
  /** Brings what is shown to the next state; throws when the patch belongs to another state. */
  apply(patch: Patch): void;
  /** Empties the element. */
  destroy(): void;
}

/** Takes over an element. */
export function createAnswer(root: HTMLElement, labels: Labels): AnswerView {
  const context: Context = { document: root.ownerDocument, labels, growing: false };
  const shadow: Shadow = { dom: root, host: root, holds: "blocks", children: [] };
  root.classList.add("markdown");
  const empty = () => {
    truncate(shadow, 0);
    root.replaceChildren();
  };
  return {
    set(blocks) {
      empty();
      context.growing = false;
      addAll(context, shadow, blocks);
    },
    apply(patch) {
      context.growing = true;
      applyPatch(context, shadow, patch);
    },
    destroy() {
      empty();
      root.classList.remove("markdown");
    },
  };
}
