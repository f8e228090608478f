import type { Heights } from "./heights";

/** Rows from `start` up to and without `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** A row that keeps its place on the screen when heights above it change. */
export interface Anchor {
  readonly index: number;
  /** How far the upper edge of the view is below the upper edge of the row; negative when the row is lower. */
  readonly offset: number;
}

/** The rows that a view shows, with `margin` pixels more on both sides. */
export function rowsInView(heights: Heights, top: number, view: number, margin: number): RowRange {
  if (heights.count === 0) return { start: 0, end: 0 };
  const start = Math.max(0, heights.indexAt(top - margin));
  const end = Math.min(heights.count, heights.indexAt(top + view + margin) + 1);
  return { start, end: Math.max(end, start + 1) };
}

/** So much farther than where rows begin to be drawn they are still kept. */
const KEPT = 1.5;

/**
 * The same, but rows of `before` stay until they are half as far away again: what changes its height for a moment, or is
 * measured for the first time, must not have rows taken away and made anew.
 */
export function rowsToDraw(
  heights: Heights,
  top: number,
  view: number,
  margin: number,
  before: RowRange,
): RowRange {
  const wanted = rowsInView(heights, top, view, margin);
  const isApart = before.end < wanted.start || before.start > wanted.end;
  if (isApart) return wanted;
  const kept = rowsInView(heights, top, view, margin * KEPT);
  return {
    start: Math.min(wanted.start, Math.max(before.start, kept.start)),
    end: Math.max(wanted.end, Math.min(before.end, kept.end)),
  };
}

/**
 * The row to hold on to: the one under the upper edge if its height is known, else the first one below it whose
 * height is known. A row that is being measured for the first time must not move what the person reads.
 */
export function anchorAt(heights: Heights, top: number, view: number): Anchor {
  const first = Math.max(0, heights.indexAt(top));
  const last = Math.max(first, heights.indexAt(top + view));
  for (let index = first; index <= last; index++) {
    if (heights.isMeasured(index)) return { index, offset: top - heights.offsetOf(index) };
  }
  return { index: first, offset: top - heights.offsetOf(first) };
}

/** Where the view must be for the anchor to stand where it stood. */
export function topOf(heights: Heights, anchor: Anchor): number {
  return heights.offsetOf(anchor.index) + anchor.offset;
}
