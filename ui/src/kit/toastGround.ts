/**
 * An attachment for what fills the window beside rail and lists: toasts come at its top, in the band of its heading,
 * where nothing is read or pressed. It is as high as the window leaves it, so it changes its size when it moves.
 */
export function toastGround(element: HTMLElement): () => void {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => {
    const { top, left, width } = element.getBoundingClientRect();
    style.setProperty("--ground-top", `${String(top)}px`);
    style.setProperty("--ground-left", `${String(left)}px`);
    style.setProperty("--ground-width", `${String(width)}px`);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    for (const name of ["--ground-top", "--ground-left", "--ground-width"]) {
      style.removeProperty(name);
    }
  };
}
