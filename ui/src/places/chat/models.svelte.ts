import { call, errorOf } from "$wire/call";
import type { ModelView, UiError } from "$wire/generated/index";

/** The models that can be asked at the platform in use. */
export class Models {
  list = $state.raw<readonly ModelView[]>([]);
  defaultModel = $state("");
  ready = $state(false);
  /** Why the list is the built-in one, or why there is none. */
  problem = $state.raw<UiError | null>(null);
  #loading: Promise<void> | null = null;
  readonly #byId = $derived(new Map(this.list.map((model) => [model.id, model])));

  find(id: string): ModelView | undefined {
    return this.#byId.get(id);
  }

  /** Asks again, for instance after another platform was chosen. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    try {
      const list = await call("chat_models");
      this.list = list.models;
      this.defaultModel = list.defaultModel;
      this.problem = list.problem;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
  }
}
