import { on } from "svelte/events";
import { type Tip, tipAround } from "./tip";

/** How long the pointer rests before a tip comes, and how long after one the next comes at once; ms. */
export const TIP_TIMES = { rest: 500, next: 300 } as const;

/** Which tip is shown. A focus that a program moved says nothing: only the keyboard and the pointer ask. */
class Tips {
  shown = $state.raw<Tip | null>(null);
  #wanted: ReturnType<typeof setTimeout> | undefined;
  #closedAt = Number.NEGATIVE_INFINITY;
  /** The pointer that leaves does not take what the keyboard asked for. */
  #byKeyboard = false;
  /** What was pressed says nothing more until the pointer has been elsewhere. */
  #pressed: HTMLElement | null = null;
  /** The browser scrolls what is focused into view, and that is no reason to go. */
  #revealing = false;
  #watch: MutationObserver | undefined;

  /** Starts to listen; returns how to stop. */
  follow(): () => void {
    const stops = [
      on(document, "pointerover", (event) => this.#over(event)),
      on(document.documentElement, "pointerleave", () => this.#over(null)),
      on(document, "pointerdown", (event) => this.#press(event.target), { capture: true }),
      on(document, "click", (event) => this.#press(event.target), { capture: true }),
      on(document, "focusin", (event) => this.#focus(event.target)),
      on(document, "focusout", () => this.close()),
      on(window, "blur", () => this.close()),
      on(window, "scroll", (event) => this.#scroll(event.target), { capture: true, passive: true }),
    ];
    return () => {
      for (const stop of stops) stop();
      this.close();
    };
  }

  close(): void {
    clearTimeout(this.#wanted);
    this.#watch?.disconnect();
    this.#byKeyboard = false;
    this.#revealing = false;
    if (this.shown === null) return;
    this.shown = null;
    this.#closedAt = performance.now();
  }

  #over(event: PointerEvent | null): void {
    if (event?.pointerType === "touch") return;
    const next = tipAround(event?.target ?? null);
    if (next?.anchor !== this.#pressed) this.#pressed = null;
    if (next !== null && next.anchor === this.shown?.anchor) return;
    if (next === null && this.#byKeyboard) return;
    this.close();
    if (next === null || next.anchor === this.#pressed) return;
    const isNext = performance.now() - this.#closedAt < TIP_TIMES.next;
    if (isNext) this.#show(next);
    else this.#wanted = setTimeout(() => this.#show(next), TIP_TIMES.rest);
  }

  #press(target: EventTarget | null): void {
    this.#pressed = tipAround(target)?.anchor ?? null;
    this.close();
    // What a press shows next is not the neighbour of a tip.
    this.#closedAt = Number.NEGATIVE_INFINITY;
  }

  #focus(target: EventTarget | null): void {
    const next = tipAround(target);
    if (next === null || next.anchor !== target || !next.anchor.matches(":focus-visible")) return;
    this.close();
    this.#show(next);
    this.#byKeyboard = true;
    this.#revealing = true;
    requestAnimationFrame(() => (this.#revealing = false));
  }

  #scroll(target: EventTarget | null): void {
    if (this.#revealing || this.shown === null || !(target instanceof Node)) return;
    if (target.contains(this.shown.anchor)) this.close();
  }

  #show(next: Tip): void {
    if (!next.anchor.isConnected) return;
    this.shown = next;
    this.#watch?.disconnect();
    // A control that goes takes its tip along, and one that now does something else says so.
    this.#watch = new MutationObserver(() => {
      const now = next.anchor.isConnected ? tipAround(next.anchor) : null;
      if (now === null) this.close();
      else if (now.label !== this.shown?.label) this.shown = now;
    });
    this.#watch.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ["data-tip"],
    });
  }
}

/** The tips of the window. */
export const tips = new Tips();
