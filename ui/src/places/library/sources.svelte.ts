import { call, errorOf } from "$wire/call";
import type {
  Listed,
  SourceId,
  SourceView,
  Stage,
  Statistics,
  UiError,
} from "$wire/generated/index";
import { Pace } from "./pace";
import { Repeated } from "./repeated";

/** Rows asked for at once. */
const ASKED = 200;
/** Rows that are kept; those in view and near it are always among them. */
const KEPT = 2_000;
/** The list is looked at again at most this often while files come in. */
const AGAIN_MS = 400;

/** Nothing more happens to these by themselves. */
const SETTLED: readonly Stage[] = ["ready", "failed", "noText", "skipped"];

/** The list of sources: all ids, and the rows of those that have come into view. */
export class Sources {
  ids = $state.raw<readonly SourceId[]>([]);
  statistics = $state.raw<Statistics | null>(null);
  /** The list has come. */
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** Counts what was listed: another list is seen from its beginning. */
  listing = $state(0);
  /** Called when the list is another. */
  onlist: (list: readonly SourceId[], before: readonly SourceId[]) => void = () => undefined;

  #listed: Listed = {
    collection: null,
    stages: [],
    named: "",
    sortedBy: "added",
    reversed: false,
  };
  #rows = new Map<SourceId, SourceView>();
  /** Rows that nothing has been heard of since they were asked for. */
  #fresh = new Set<SourceId>();
  #asking = new Set<SourceId>();
  /** How fast those go that are being read, each with the stage it was at. */
  #paces = new Map<SourceId, { stage: Stage; pace: Pace }>();
  #view = { start: 0, end: 0 };
  #shown = $state(0);
  #frame = 0;
  readonly #outline = new Repeated(AGAIN_MS, () => this.#look());

  get listed(): Listed {
    return this.#listed;
  }

  /** The row of a source, once it has come; reactive. */
  row(id: SourceId): SourceView | undefined {
    void this.#shown;
    return this.#rows.get(id);
  }

  /** Milliseconds until a source is through its stage, roughly; reactive. */
  timeLeftOf(id: SourceId): number | null {
    void this.#shown;
    return this.#paces.get(id)?.pace.timeLeft(performance.now()) ?? null;
  }

  /** Lists something else, from its beginning. */
  async show(listed: Listed): Promise<void> {
    if (this.ready && JSON.stringify(listed) === JSON.stringify(this.#listed)) return;
    const another = listed.collection !== this.#listed.collection;
    this.#listed = listed;
    this.listing += 1;
    if (another) this.statistics = null;
    this.ready = false;
    await this.#outline.now();
  }

  /** Looks again at what is listed. */
  async reload(): Promise<void> {
    this.#fresh.clear();
    await this.#outline.now();
  }

  /** The library changed somewhere: what is shown may be another. */
  changed(): void {
    this.#fresh.clear();
    this.#outline.soon();
    this.#soon();
  }

  /** A source is at another stage, or further in it: asked for again if it is in view. */
  touched(id: SourceId, stage: Stage): void {
    this.#fresh.delete(id);
    this.#soon();
    if (SETTLED.includes(stage) || this.#listed.stages.length > 0) this.#outline.soon();
  }

  /** These rows are in view: those that are not known are asked for. */
  see(start: number, end: number): void {
    this.#view = { start, end };
    this.#soon();
  }

  /** Takes rows away before the backend says so. */
  drop(ids: readonly SourceId[]): void {
    const gone = new Set(ids);
    this.#set(this.ids.filter((id) => !gone.has(id)));
  }

  /** Stops what is still to be asked. */
  stop(): void {
    this.#outline.stop();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  async #look(): Promise<void> {
    const listed = this.#listed;
    try {
      const outline = await call("library_outline", listed);
      if (listed !== this.#listed) return;
      this.#set(outline.sources);
      this.statistics = outline.statistics;
      this.problem = null;
    } catch (thrown) {
      if (listed !== this.#listed) return;
      this.#set([]);
      this.problem = errorOf(thrown);
    }
    this.ready = true;
    this.#soon();
  }

  #set(ids: readonly SourceId[]): void {
    const before = this.ids;
    if (before.length === ids.length && before.every((id, at) => id === ids[at])) return;
    this.ids = ids;
    this.onlist(ids, before);
  }

  /** Once a frame, whatever was told meanwhile. */
  #soon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const inView = this.ids.slice(this.#view.start, this.#view.end);
    const wanted = inView.filter((id) => !this.#fresh.has(id) && !this.#asking.has(id));
    const ids = wanted.slice(0, ASKED);
    if (ids.length === 0) return;
    for (const id of ids) {
      this.#asking.add(id);
      this.#fresh.add(id);
    }
    try {
      const rows = await call("library_rows", ids);
      for (const row of rows) this.#take(row);
      this.#forget();
      this.#shown += 1;
    } catch (thrown) {
      // Not asked again until something changes or the person scrolls on: the list itself says what is wrong.
      this.problem ??= errorOf(thrown);
    }
    for (const id of ids) this.#asking.delete(id);
    this.#soon();
  }

  #take(row: SourceView): void {
    const { id, stage, done, total } = row.source;
    this.#rows.set(id, row);
    if (SETTLED.includes(stage) || total <= 0) {
      this.#paces.delete(id);
      return;
    }
    let known = this.#paces.get(id);
    if (known?.stage !== stage) {
      known = { stage, pace: new Pace() };
      this.#paces.set(id, known);
    }
    known.pace.note(total - done, performance.now());
  }

  /** A map gives its keys oldest first, so the rows that came long ago go. */
  #forget(): void {
    const inView = new Set(this.ids.slice(this.#view.start, this.#view.end));
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= KEPT) return;
      if (inView.has(id)) continue;
      this.#rows.delete(id);
      this.#fresh.delete(id);
    }
  }
}
