/** How large pages are: as wide as the pane, or so many CSS pixels a point. */
export type Zoom = { kind: "width" } | { kind: "scale"; scale: number };

/** A page's width and height in points, turned as it is shown. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** CSS pixels in a point at 100 %. */
export const WHOLE = 96 / 72;
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4].map(
  (step) => step * WHOLE,
);
/** A page is not made wider than this to fill a wide pane. */
const WIDEST = 2 * WHOLE;
/** Canvases over this many pixels fail in some web views; a page that is larger is drawn coarser. */
const MOST_PIXELS = 16_000_000;

/** CSS pixels a point for a page in a pane that has `room` pixels for it. */
export function scaleOf(zoom: Zoom, size: Size, room: number): number {
  if (zoom.kind === "scale") return zoom.scale;
  return Math.min(WIDEST, Math.max(0.1, room / size.width));
}

/** The next step up or down from a scale. */
export function stepFrom(scale: number, up: boolean): number {
  const near = 0.01;
  const next = up
    ? STEPS.find((step) => step > scale + near)
    : STEPS.findLast((step) => step < scale - near);
  return next ?? scale;
}

/** Pixels of the canvas in a CSS pixel, as fine as the screen unless that is too many. */
export function fineness(size: Size, scale: number, screen: number): number {
  const pixels = size.width * size.height * scale * scale * screen * screen;
  return pixels <= MOST_PIXELS ? screen : screen * Math.sqrt(MOST_PIXELS / pixels);
}
