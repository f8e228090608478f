/** Shows an answer in an element: all at once, or as it grows by the differences that Rust sends. */
import { applyPatch } from "./apply";
import { type CitedSources, NOTHING_KNOWN, showCitations } from "./citation";
import "./markdown.css";
import { addAll, type Context } from "./render";
import { truncate, type Shadow } from "./shadow";
import type { Block, Labels, Patch } from "./tree";

export type { CitedSources } from "./citation";
export type { Block, Labels, Patch } from "./tree";

/** An answer in the page. Clicks are the host's: `data-href`, `data-action` with `copy-code` or `open-citation`. */
export interface AnswerView {
  /** Shows these blocks and nothing else. */
  set(blocks: Block[]): void;
  /** Brings what is shown to the next state; throws when the patch belongs to another state. */
  apply(patch: Patch): void;
  /** Tells what the numbers in brackets stand for: those known become buttons, here and in what is still to come. */
  cite(cited: CitedSources): void;
  /** Empties the element. */
  destroy(): void;
}

/** Takes over an element. */
export function createAnswer(root: HTMLElement, labels: Labels): AnswerView {
  const context: Context = {
    document: root.ownerDocument,
    labels,
    growing: false,
    cited: NOTHING_KNOWN,
  };
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
    cite(cited) {
      context.cited = cited;
      showCitations(root, cited);
    },
    destroy() {
      empty();
      root.classList.remove("markdown");
    },
  };
}
