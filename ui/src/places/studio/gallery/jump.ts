import type { GalleryMonth } from "$wire/generated/index";

/** Pixels between two years on the bar, at least. */
const APART_PX = 20;

/** The month that a place of the gallery lies in; the list is from the top. */
export function monthAt(months: readonly GalleryMonth[], top: number): GalleryMonth | null {
  let low = 0;
  let high = months.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((months[middle]?.top ?? 0) <= top) low = middle;
    else high = middle - 1;
  }
  return months[low] ?? null;
}

/** The years that have room on the bar, each where its latest month begins, as a share of the gallery. */
export function labelled(
  months: readonly GalleryMonth[],
  height: number,
  bar: number,
): { year: number; top: number }[] {
  const labels: { year: number; top: number }[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let year: number | null = null;
  for (const month of months) {
    if (month.year === year) continue;
    year = month.year;
    const top = height === 0 ? 0 : month.top / height;
    if ((top - last) * bar < APART_PX) continue;
    labels.push({ year, top });
    last = top;
  }
  return labels;
}
