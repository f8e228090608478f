import { distanceToEnd, END_SLACK, Follow, type Place } from "$lib/scroll/follow";
import { Hand } from "$lib/scroll/hand";
import { Heights } from "$lib/scroll/heights";
import {
  type Anchor,
  anchorAt,
  type RowRange,
  rowsInView,
  rowsToDraw,
  topOf,
} from "$lib/scroll/range";
import type { ConversationId, MessageId } from "$wire/generated/index";
import type { ScrollPlaces } from "./scrollPlaces";

/** Rows are drawn this far beyond the view, so that a fast wheel does not outrun them. */
const MARGIN_PX = 900;
/** Before anything is measured. */
const ROW_ESTIMATE_PX = 160;

/** What decides which rows there are. */
export interface ThreadShape {
  readonly conversation: ConversationId | null;
  readonly length: number;
  /** Another number: rows may show other messages. */
  readonly branch: number;
}

/** The thread that is looked at. */
interface Thread {
  /** These rows are on the screen, or nearly. */
  shown(range: RowRange): void;
  /** An answer is being written at its end. */
  growing(): boolean;
}

interface Row {
  readonly position: number;
  readonly id: MessageId | null;
}

/**
 * What of a thread is on the screen. Rows stand in the normal flow between two empty boxes; what changes height above
 * the reading place is balanced before the browser paints (WebKit has no scroll anchoring, and Chromium's is off).
 */
export class Viewport {
  range = $state.raw<RowRange>({ start: 0, end: 0 });
  following = $state(true);
  /** The end is out of sight. */
  away = $state(false);
  #heights = new Heights(0, ROW_ESTIMATE_PX);
  readonly #known = new Map<MessageId, number>();
  readonly #shown = new Map<number, MessageId>();
  readonly #rows = new Map<Element, Row>();
  #follow = new Follow();
  readonly #hand = new Hand();
  #held: Anchor | null = null;
  /** What was shown last; none while nothing is drawn. */
  #shape: ThreadShape | undefined;
  #scroller: HTMLElement | null = null;
  #above: HTMLElement | null = null;
  #below: HTMLElement | null = null;
  #observer: ResizeObserver | null = null;
  #frame = 0;

  constructor(
    private readonly places: ScrollPlaces,
    private readonly of: Thread,
  ) {}

  /** Binds to the element that scrolls; its first and last child are the empty boxes. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller;
    this.#above = scroller.querySelector<HTMLElement>("[data-above]");
    this.#below = scroller.querySelector<HTMLElement>("[data-below]");
    this.#observer = new ResizeObserver((entries) => {
      this.#resized(entries);
    });
    this.#observer.observe(scroller);
    for (const element of this.#rows.keys()) this.#observer.observe(element);
    const stop = this.#listen(scroller);
    return () => {
      this.remember();
      stop();
      cancelAnimationFrame(this.#frame);
      this.#observer?.disconnect();
      this.#observer = null;
      this.#scroller = null;
      this.#shape = undefined;
    };
  };

  /** Measures a row as long as it is drawn. */
  row(position: number, id: MessageId | null): (element: HTMLElement) => () => void {
    return (element) => {
      this.#rows.set(element, { position, id });
      this.#observer?.observe(element);
      return () => {
        this.#rows.delete(element);
        this.#observer?.unobserve(element);
        // The keyboard must not fall out of the thread with a row that scrolled away.
        if (element.contains(document.activeElement))
          this.#scroller?.focus({ preventScroll: true });
      };
    };
  }

  /** Another conversation, another branch or another length; `idAt` names the rows that are loaded. */
  sync(shape: ThreadShape, idAt: (position: number) => MessageId | undefined): void {
    const { conversation, length } = shape;
    if (conversation !== this.#shape?.conversation || this.#heights.count === 0) {
      this.#begin(conversation, length);
    } else {
      const anchor = this.#anchor();
      this.#heights.resize(length);
      this.#held ??= anchor;
      if (shape.branch !== this.#shape.branch) this.#forgetOthers(idAt);
    }
    this.#shape = shape;
    for (let position = this.range.start; position < this.range.end; position++) {
      this.#recall(position, idAt(position));
    }
    this.#layout(this.#held ?? this.#anchor());
    this.#update();
  }

  /** Goes to the end and stays there while it grows. */
  toEnd(): void {
    this.#held = null;
    this.#follow.resume();
    this.#layout(null);
    this.#update();
  }

  /** Puts a row a third below the upper edge and holds it there while what is around it loads. */
  goTo(position: number): void {
    this.#follow.release();
    this.#held = { index: position, offset: -Math.round(this.#view / 4) };
    this.#layout(this.#held);
    this.#update();
  }

  /** Brings something of a drawn row into view, unless it is there. */
  bring(box: DOMRect): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const view = scroller.getBoundingClientRect();
    if (box.top >= view.top && box.bottom <= view.bottom) return;
    this.#held = null;
    this.#follow.release();
    scroller.scrollTop += box.top - view.top - view.height / 4;
  }

  /** Keeps the reading place for the next time. */
  remember(): void {
    const conversation = this.#shape?.conversation ?? null;
    if (conversation === null || this.#scroller === null) return;
    this.places.set(conversation, this.#follow.following ? null : this.#anchor());
  }

  get #view(): number {
    return this.#scroller?.clientHeight ?? 0;
  }

  get #place(): Place {
    const scroller = this.#scroller;
    if (scroller === null) return { top: 0, view: 0, content: 0 };
    return { top: scroller.scrollTop, view: scroller.clientHeight, content: scroller.scrollHeight };
  }

  #anchor(): Anchor {
    return anchorAt(this.#heights, this.#scroller?.scrollTop ?? 0, this.#view);
  }

  #begin(conversation: ConversationId | null, length: number): void {
    const before = this.#shape;
    if (conversation !== before?.conversation) this.remember();
    this.#heights = new Heights(length, this.#heights.mean);
    this.#shown.clear();
    const place = conversation === null ? null : this.places.get(conversation);
    // A conversation that got its id by the first question is the same thread on the screen.
    const fresh = before?.conversation === null && length <= 2;
    this.#held = place !== null && place.index < length && !fresh ? place : null;
    if (this.#held === null) this.#follow.resume();
    else this.#follow.release();
    const top = this.#held === null ? this.#heights.total : topOf(this.#heights, this.#held);
    this.range = rowsInView(
      this.#heights,
      Math.max(0, top - this.#view),
      this.#view * 2,
      MARGIN_PX,
    );
  }

  /** Rows that show another message now have another height. */
  #forgetOthers(idAt: (position: number) => MessageId | undefined): void {
    for (const [position, id] of this.#shown) {
      if (idAt(position) === id) continue;
      this.#shown.delete(position);
      this.#heights.forget(position);
    }
  }

  #recall(position: number, id: MessageId | undefined): void {
    if (id === undefined || this.#heights.isMeasured(position)) return;
    const height = this.#known.get(id);
    if (height === undefined) return;
    this.#heights.set(position, height);
    this.#shown.set(position, id);
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const anchor = this.#held ?? this.#anchor();
    for (const entry of entries) {
      const row = this.#rows.get(entry.target);
      const height = entry.borderBoxSize[0]?.blockSize ?? 0;
      if (row === undefined || height === 0) continue;
      this.#heights.set(row.position, height);
      if (row.id !== null) {
        this.#known.set(row.id, height);
        this.#shown.set(row.position, row.id);
      }
    }
    this.#layout(anchor);
    // Rows drawn now would be measured only after the paint if they came from inside this callback.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#update();
    });
  }

  /** Gives the empty boxes their size and puts the view where it belongs. */
  #layout(anchor: Anchor | null): void {
    const scroller = this.#scroller;
    if (scroller === null || this.#above === null || this.#below === null) return;
    const heights = this.#heights;
    const { start, end } = this.range;
    this.#above.style.blockSize = `${String(heights.offsetOf(start))}px`;
    this.#below.style.blockSize = `${String(Math.max(0, heights.total - heights.offsetOf(end)))}px`;
    if (this.#follow.following) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (anchor !== null) {
      const top = topOf(heights, anchor);
      if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
    }
    this.#follow.moved(scroller.scrollTop);
    this.#tell();
  }

  #update(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const top = scroller.scrollTop;
    const next = rowsToDraw(this.#heights, top, this.#view, MARGIN_PX, this.range);
    if (next.start !== this.range.start || next.end !== this.range.end) {
      const anchor = this.#held ?? this.#anchor();
      this.range = next;
      this.#layout(anchor);
    }
    this.of.shown(next);
  }

  #tell(): void {
    this.following = this.#follow.following;
    this.away = !this.following && distanceToEnd(this.#place) > END_SLACK * 2;
  }

  #listen(scroller: HTMLElement): () => void {
    const leaving = new AbortController();
    const passive = { passive: true, signal: leaving.signal };
    this.#hand.watch(scroller, leaving.signal, () => {
      this.#held = null;
      this.#follow.pulledUp(this.#place);
      this.#tell();
    });
    scroller.addEventListener("scroll", () => this.#scrolled(), passive);
    globalThis.addEventListener("pagehide", () => this.remember(), passive);
    return () => leaving.abort();
  }

  #scrolled(): void {
    const before = this.#follow.lastTop;
    const place = this.#place;
    if (Math.abs(place.top - before) >= 1) this.#held = null;
    this.#follow.scrolled(place, this.#hand.on || !this.of.growing());
    // Moved up by the browser: nobody wanted that, and the size that made it may be back already.
    if (this.#follow.following && place.top < before) this.#layout(null);
    else this.#tell();
    this.#update();
  }
}
