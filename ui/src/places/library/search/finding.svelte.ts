import type { Key } from "$i18n/t.svelte";
import { call, errorOf } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type { LibraryHit, LibraryHits, LibraryOverview, UiError } from "$wire/generated/index";
import { type Group, groupsOf } from "./groups";
import { asked, type Limits, NO_LIMITS } from "./limits";

/** After the last key before the backend is asked; it ends older searches by itself. */
const QUIET_MS = 90;
/** After the last key before a platform is paid for the meaning of the question. */
const DONE_TYPING_MS = 900;
/** Between two looks while the indexes open, and after the library changed. */
const AGAIN_MS = 1_000;
const FIRST = 40;
const MOST = 100;

/** What the page shows in the place of hits. */
export type State = "start" | "empty" | "opening" | "failed" | "none" | "hits";

/** The search over the library. */
export class Finding {
  query = $state("");
  limits = $state.raw<Limits>(NO_LIMITS);
  hits = $state.raw<readonly LibraryHit[]>([]);
  byMeaning = $state(false);
  /** The hits belong to the query and the limits as they are now. */
  settled = $state(true);
  problem = $state.raw<UiError | null>(null);
  overview = $state.raw<LibraryOverview | null>(null);
  /** Sources whose hits are all shown. */
  unfolded = $state.raw<ReadonlySet<string>>(new Set());
  /** The query that the hits belong to. */
  answered = $state("");
  readonly groups: readonly Group[] = $derived(groupsOf(this.hits));
  #opening = $state(false);
  #limit = $state(FIRST);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Loads what the page needs beside hits; returns how to let go. */
  start(): () => void {
    void this.#look();
    const stop = onAppEvent((event) => {
      if (event.kind === "libraryChanged" || event.kind === "sourceChanged") this.#later();
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
      clearTimeout(this.#again);
      this.#again = undefined;
      this.#asked += 1;
    };
  }

  get active(): boolean {
    return this.query.trim() !== "";
  }

  get limited(): boolean {
    const { collection, kind, age } = this.limits;
    return collection !== null || kind !== "" || age !== "any";
  }

  /** Sources that cannot be found yet. */
  get waiting(): number {
    const counts = this.overview?.statistics;
    return counts === undefined ? 0 : counts.waiting + counts.working;
  }

  get state(): State {
    if (this.overview?.statistics.sources === 0) return "empty";
    if (this.problem !== null) return "failed";
    if (!this.active) return "start";
    if (this.#opening) return "opening";
    if (this.hits.length > 0) return "hits";
    // While the first answer is on its way nothing is said about what it will be.
    return this.settled ? "none" : "start";
  }

  /** By what the hits were found. Some text is always the nearest in meaning: that none has the words is said. */
  get by(): Key {
    if (!this.byMeaning) return "search.by.words";
    const noWord = this.hits.length > 0 && this.hits.every((hit) => hit.words === null);
    return noWord ? "search.by.meaning" : "search.by.both";
  }

  /** There may be more hits than are shown. */
  get more(): boolean {
    return this.hits.length >= this.#limit && this.#limit < MOST;
  }

  typed(query: string): void {
    this.query = query;
    this.#limit = FIRST;
    this.unfolded = new Set();
    this.#soon(QUIET_MS);
  }

  limit(limits: Partial<Limits>): void {
    this.limits = { ...this.limits, ...limits };
    this.#limit = FIRST;
    this.#soon(0);
  }

  showMore(): void {
    this.#limit = MOST;
    this.#soon(0);
  }

  unfold(source: string, open: boolean): void {
    const unfolded = new Set(this.unfolded);
    if (open) unfolded.add(source);
    else unfolded.delete(source);
    this.unfolded = unfolded;
  }

  retry(): void {
    this.problem = null;
    this.#soon(0);
  }

  #soon(delay: number): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (!this.active) {
      this.hits = [];
      this.problem = null;
      this.settled = true;
      this.#opening = false;
      return;
    }
    this.settled = false;
    this.#timer = setTimeout(() => void this.#ask(), delay);
  }

  async #ask(typing = true): Promise<void> {
    const number = this.#asked;
    const query = this.query.trim();
    try {
      const found = await call("library_search", {
        query,
        typing,
        sources: [],
        limit: this.#limit,
        ...asked(this.limits, Date.now()),
      });
      // A newer search ends this one: it says nothing, and the newer one answers.
      if (number !== this.#asked || found.superseded) return;
      this.#take(found, query);
      // Each letter would cost: the meaning is asked for once the question stands still.
      if (found.withoutMeaning === "typing") {
        this.#timer = setTimeout(() => void this.#ask(false), DONE_TYPING_MS);
      }
    } catch (thrown) {
      if (number !== this.#asked) return;
      this.problem = errorOf(thrown);
      this.settled = true;
    }
  }

  #take(found: LibraryHits, query: string): void {
    this.problem = null;
    this.#opening = !found.ready;
    if (!found.ready) {
      this.#later();
      return;
    }
    this.hits = found.hits;
    this.byMeaning = found.byMeaning;
    this.answered = query;
    this.settled = true;
  }

  /** Looks again when the library has been quiet for a moment; a search that found something keeps its place. */
  #later(): void {
    if (this.#again !== undefined) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      void this.#look();
      if (this.active) void this.#ask();
    }, AGAIN_MS);
  }

  async #look(): Promise<void> {
    try {
      this.overview = await call("library_overview");
    } catch {
      // The search itself says what is wrong; without the overview only the filters lack their collections.
      this.overview = null;
    }
  }
}
