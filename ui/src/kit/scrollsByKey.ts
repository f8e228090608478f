const CONTROLS = "a[href], button, input, textarea, select";

/** Text that is longer than its room is reached by the keyboard, unless a control inside takes the focus there anyway. */
export function scrollsByKey(node: HTMLElement): () => void {
  const look = () => {
    const scrolls = node.scrollHeight > node.clientHeight + 1;
    if (scrolls && node.querySelector(CONTROLS) === null) node.tabIndex = 0;
    else node.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver(look);
  sizes.observe(node);
  for (const child of node.children) sizes.observe(child);
  return () => {
    sizes.disconnect();
  };
}
