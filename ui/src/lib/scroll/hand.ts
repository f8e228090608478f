/** So long after a hand was on it a view may still move by it: browsers scroll softly after a key or a press. */
const LINGERS_MS = 700;
const UP_KEYS = new Set(["ArrowUp", "PageUp", "Home"]);

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

  /** Watches over an element until the signal ends; `pulledUp` is told of what asks for what is above. */
  watch(element: HTMLElement, signal: AbortSignal, pulledUp: () => void): void {
    const passive = { passive: true, signal };
    const touched = (): void => {
      this.#lastMs = performance.now();
    };
    for (const sign of ["wheel", "keydown", "focusin", "touchmove"] as const) {
      element.addEventListener(sign, touched, passive);
    }
    element.addEventListener("wheel", (event) => event.deltaY < 0 && pulledUp(), passive);
    element.addEventListener("keydown", (event) => UP_KEYS.has(event.key) && pulledUp(), passive);
    const fingerAt = (event: TouchEvent): number => event.touches[0]?.clientY ?? 0;
    let beganAt = 0;
    element.addEventListener("touchstart", (event) => (beganAt = fingerAt(event)), passive);
    element.addEventListener(
      "touchmove",
      (event) => fingerAt(event) > beganAt && pulledUp(),
      passive,
    );
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
