import type { LibraryView } from "$lib/hash";
import { view } from "$state/view.svelte";
import { onAppEvent } from "$wire/events";
import type { AppEvent, CollectionId, SourceId } from "$wire/generated/index";
import { Collections } from "./collections.svelte";
import { Folders } from "./folders.svelte";
import { Queue } from "./queue.svelte";
import { Selection } from "./selection.svelte";
import { Sorting, type Order } from "./sorting.svelte";
import { Sources } from "./sources.svelte";
import { STAGES_OF, type Filter } from "./stageWords";

/** How long typing into the name filter may pause before the list follows. */
const TYPING_MS = 150;

/** The Library place: its lists, and what is chosen and open in them. */
class LibraryState {
  readonly collections = new Collections();
  readonly sources = new Sources();
  readonly selection = new Selection();
  readonly queue = new Queue();
  readonly folders = new Folders();
  readonly sorting = new Sorting();
  filter = $state<Filter>("all");
  named = $state("");
  /** The collection whose name is being typed. */
  renaming = $state<CollectionId | null>(null);
  /** A new collection's name is being typed; these sources go into it. */
  creating = $state.raw<SourceId[] | null>(null);
  /** The collection that is about to be deleted. */
  deleting = $state<CollectionId | null>(null);
  /** The watched folders are open. */
  watching = $state(false);
  /** The ways to begin something new are offered. */
  adding = $state(false);
  /** The address of a page is being typed. */
  addingPage = $state(false);
  /** The collection that is about to be written into a file. */
  exporting = $state<CollectionId | null>(null);
  /** What is known of the open source is shown, and not the source itself. */
  facts = $state(false);
  /** The health report is open. */
  checking = $state(false);
  /** The list of collections lies over the place, as it does when there is little room. */
  drawer = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.sources.onlist = (list, before) => {
      this.selection.follow(list, before);
    };
  }

  /** What the place shows by the address. */
  get open(): LibraryView {
    const now = view.current;
    return now.place === "library"
      ? now
      : { place: "library", page: "sources", collection: null, source: null };
  }

  get collection(): CollectionId | null {
    return this.open.collection as CollectionId | null;
  }

  /** Follows what happens to the library; returns how to stop. */
  start(): () => void {
    void this.collections.load();
    void this.queue.load();
    void this.folders.load();
    this.sources.changed();
    const stop = onAppEvent((event) => {
      this.#hear(event);
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.sources.stop();
      this.collections.stop();
      this.queue.stop();
      this.folders.stop();
    };
  }

  /** Lists what the address, the filter and the name ask for. */
  list(): void {
    const { collection } = this;
    void this.sources.show({
      collection,
      stages: STAGES_OF[this.filter],
      named: this.named.trim(),
      sortedBy: this.sorting.by,
      reversed: this.sorting.reversed,
    });
  }

  /** Another collection or filter: what was chosen in the list before is chosen no more. */
  setFilter(filter: Filter): void {
    this.filter = filter;
    this.selection.clear();
    this.list();
  }

  sort(order: Order): void {
    this.sorting.choose(order);
    this.list();
  }

  typed(named: string): void {
    this.named = named;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.list();
    }, TYPING_MS);
  }

  /** Opens another page, collection or source of the place. */
  show(part: Partial<Omit<LibraryView, "place">>, replace = false): void {
    view.open({ ...this.open, ...part }, replace);
  }

  #hear(event: AppEvent): void {
    if (event.kind === "sourceChanged") {
      this.sources.touched(event.id, event.stage);
      this.queue.changed();
    } else if (event.kind === "libraryChanged") {
      this.sources.changed();
      this.collections.changed();
      this.queue.changed();
    } else if (event.kind === "embeddingChanged") {
      this.queue.changed();
    } else if (event.kind === "foldersChanged") {
      this.folders.changed();
    }
  }
}

/** The Library place of the window. */
export const library = new LibraryState();
