import type { RowRange } from "./range";

/** Where each line begins when all heights are known; one more entry says where the list ends. */
export function offsetsOf<Line>(
  lines: readonly Line[],
  height: (line: Line) => number,
): Float64Array {
  const offsets = new Float64Array(lines.length + 1);
  lines.forEach((line, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + height(line);
  });
  return offsets;
}

/** The lines that a view shows, with `margin` pixels more on both sides. */
export function linesInView(
  offsets: Float64Array,
  top: number,
  view: number,
  margin: number,
): RowRange {
  const count = offsets.length - 1;
  const start = Math.max(0, firstAbove(offsets, top - margin) - 1);
  const end = Math.min(count, firstAbove(offsets, top + view + margin));
  return { start: Math.min(start, count), end: Math.max(end, Math.min(start, count)) };
}

/** The first line that begins below a pixel. */
function firstAbove(offsets: Float64Array, pixel: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) > pixel) high = middle;
    else low = middle + 1;
  }
  return low;
}
