import { untrack } from "svelte";
import { Heights } from "$lib/scroll/heights";
import { type Anchor, anchorAt, type RowRange, rowsInView, topOf } from "$lib/scroll/range";

/** Rows are drawn this far beyond the view. */
const MARGIN_PX = 600;

/**
 * The rows of a long document that are on the screen: pages or passages. They stand in the flow between two empty boxes
 * (`data-above`, `data-below`); what changes height above the reading place is balanced before the browser paints.
 */
export class Rows {
  range = $state.raw<RowRange>({ start: 0, end: 0 });
  /** The rows that are drawn, by their number from 0. */
  readonly shown: readonly number[] = $derived(
    Array.from({ length: this.range.end - this.range.start }, (_, at) => this.range.start + at),
  );
  /** The row that is read: the one that was asked for, else the one under a line a quarter below the upper edge. */
  current = $state(0);
  #heights: Heights;
  readonly #rows = new Map<Element, number>();
  #scroller: HTMLElement | null = null;
  #observer: ResizeObserver | null = null;
  /** A place to stay at while what is around it gets its height. */
  #held: Anchor | null = null;
  #top = 0;

  constructor(
    count: number,
    estimate: number,
    private readonly onRange: (range: RowRange) => void = () => undefined,
  ) {
    this.#heights = new Heights(count, estimate);
    this.range = { start: 0, end: Math.min(count, 1) };
  }

  get count(): number {
    return this.#heights.count;
  }

  /** Binds to the element that scrolls. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller;
    const observer = new ResizeObserver((entries) => {
      this.#resized(entries);
    });
    this.#observer = observer;
    observer.observe(scroller);
    for (const element of this.#rows.keys()) observer.observe(element);
    const leaving = new AbortController();
    scroller.addEventListener("scroll", () => this.#scrolled(), {
      passive: true,
      signal: leaving.signal,
    });
    // An attachment follows what it reads; this one is bound once.
    untrack(() => this.#settle(this.#held));
    return () => {
      leaving.abort();
      observer.disconnect();
      this.#observer = null;
      this.#scroller = null;
    };
  };

  /** Measures a row as long as it is drawn. */
  row(index: number): (element: HTMLElement) => () => void {
    return (element) => {
      this.#rows.set(element, index);
      this.#observer?.observe(element);
      return () => {
        this.#rows.delete(element);
        this.#observer?.unobserve(element);
        // The keyboard must not fall out of the document with a row that scrolled away.
        if (element.contains(document.activeElement))
          this.#scroller?.focus({ preventScroll: true });
      };
    };
  }

  /** More or fewer rows at the end. */
  resize(count: number): void {
    this.#heights.resize(count);
    this.#settle(this.#held ?? this.#anchor());
  }

  /** Gives every row the height it is known to have; what is at the upper edge stays there. */
  rescale(heightOf: (index: number) => number | undefined, estimate: number): void {
    const anchor = this.#held ?? this.#anchor();
    const before = this.#heights.heightOf(anchor.index);
    const count = this.#heights.count;
    this.#heights = new Heights(count, estimate);
    for (let index = 0; index < count; index++) {
      const height = heightOf(index);
      if (height !== undefined) this.#heights.set(index, height);
    }
    const grown = before > 0 ? this.#heights.heightOf(anchor.index) / before : 1;
    // A held place is given in the new measure already by whoever holds it.
    const offset = this.#held === null ? anchor.offset * grown : anchor.offset;
    this.#settle({ index: anchor.index, offset });
  }

  /** Puts a place `offset` pixels below the upper edge of a row at the upper edge of the view, and holds it there. */
  goTo(index: number, offset = 0): void {
    this.#held = { index, offset };
    this.#settle(this.#held);
  }

  /** Lets go of the held place: the person scrolls. */
  release(): void {
    this.#held = null;
  }

  #anchor(): Anchor {
    return anchorAt(
      this.#heights,
      this.#scroller?.scrollTop ?? 0,
      this.#scroller?.clientHeight ?? 0,
    );
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const anchor = this.#held ?? this.#anchor();
    for (const entry of entries) {
      const index = this.#rows.get(entry.target);
      const height = entry.borderBoxSize[0]?.blockSize ?? 0;
      if (index !== undefined && height > 0) this.#heights.set(index, height);
    }
    this.#settle(anchor);
  }

  #scrolled(): void {
    const top = this.#scroller?.scrollTop ?? 0;
    if (Math.abs(top - this.#top) >= 2) this.#held = null;
    this.#top = top;
    this.#update();
  }

  /** Sizes the empty boxes and puts the view where it belongs. */
  #settle(anchor: Anchor | null): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (anchor !== null) {
      const top = topOf(this.#heights, anchor);
      this.#update(top);
      this.#boxes(scroller);
      if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
      // The end of the document may lie before the place that was asked for.
      this.#top = scroller.scrollTop;
    }
    this.#update();
  }

  #update(at?: number): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const top = at ?? scroller.scrollTop;
    const view = scroller.clientHeight;
    const next = rowsInView(this.#heights, top, view, MARGIN_PX);
    const line = top + Math.min(view / 4, 200);
    // Near the end of the document what was asked for cannot come up to the line.
    this.current = this.#held?.index ?? Math.max(0, this.#heights.indexAt(line));
    if (next.start !== this.range.start || next.end !== this.range.end) {
      this.range = next;
      this.#boxes(scroller);
    }
    this.onRange(next);
  }

  #boxes(scroller: HTMLElement): void {
    const above = scroller.querySelector<HTMLElement>("[data-above]");
    const below = scroller.querySelector<HTMLElement>("[data-below]");
    const { start, end } = this.range;
    const rest = this.#heights.total - this.#heights.offsetOf(end);
    if (above !== null) above.style.blockSize = `${String(this.#heights.offsetOf(start))}px`;
    if (below !== null) below.style.blockSize = `${String(Math.max(0, rest))}px`;
  }
}
