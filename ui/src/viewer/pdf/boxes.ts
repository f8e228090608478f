import type { Locator } from "$wire/generated/index";

/** Left, bottom, right, top in points from the bottom left, as locators have it. */
export type Box = [number, number, number, number];
/** In shares of the page as it is shown: from its upper left corner. */
export interface Share {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is needed of a page's viewport: it knows how the page is turned and cropped. */
export interface Turned {
  readonly width: number;
  readonly height: number;
  convertToViewportRectangle(box: number[]): number[];
}

/** The boxes on one page (from 1). */
export function boxesOn(places: readonly Locator[], page: number): Box[] {
  return places.flatMap((place) => (place.at === "page" && place.page === page ? place.boxes : []));
}

/** The first page that is named; null when none is. */
export function firstPage(places: readonly Locator[]): number | null {
  const pages = places.flatMap((place) => (place.at === "page" ? [place.page] : []));
  return pages.length === 0 ? null : Math.min(...pages);
}

/** A box on the page as it is shown; null when nothing of it can be seen. */
export function shareOf(box: Box, page: Turned): Share | null {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = page.convertToViewportRectangle([...box]);
  const left = within(Math.min(x1, x2) / page.width);
  const right = within(Math.max(x1, x2) / page.width);
  const top = within(Math.min(y1, y2) / page.height);
  const bottom = within(Math.max(y1, y2) / page.height);
  if (!(right > left && bottom > top)) return null;
  return { left, top, width: right - left, height: bottom - top };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
