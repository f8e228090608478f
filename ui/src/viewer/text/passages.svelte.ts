import { call, errorOf } from "$wire/call";
import type { PassageView, SourceId, UiError } from "$wire/generated/index";
import type { RowRange } from "$lib/scroll/range";
import { Rows } from "../rows.svelte";

/** Passages asked for at once. */
const PAGE = 40;
/** A passage that is not measured yet. */
const ESTIMATE_PX = 120;

/** The text of a source as it was read; only what is near the screen is loaded. */
export class Passages {
  /** How many passages there are, as far as is known. */
  count = $state(0);
  problem = $state.raw<UiError | null>(null);
  readonly rows: Rows;
  #loaded = $state.raw<ReadonlyMap<number, PassageView>>(new Map());
  readonly #asked = new Set<number>();

  constructor(
    private readonly source: SourceId,
    count: number,
  ) {
    // At least one, so that a source whose count is not told yet is asked for.
    this.count = Math.max(1, count);
    this.rows = new Rows(this.count, ESTIMATE_PX, (range) => this.#need(range));
    this.#need({ start: 0, end: 1 });
  }

  at(ordinal: number): PassageView | undefined {
    return this.#loaded.get(ordinal);
  }

  /** Nothing can be shown, now or later. */
  get empty(): boolean {
    return this.count === 0;
  }

  /** Brings a passage near the upper edge. */
  show(ordinal: number): void {
    if (ordinal >= this.count) this.#grow(ordinal + 1);
    this.#need({ start: ordinal, end: ordinal + 1 });
    this.rows.goTo(ordinal, -48);
  }

  /** Asks again for what failed. */
  retry(): void {
    this.problem = null;
    this.#asked.clear();
    this.#need(this.rows.range);
  }

  #need({ start, end }: RowRange): void {
    for (let page = Math.floor(start / PAGE); page * PAGE < end; page++) void this.#load(page);
  }

  async #load(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const first = page * PAGE;
      const read = await call("library_read", { source: this.source, first, limit: PAGE });
      const loaded = new Map(this.#loaded);
      for (const passage of read.passages) loaded.set(passage.ordinal, passage);
      this.#loaded = loaded;
      this.#count(page, read.passages.at(-1)?.ordinal, read.next);
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  /** A page that is not full ends the text; one that goes on makes it at least that long. */
  #count(page: number, last: number | undefined, next: number | null): void {
    if (next !== null) {
      this.#grow(next + 1);
    } else if (last !== undefined || page === 0) {
      this.count = (last ?? -1) + 1;
      this.rows.resize(this.count);
    }
  }

  #grow(count: number): void {
    if (count <= this.count) return;
    this.count = count;
    this.rows.resize(count);
  }
}
