/** Applies differences to the DOM, along the shadow tree. */
import { addAll, type Context } from "./render";
import { truncate, type Shadow } from "./shadow";
import type { Edit, Patch } from "./tree";

/** Applies the edits of a patch in order; throws when one does not fit, and then a new snapshot is needed. */
export function applyPatch(context: Context, root: Shadow, patch: Patch): void {
  for (const edit of patch.edits) applyEdit(context, find(root, edit.at), edit);
}

function find(root: Shadow, path: readonly number[]): Shadow {
  let shadow = root;
  for (const index of path) {
    const next = shadow.children[index];
    if (next === undefined) throw new Error(`markdown: no node at ${path.join(".")}`);
    shadow = next;
  }
  return shadow;
}

function applyEdit(context: Context, shadow: Shadow, edit: Edit): void {
  if (edit.text !== undefined) {
    if (shadow.text !== undefined) shadow.text.appendData(edit.text);
    else if (shadow.math !== undefined) shadow.math.grow(edit.text);
    else throw new Error(`markdown: no text at ${edit.at.join(".")}`);
  }
  if (edit.set !== undefined) {
    shadow.set?.(edit.set);
    if (edit.set.closed === true) shadow.math?.close();
  }
  if (edit.keep !== undefined) truncate(shadow, edit.keep);
  if (edit.add !== undefined) {
    const before = shadow.children.length;
    addAll(context, shadow, edit.add);
    if (shadow.holds === "blocks") settleTables(shadow.children.slice(Math.max(0, before - 1), -1));
  }
}

/** A table that something follows has all its rows: its columns may find their widths now. */
function settleTables(followed: readonly Shadow[]): void {
  for (const { dom } of followed) {
    if (!(dom instanceof Element) || !dom.matches(".table")) continue;
    dom.firstElementChild?.removeAttribute("data-growing");
  }
}
