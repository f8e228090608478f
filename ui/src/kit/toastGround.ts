/**
 * An attachment for what fills the window beside rail and lists: toasts come within it, where nothing is read or pressed.
 * At its top that is the band of a heading. At its bottom the place makes room while they are there:
 * `padding-bottom: var(--toast-room, 0px)`. It is as high as the window leaves it, so it changes its size when it moves.
 */
export function toastGround(element: HTMLElement): () => void {
  return follow(element, "top");
}

/** The same, with the toasts at its bottom. */
export function toastGroundBelow(element: HTMLElement): () => void {
  return follow(element, "bottom");
}

function follow(element: HTMLElement, side: "top" | "bottom"): () => void {
  const { style } = document.documentElement;
  const all = { top: "auto", bottom: "auto", left: "0px", width: "100%" };
  const observer = new ResizeObserver(() => {
    const { top, bottom, left, width } = element.getBoundingClientRect();
    if (side === "top") all.top = `${String(top)}px`;
    else all.bottom = `${String(innerHeight - bottom)}px`;
    all.left = `${String(left)}px`;
    all.width = `${String(width)}px`;
    for (const [name, value] of Object.entries(all)) style.setProperty(`--ground-${name}`, value);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    for (const name of Object.keys(all)) style.removeProperty(`--ground-${name}`);
  };
}
