import { SvelteMap } from "svelte/reactivity";
import { call, errorOf } from "$wire/call";
import type {
  CollectionId,
  FolderId,
  FolderView,
  ReviewView,
  UiError,
} from "$wire/generated/index";
import { failed } from "./collectionActions";
import { Repeated } from "./repeated";

const AGAIN_MS = 300;
/** So many findings of a folder are shown at first, and with each "more". */
const PAGE = 50;

/** What waits in a folder, as far as it is shown. */
export interface Findings {
  list: readonly ReviewView[];
  next: number | null;
}

/** The watched folders, and what was found in them. */
export class Folders {
  list = $state.raw<readonly FolderView[]>([]);
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** The dialog of the host is open. */
  picking = $state(false);
  readonly findings = new SvelteMap<FolderId, Findings>();
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  /** Findings that wait in all folders. */
  get open(): number {
    return this.list.reduce((sum, folder) => sum + folder.open, 0);
  }

  async load(): Promise<void> {
    await this.#look.now();
  }

  changed(): void {
    this.#look.soon();
  }

  stop(): void {
    this.#look.stop();
  }

  /** Lets a person pick a folder and watches it. */
  async watch(collection: CollectionId | null): Promise<void> {
    this.picking = true;
    await this.#done(() => call("library_watch", { collection, automatic: false }));
    this.picking = false;
  }

  async set(folder: FolderView, part: Partial<FolderView>): Promise<void> {
    const { id, collection, automatic } = { ...folder, ...part };
    // What was chosen is shown at once; a refusal brings back what is so.
    this.list = this.list.map((each) =>
      each.id === id ? { ...each, collection, automatic } : each,
    );
    await this.#done(() => call("library_folder_set", { folder: id, collection, automatic }));
  }

  async look(folder: FolderId): Promise<void> {
    await this.#done(() => call("library_folder_look", folder));
  }

  async unwatch(folder: FolderId): Promise<void> {
    await this.#done(() => call("library_unwatch", folder));
  }

  /** Does what findings suggest; without numbers, of all that wait. */
  async take(folder: FolderId, reviews: number[] | null): Promise<void> {
    await this.#done(() => call("library_reviews_take", chosen(folder, reviews)));
  }

  /** Leaves findings alone until their files change. */
  async ignore(folder: FolderId, reviews: number[] | null): Promise<void> {
    await this.#done(() => call("library_reviews_ignore", chosen(folder, reviews)));
  }

  async more(folder: FolderId): Promise<void> {
    const shown = this.findings.get(folder)?.list.length ?? 0;
    await this.#loadFindings(folder, shown + PAGE);
  }

  async #load(): Promise<void> {
    try {
      const list = await call("library_folders");
      this.list = list;
      this.problem = null;
      for (const id of this.findings.keys()) {
        if (!list.some((folder) => folder.id === id)) this.findings.delete(id);
      }
      for (const folder of list) {
        const shown = this.findings.get(folder.id)?.list.length ?? 0;
        if (folder.open === 0) this.findings.delete(folder.id);
        else await this.#loadFindings(folder.id, Math.max(PAGE, shown));
      }
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
  }

  async #loadFindings(folder: FolderId, count: number): Promise<void> {
    const limit = Math.min(count, 200);
    const page = await call("library_reviews", { folder, after: null, limit });
    this.findings.set(folder, { list: page.reviews, next: page.next });
  }

  async #done(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      failed(thrown);
    }
    await this.load();
  }
}

function chosen(folder: FolderId, reviews: number[] | null) {
  return { folder, reviews: reviews ?? [], all: reviews === null };
}
