/**
 * Brings an element of a list into its view. `scrollIntoView` would move every box around the list as well, even the
 * page, which must never move.
 */
export function reveal(
  list: HTMLElement,
  element: Element | null,
  place: "nearest" | "center",
): void {
  if (element === null) return;
  const view = list.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (place === "center") {
    list.scrollTop += box.top - view.top - (view.height - box.height) / 2;
  } else if (box.top < view.top) {
    list.scrollTop += box.top - view.top;
  } else if (box.bottom > view.bottom) {
    list.scrollTop += box.bottom - view.bottom;
  }
}
