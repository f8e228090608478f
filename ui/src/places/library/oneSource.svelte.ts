import { call, errorOf } from "$wire/call";
import type { AppEvent, SourceId, SourceView, UiError } from "$wire/generated/index";
import { Repeated } from "./repeated";

const AGAIN_MS = 200;

/** One source that is shown beside the list, kept as it is now. */
export class OneSource {
  view = $state.raw<SourceView | null>(null);
  problem = $state.raw<UiError | null>(null);
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  constructor(readonly id: SourceId) {}

  async load(): Promise<void> {
    await this.#look.now();
  }

  hear(event: AppEvent): void {
    const touched = event.kind === "sourceChanged" && event.id === this.id;
    if (touched || event.kind === "libraryChanged") this.#look.soon();
  }

  async #load(): Promise<void> {
    try {
      this.view = await call("library_source", this.id);
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }
}
