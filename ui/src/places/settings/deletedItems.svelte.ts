import { call, errorOf } from "$wire/call";
import type { CollectionId, LibraryOverview, SourceId, UiError } from "$wire/generated/index";

/** Something of the library that was deleted and can be restored. */
export type DeletedItem =
  | { kind: "source"; id: SourceId; name: string; deletedMs: number }
  | { kind: "collection"; id: CollectionId; name: string; deletedMs: number; sources: number };

/** Events come in bursts: one look after them is enough. */
const SOON_MS = 300;

/** How the library stands, and what of it was deleted, last deleted first. */
export class DeletedItems {
  overview = $state.raw<LibraryOverview | null>(null);
  items = $state.raw<readonly DeletedItem[]>([]);
  problem = $state.raw<UiError | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    try {
      const [overview, deleted] = await Promise.all([
        call("library_overview"),
        call("library_deleted"),
      ]);
      this.overview = overview;
      const collections = deleted.collections.map((each): DeletedItem => ({
        kind: "collection",
        id: each.id,
        name: each.name,
        deletedMs: each.deletedMs ?? 0,
        sources: each.sources,
      }));
      const sources = deleted.sources.map((each): DeletedItem => ({
        kind: "source",
        id: each.id,
        name: each.name,
        deletedMs: each.deletedMs ?? 0,
      }));
      this.items = [...collections, ...sources].sort((a, b) => b.deletedMs - a.deletedMs);
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.load();
    }, SOON_MS);
  }

  /** True when it is back. */
  async restore(item: DeletedItem): Promise<boolean> {
    try {
      if (item.kind === "source") await call("library_restore", [item.id]);
      else await call("library_collection_restore", item.id);
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return false;
    }
    this.items = this.items.filter((each) => each.id !== item.id);
    return true;
  }
}
