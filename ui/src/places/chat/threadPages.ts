import type { RowRange } from "$lib/scroll/range";

/** Messages fetched at once. */
export const PAGE_ROWS = 40;

/** The first positions of the pages that must be fetched so that a stretch of rows is loaded. */
export function pagesFor(
  range: RowRange,
  length: number,
  loaded: (position: number) => boolean,
): number[] {
  const starts = new Set<number>();
  for (let position = range.start; position < Math.min(range.end, length); position++) {
    if (!loaded(position)) starts.add(position - (position % PAGE_ROWS));
  }
  return [...starts];
}
