/**
 * Lets a text box grow with its text up to its `max-height`. Attached: `{@attach growing(() => text)}`; it looks again
 * whenever the text or the width changes.
 */
export function growing(text: () => string): (area: HTMLTextAreaElement) => () => void {
  return (area) => {
    let width = -1;
    const fit = (): void => {
      area.style.height = "auto";
      const border = area.offsetHeight - area.clientHeight;
      area.style.height = `${String(area.scrollHeight + border)}px`;
      area.style.overflowY = area.scrollHeight > area.clientHeight + 1 ? "auto" : "hidden";
    };
    const observer = new ResizeObserver(() => {
      if (area.clientWidth === width) return;
      width = area.clientWidth;
      fit();
    });
    observer.observe(area);
    const stop = $effect.root(() => {
      $effect(() => {
        void text();
        fit();
      });
    });
    return () => {
      observer.disconnect();
      stop();
    };
  };
}
