import { call, errorOf } from "$wire/call";
import type { Collection, CollectionId, UiError } from "$wire/generated/index";
import { Repeated } from "./repeated";

const AGAIN_MS = 300;

/** The collections: a person has tens, so all are always here. */
export class Collections {
  list = $state.raw<readonly Collection[]>([]);
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  find(id: string | null): Collection | undefined {
    return this.list.find((each) => each.id === id);
  }

  nameOf(id: CollectionId): string | undefined {
    return this.find(id)?.name;
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

  /** Shows a collection as it is known to be now, before the backend's event arrives. */
  put(collection: Collection): void {
    const known = this.list.some((each) => each.id === collection.id);
    this.list = known
      ? this.list.map((each) => (each.id === collection.id ? collection : each))
      : [...this.list, collection];
  }

  drop(id: CollectionId): void {
    this.list = this.list.filter((each) => each.id !== id);
  }

  async #load(): Promise<void> {
    try {
      this.list = await call("library_collections");
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
  }
}
