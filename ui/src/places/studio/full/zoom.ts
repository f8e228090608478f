/** Where a picture lies in its view: its size against the one that fits, and how far its middle is moved, in pixels. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

/** A size in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The whole picture in the middle. */
export const FITTED: Zoom = { scale: 1, x: 0, y: 0 };
/** One pixel of the picture becomes this many at most. */
const LARGEST = 8;
/** One step of a key or a button. */
export const STEP = 1.25;

/** The size at which the whole picture is seen; a small one is not enlarged. */
export function fittedSize(picture: Size, view: Size): Size {
  if (picture.width <= 0 || picture.height <= 0) return { width: 0, height: 0 };
  const share = Math.min(1, view.width / picture.width, view.height / picture.height);
  return { width: picture.width * share, height: picture.height * share };
}

/** The scale at which one pixel of the picture is one of the screen. */
export function scaleOfPixels(picture: Size, view: Size): number {
  const fitted = fittedSize(picture, view);
  return fitted.width === 0 ? 1 : picture.width / fitted.width;
}

/** Another scale, with the point under the pointer (measured from the middle of the view) staying where it is. */
export function zoomedAt(zoom: Zoom, scale: number, at: { x: number; y: number }): Zoom {
  const share = scale / zoom.scale;
  return { scale, x: at.x - (at.x - zoom.x) * share, y: at.y - (at.y - zoom.y) * share };
}

/** What is allowed: not smaller than fitted, not larger than is of use, and no edge drawn into the view. */
export function held(zoom: Zoom, picture: Size, view: Size): Zoom {
  const most = Math.max(1, scaleOfPixels(picture, view) * LARGEST);
  const scale = Math.min(most, Math.max(1, zoom.scale));
  const fitted = fittedSize(picture, view);
  const room = (size: number, of: number): number => Math.max(0, (size * scale - of) / 2);
  const [wide, high] = [room(fitted.width, view.width), room(fitted.height, view.height)];
  return { scale, x: within(zoom.x, wide), y: within(zoom.y, high) };
}

function within(value: number, room: number): number {
  // `Math.max(-0, …)` would give −0, which is not equal to 0 for everybody.
  return room === 0 ? 0 : Math.max(-room, Math.min(room, value));
}
