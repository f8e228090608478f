import type { RowRange } from "./range";

/** The rows that a view shows when all are equally high, with `margin` pixels more on both sides. */
export function evenRowsInView(
  count: number,
  height: number,
  place: { top: number; view: number },
  margin: number,
): RowRange {
  if (count <= 0 || height <= 0) return { start: 0, end: 0 };
  const start = Math.floor((place.top - margin) / height);
  const end = Math.ceil((place.top + place.view + margin) / height);
  return {
    start: Math.min(Math.max(0, start), count),
    end: Math.max(0, Math.min(end, count)),
  };
}

/** Where the view has to be so that a row is in it; where it is, if it is already. */
export function topToShow(
  index: number,
  height: number,
  place: { top: number; view: number },
): number {
  const begin = index * height;
  if (begin < place.top) return begin;
  return Math.max(place.top, begin + height - place.view);
}
