/**
 * Lets a text box grow with its text up to its `max-height`. Attached: `{@attach growing(() => text)}`; it looks again
 * whenever the text or the width changes.
 */
export function growing(text: () => string): (area: HTMLTextAreaElement) => () => void {
  return (area) => {
    let width = -1;
    const fit = (): void => {
      // As high as its style says. Each look at the height has the page laid out, and the first one comes before the
      // first frame, the one after a question is sent before its answer.
      if (area.value === "") {
        area.style.height = "";
        area.style.overflowY = "hidden";
        return;
      }
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
        // The first time is the observer's, when the page has been laid out anyway.
        if (width !== -1) fit();
      });
    });
    return () => {
      observer.disconnect();
      stop();
    };
  };
}
