import { call, errorOf } from "$wire/call";
import type {
  ArtifactId,
  Gallery,
  GalleryFilter,
  GalleryItem,
  GalleryPlace,
  GalleryRow,
  UiError,
} from "$wire/generated/index";

/** Rows are asked for in blocks of so many pixels: a screen is two or three of them. */
const BLOCK_PX = 640;
/** Blocks that are kept; those in view are always among them. */
const KEPT = 64;

/** What a layout depends on besides what is kept. */
export interface Frame {
  width: number;
  rowHeight: number;
  gap: number;
  heading: number;
}

/** An item with the place it is drawn at. */
export interface Placed {
  item: GalleryItem;
  index: number;
  top: number;
  height: number;
}

/** A row whose items are placed once: what is drawn already is the same object at the next step of the scrolling. */
interface PlacedRow {
  top: number;
  height: number;
  first: number;
  placed: readonly Placed[];
}

/** Some that follow one another, both ends included. */
interface Blocks {
  first: number;
  last: number;
}

interface Stretch {
  top: number;
  bottom: number;
}

function blocksOf({ top, bottom }: Stretch): Blocks {
  const first = Math.floor(top / BLOCK_PX);
  return { first, last: Math.max(first, Math.ceil(bottom / BLOCK_PX) - 1) };
}

function stretchOf({ first, last }: Blocks): Stretch {
  return { top: first * BLOCK_PX, bottom: (last + 1) * BLOCK_PX };
}

function placedRow({ top, height, first, items }: GalleryRow): PlacedRow {
  const placed = items.map((item, at) => ({ item, index: first + at, top, height }));
  return { top, height, first, placed };
}

/** The gallery as the backend laid it out: how high all is, and the rows of those blocks that were looked at. */
export class Layout {
  gallery = $state.raw<Gallery | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** What stands in the stretch that is looked at, from the top. */
  placed = $state.raw<readonly Placed[]>([]);

  #filter: GalleryFilter | null = null;
  #frame: Frame | null = null;
  #blocks = new Map<number, readonly PlacedRow[]>();
  #stretch = { top: 0, bottom: 0 };
  #loading = false;
  /** A layout is on its way: nothing more of the one before is worth asking for. */
  #opening = false;
  /** Counts layouts, so that the answer to an older question is not taken. */
  #turn = 0;
  /** What is shown is still of the layout before. */
  #old = false;

  /** Lays out, to be seen from the top or from where it is; the rows shown stay until those of the new layout are there. */
  async open(filter: GalleryFilter, frame: Frame, fromTop = false): Promise<void> {
    this.#filter = filter;
    this.#frame = frame;
    const turn = ++this.#turn;
    this.#opening = true;
    const { top, bottom } = this.#stretch;
    if (fromTop) this.#stretch = { top: 0, bottom: bottom - top };
    const blocks = blocksOf(this.#stretch);
    try {
      const gallery = await call("studio_gallery", { filter, ...frame, ...stretchOf(blocks) });
      if (turn !== this.#turn) return;
      this.#blocks.clear();
      this.#keep(blocks, gallery.rows);
      this.#old = true;
      this.gallery = gallery;
      this.problem = null;
      if (gallery.total === 0) this.placed = [];
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.problem = errorOf(thrown);
      return;
    } finally {
      if (turn === this.#turn) this.#opening = false;
    }
    this.#show();
    await this.#load();
  }

  /** This stretch is looked at: its rows come. */
  see(top: number, bottom: number): void {
    this.#stretch = { top: Math.max(0, top), bottom: Math.max(0, bottom) };
    this.#show();
    if (!this.#opening) void this.#load();
  }

  /** Where an artifact is; `null` when it is not in this layout. */
  async find(id: ArtifactId): Promise<GalleryPlace | null> {
    const { gallery } = this;
    if (gallery === null) return null;
    const known = this.placed.find((each) => each.item.id === id);
    if (known === undefined && gallery.total === 0) return null;
    return call("studio_gallery_place", { token: gallery.token, id }).catch(() => null);
  }

  /** The artifact with an index, and where it is. */
  async at(index: number): Promise<GalleryPlace | null> {
    const { gallery } = this;
    if (gallery === null || gallery.total === 0) return null;
    const within = Math.max(0, Math.min(gallery.total - 1, index));
    return call("studio_gallery_at", { token: gallery.token, index: within }).catch(() => null);
  }

  /** The artifacts between two indexes. */
  async range(from: number, to: number): Promise<ArtifactId[]> {
    const { gallery } = this;
    if (gallery === null) return [];
    return call("studio_gallery_range", { token: gallery.token, from, to }).catch(() => []);
  }

  /** Changes what is known of some items before the backend says so. */
  patch(ids: ReadonlySet<ArtifactId>, part: Partial<GalleryItem>): void {
    for (const [block, rows] of this.#blocks) {
      this.#blocks.set(
        block,
        rows.map((row) => ({
          ...row,
          placed: row.placed.map((each) =>
            ids.has(each.item.id) ? { ...each, item: { ...each.item, ...part } } : each,
          ),
        })),
      );
    }
    this.#show();
  }

  /** The blocks of the view, as long as some are missing: it may have moved while others came. */
  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      for (;;) {
        const { gallery } = this;
        const blocks = this.#missing();
        if (gallery === null || blocks === null) break;
        const { token } = gallery;
        const rows = await call("studio_gallery_rows", { token, ...stretchOf(blocks) });
        if (this.gallery?.token !== token) continue;
        this.#keep(blocks, rows);
        this.#forget();
        this.#show();
      }
    } catch (thrown) {
      await this.#failed(errorOf(thrown));
    } finally {
      this.#loading = false;
    }
  }

  /** A layout that the backend has forgotten is made again. */
  async #failed(problem: UiError): Promise<void> {
    if (problem.code !== "notFound" || this.#filter === null || this.#frame === null) {
      this.problem = problem;
      return;
    }
    this.#loading = false;
    await this.open(this.#filter, this.#frame);
  }

  /** A row that two blocks touch is in both. */
  #keep({ first, last }: Blocks, rows: readonly GalleryRow[]): void {
    const placed = rows.map(placedRow);
    for (let block = first; block <= last; block++) {
      const { top, bottom } = stretchOf({ first: block, last: block });
      this.#blocks.set(
        block,
        placed.filter((row) => row.top < bottom && row.top + row.height > top),
      );
    }
  }

  #range(): Blocks {
    const { top, bottom } = this.#stretch;
    return blocksOf({ top, bottom: Math.min(bottom, this.gallery?.height ?? 0) });
  }

  /** From the first to the last that are missing. */
  #missing(): Blocks | null {
    const { gallery } = this;
    if (gallery === null || gallery.total === 0) return null;
    const missing: number[] = [];
    const { first, last } = this.#range();
    for (let block = first; block <= last; block++) {
      if (!this.#blocks.has(block)) missing.push(block);
    }
    const [from, to] = [missing[0], missing.at(-1)];
    return from === undefined || to === undefined ? null : { first: from, last: to };
  }

  #show(): void {
    const { gallery } = this;
    if (gallery === null) return;
    const { first, last } = this.#range();
    const { top, bottom } = this.#stretch;
    const found = new Map<number, PlacedRow>();
    let whole = true;
    for (let block = first; block <= last; block++) {
      const rows = this.#blocks.get(block);
      whole &&= rows !== undefined;
      for (const row of rows ?? []) {
        if (row.top < bottom && row.top + row.height > top) found.set(row.first, row);
      }
    }
    // What was shown before is better than a hole: another layout is shown when all of it that is seen is here.
    if (this.#old && !whole) return;
    this.#old = false;
    const next = [...found.values()].flatMap((row) => row.placed);
    const same = next.length === this.placed.length;
    if (same && next.every((each, at) => each === this.placed[at])) return;
    this.placed = next;
  }

  /** A map gives its keys oldest first, so the blocks that came long ago go. */
  #forget(): void {
    const { first, last } = this.#range();
    for (const block of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) return;
      if (block < first || block > last) this.#blocks.delete(block);
    }
  }
}
