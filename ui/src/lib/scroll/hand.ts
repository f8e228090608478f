/** So long after a hand was on it a view may still move by it: browsers scroll softly after a key or a press. */
const LINGERS_MS = 700;

/**
 * Whether the person has a hand on a view: a button or finger held (the scroll bar, a selection that is drawn), the wheel
 * turned, a key pressed or the keyboard's place moved into it just now. What moves a view otherwise is the browser.
 */
export class Hand {
  #held = false;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** True as well for a while after it was taken off. */
  get on(): boolean {
    return this.#held || performance.now() - this.#lastMs < LINGERS_MS;
  }

  /** Watches over an element until the signal ends. */
  watch(element: HTMLElement, signal: AbortSignal): void {
    const passive = { passive: true, signal };
    const touched = (): void => {
      this.#lastMs = performance.now();
    };
    for (const sign of ["wheel", "keydown", "focusin", "touchmove"] as const) {
      element.addEventListener(sign, touched, passive);
    }
    element.addEventListener("pointerdown", () => (this.#held = true), passive);
    // It may be let go anywhere, and over a scroll bar not every browser tells it: a move without a button says the same.
    const released = (): void => {
      if (this.#held) touched();
      this.#held = false;
    };
    for (const sign of ["pointerup", "pointercancel", "blur"] as const) {
      globalThis.addEventListener(sign, released, passive);
    }
    globalThis.addEventListener(
      "pointermove",
      (event) => event.buttons === 0 && released(),
      passive,
    );
  }
}
