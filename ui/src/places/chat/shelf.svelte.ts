import { SvelteMap } from "svelte/reactivity";
import { call } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type {
  Collection,
  LibraryOverview,
  Listed,
  ListSources,
  Source,
  SourceId,
  SourcePage,
} from "$wire/generated/index";

/** Sources whose names are at hand while one types; beyond them names are looked for in the store. */
const NEWEST = 1_000;
const PAGE = 200;
/** Sources found by name in the store. */
const FOUND = 30;
/** After a change of the library, so that a folder being read does not ask a hundred times a second. */
const SOON_MS = 400;

/** What is known of a source by its name. */
export interface ShelfSource {
  readonly id: SourceId;
  readonly name: string;
  readonly kind: string;
  readonly stage: Source["stage"];
  readonly searchable: boolean;
  readonly deleted: boolean;
}

/** What the library has, as far as whoever asks wants to know: nothing is loaded before it is looked at. */
export class Shelf {
  overview = $state.raw<LibraryOverview | null>(null);
  /** Last added first. */
  newest = $state.raw<readonly SourceId[]>([]);
  /** Found by name among the older ones. */
  found = $state.raw<readonly SourceId[]>([]);
  readonly sources = new SvelteMap<SourceId, ShelfSource>();
  #wanted = new Set<SourceId>();
  #overviewAsked = false;
  #newestAsked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get collections(): readonly Collection[] {
    return this.overview?.collections ?? [];
  }

  /** The sources to choose from. */
  readonly listed: readonly ShelfSource[] = $derived.by(() => {
    const ids = new Set([...this.newest, ...this.found]);
    return [...ids].flatMap((id) => this.sources.get(id) ?? []).filter((source) => !source.deleted);
  });

  /** Starts to hear of changes; returns how to stop. */
  follow(): () => void {
    const stop = onAppEvent((event) => {
      if (event.kind === "sourceChanged" && this.sources.has(event.id)) this.#wanted.add(event.id);
      if (event.kind === "libraryChanged" || event.kind === "sourceChanged") this.#soon();
    });
    return () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      stop();
    };
  }

  /** Learns how the library stands. */
  look(): void {
    if (this.#overviewAsked) return;
    this.#overviewAsked = true;
    void this.#loadOverview();
  }

  /** Learns the names of the newest sources as well. */
  browse(): void {
    this.look();
    if (this.#newestAsked) return;
    this.#newestAsked = true;
    void this.#loadNewest();
  }

  /** Learns what these are called. */
  name(ids: readonly SourceId[]): void {
    for (const id of ids) if (!this.sources.has(id)) this.#wanted.add(id);
    if (this.#wanted.size > 0) void this.#loadWanted();
  }

  /** Looks among all names of the library, if it has more than are at hand. */
  async find(query: string): Promise<void> {
    if (this.newest.length < NEWEST || query.trim() === "") return;
    try {
      const named: Listed = {
        collection: null,
        stages: [],
        named: query,
        sortedBy: "added",
        reversed: false,
      };
      const { sources } = await call("library_outline", named);
      const first = sources.slice(0, FOUND);
      await this.#rows(first.filter((id) => !this.sources.has(id)));
      this.found = first;
    } catch (thrown) {
      reportError(thrown);
    }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#overviewAsked) void this.#loadOverview();
      if (this.#newestAsked) void this.#loadNewest();
      if (this.#wanted.size > 0) void this.#loadWanted();
    }, SOON_MS);
  }

  async #loadOverview(): Promise<void> {
    try {
      this.overview = await call("library_overview");
    } catch (thrown) {
      // Without it nothing is said of the library; what is wrong with the store shows where something is asked of it.
      reportError(thrown);
      this.#overviewAsked = false;
    }
  }

  async #loadNewest(): Promise<void> {
    try {
      const ids: SourceId[] = [];
      let after: number | null = null;
      do {
        const request: ListSources = { collection: null, stage: null, after, limit: PAGE };
        const page: SourcePage = await call("library_sources", request);
        for (const source of page.sources) ids.push(this.#put(source));
        after = page.next;
      } while (after !== null && ids.length < NEWEST);
      this.newest = ids;
    } catch (thrown) {
      reportError(thrown);
      this.#newestAsked = false;
    }
  }

  async #loadWanted(): Promise<void> {
    const ids = [...this.#wanted];
    this.#wanted.clear();
    try {
      const found = new Set(await this.#rows(ids));
      // Rows are of what is there; of what was deleted only its own page knows.
      for (const id of ids) if (!found.has(id)) await this.#one(id);
    } catch (thrown) {
      reportError(thrown);
    }
  }

  async #rows(ids: readonly SourceId[]): Promise<SourceId[]> {
    if (ids.length === 0) return [];
    const rows = await call("library_rows", [...ids]);
    return rows.map((row) => this.#put(row.source));
  }

  async #one(id: SourceId): Promise<void> {
    try {
      this.#put((await call("library_source", id)).source);
    } catch {
      // Gone for good: there is no name any more.
      const gone = { kind: "", stage: "failed", searchable: false, deleted: true } as const;
      this.sources.set(id, { id, name: "", ...gone });
    }
  }

  #put(source: Source): SourceId {
    const { id, name, kind, stage, searchable } = source;
    this.sources.set(id, { id, name, kind, stage, searchable, deleted: source.deletedMs !== null });
    return id;
  }
}
