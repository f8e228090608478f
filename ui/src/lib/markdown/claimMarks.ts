/**
 * Marks stretches of text without touching it: the CSS Custom Highlight API paints ranges by a name that the style
 * sheet knows. Where the engine has none, only the signs beside the text are seen.
 */

/** What a stretch is marked as: the names of `::highlight(…)` in markdown.css. */
export type ClaimMark = "claim-unsupported" | "claim-uncited" | "claim-here";

/** Marks ranges until the returned function is called. */
export function markRanges(mark: ClaimMark, ranges: readonly Range[]): () => void {
  const registry = registryOf();
  if (registry === undefined || ranges.length === 0) return () => undefined;
  let highlight = registry.get(mark);
  if (highlight === undefined) {
    highlight = new Highlight();
    registry.set(mark, highlight);
  }
  for (const range of ranges) highlight.add(range);
  const marked = highlight;
  return () => {
    for (const range of ranges) marked.delete(range);
  };
}

function registryOf(): HighlightRegistry | undefined {
  // The types promise both, an older engine does not have them.
  return typeof Highlight === "undefined" || !("highlights" in CSS) ? undefined : CSS.highlights;
}
