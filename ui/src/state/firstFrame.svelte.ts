/** How long the rest waits for a frame that is never drawn, as in a window that is out of sight; ms. */
const PATIENCE = 300;

/**
 * The first frame holds where one types and little else: what stands around it takes the script longer than the window
 * took to open, and comes in the next frames, into the room that was kept for it.
 */
class FirstFrame {
  /** It has been painted: everything else may come. */
  drawn = $state(false);
  #begun = false;

  /** The first frame has been put together and is about to be drawn. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const after = (): void => {
      this.drawn = true;
    };
    const waiting = setTimeout(after, PATIENCE);
    requestAnimationFrame(() => {
      // Where `cargo xtask bench` stops the clock: one can type.
      performance.mark("usable");
      clearTimeout(waiting);
      // A task of its own, behind the painting.
      setTimeout(after);
    });
  }
}

/** The first frame of the window. */
export const firstFrame = new FirstFrame();
