import type {
  ArtifactId,
  BoardId,
  Facets,
  GalleryFilter,
  MediaKind,
  UiError,
} from "$wire/generated/index";
import { call, errorOf } from "$wire/call";
import { Repeated } from "$lib/repeated";
import { HEADING_REM } from "./geometry";
import { Layout, type Frame } from "./layout.svelte";
import { periodOf, type Period } from "./period";
import { Selection } from "./selection.svelte";

/** A gallery that changes by itself is laid out again at most this often. */
const AGAIN_MS = 250;
const SIZES_KEY = "glim-studio-row-height";
const BAR_KEY = "glim-studio-jump-bar";

/** Narrower than this the band of filters has no room for all of them. */
const TIGHT_REM = 29;

/** How high the rows may be, in rem. */
export const ROW_REM = { least: 6, most: 20, step: 1, usual: 11 } as const;

/** What the gallery is narrowed to besides its board. */
export interface Narrowing {
  text: string;
  kind: MediaKind | "all";
  model: string | null;
  tag: string | null;
  period: Period;
  favourite: boolean;
  deleted: boolean;
}

/** Nothing is left out. */
const ALL: Narrowing = {
  text: "",
  kind: "all",
  model: null,
  tag: null,
  period: "ever",
  favourite: false,
  deleted: false,
};

/** What is shown of all that was made: filters, layout, selection. */
export class GalleryState {
  narrowing = $state.raw<Narrowing>(ALL);
  board = $state<BoardId | null>(null);
  facets = $state.raw<Facets | null>(null);
  /** The first layout has come. */
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** Counts what was opened: another board or filter is seen from its beginning. */
  opened = $state(0);
  /** There is no room beside the search: the choice of a kind goes to the other filters. */
  tight = $state(false);
  /** In rem. */
  rowHeight = $state(keptRowHeight());
  readonly layout = new Layout();
  readonly selection = new Selection();
  /** Called before and after a layout that nobody asked for, so that the view holds on to what it shows. */
  onlayout: (change: () => Promise<void>) => Promise<void> = (change) => change();

  #frame: Frame | null = null;
  /** What of `opened` is laid out. */
  #laid = -1;
  readonly #waiting: (() => void)[] = [];
  readonly #look = new Repeated(AGAIN_MS, () => this.#lay());
  readonly #count = new Repeated(AGAIN_MS, () => this.#loadFacets());

  /** Something is left out by choice. */
  get narrowed(): boolean {
    const { deleted } = this.narrowing;
    return JSON.stringify(this.narrowing) !== JSON.stringify({ ...ALL, deleted });
  }

  /** How many choices of the filter sheet leave something out; kind, text and favourites show for themselves. */
  get hidden(): number {
    const { model, tag, period } = this.narrowing;
    return [model !== null, tag !== null, period !== "ever"].filter(Boolean).length;
  }

  /** The bar to jump with is beside the pictures, or was when they were last seen: its room is not taken from them later. */
  get barred(): boolean {
    return localStorage.getItem(BAR_KEY) !== null;
  }

  set barred(barred: boolean) {
    if (barred) localStorage.setItem(BAR_KEY, "");
    else localStorage.removeItem(BAR_KEY);
  }

  /** Narrows by some, and keeps the rest. */
  narrow(part: Partial<Narrowing>): void {
    this.narrowing = { ...this.narrowing, ...part };
    this.#open();
  }

  /** Leaves nothing out. */
  widen(): void {
    this.narrow({ ...ALL, deleted: this.narrowing.deleted });
  }

  /** Shows a board, or all. */
  show(board: BoardId | null): void {
    if (board === this.board && this.ready) return;
    this.board = board;
    if (board !== null && this.narrowing.deleted) {
      this.narrowing = { ...this.narrowing, deleted: false };
    }
    this.#open();
  }

  /** The view is this wide now. */
  fit(frame: Frame): void {
    this.#frame = frame;
    this.tight = frame.width / (frame.heading / HEADING_REM) < TIGHT_REM;
    void this.#look.now();
  }

  /** The rows are to be this high from now on. */
  setRowHeight(rem: number): void {
    this.rowHeight = Math.max(ROW_REM.least, Math.min(ROW_REM.most, rem));
    localStorage.setItem(SIZES_KEY, String(this.rowHeight));
  }

  /** Something that is kept changed. */
  changed(generation: number): void {
    this.#count.soon();
    const known = this.layout.gallery;
    if (this.#frame === null || (known !== null && known.generation >= generation)) return;
    this.#look.soon();
  }

  /** Counts again what there is. */
  async count(): Promise<void> {
    await this.#count.now();
  }

  /** The pictures in view are drawn, or it takes longer than that. */
  drawn(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, atMostMs);
    });
  }

  /** These are the pictures in view. */
  async draws(pictures: readonly HTMLImageElement[]): Promise<void> {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting.splice(0);
    await Promise.allSettled(pictures.map((each) => each.decode()));
    for (const told of waiting) told();
  }

  /** Tries again after a failure. */
  async reload(): Promise<void> {
    await Promise.all([this.#look.now(), this.#count.now()]);
  }

  stop(): void {
    this.#look.stop();
    this.#count.stop();
    this.#frame = null;
  }

  /** These are no longer here: said before the backend does. */
  drop(ids: readonly ArtifactId[]): void {
    this.selection.drop(ids);
  }

  #open(): void {
    this.opened += 1;
    this.selection.clear();
    this.selection.cursor = null;
    if (this.#frame !== null) void this.#look.now();
  }

  async #lay(): Promise<void> {
    const frame = this.#frame;
    if (frame === null) return;
    const asked = this.#laid !== this.opened;
    const lay = (): Promise<void> => this.layout.open(this.#filter(), frame, asked);
    this.#laid = this.opened;
    // Here and not where it is called for: a look that was put off is held on to as well.
    await (asked ? lay() : this.onlayout(lay));
    this.ready = true;
  }

  async #loadFacets(): Promise<void> {
    try {
      this.facets = await call("studio_facets");
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  #filter(): GalleryFilter {
    const { text, kind, model, tag, period, favourite, deleted } = this.narrowing;
    return {
      text,
      kinds: kind === "all" ? [] : [kind],
      models: model === null ? [] : [model],
      ...periodOf(period, new Date()),
      favourite,
      tag,
      board: this.board,
      deleted,
    };
  }
}

function keptRowHeight(): number {
  const kept = Number(localStorage.getItem(SIZES_KEY));
  return kept >= ROW_REM.least && kept <= ROW_REM.most ? kept : ROW_REM.usual;
}
