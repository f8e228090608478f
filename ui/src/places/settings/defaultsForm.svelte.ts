import { connection } from "$state/connection.svelte";
import { call, errorOf } from "$wire/call";
import type { ChatDefaults, ModelList, Parameters, UiError } from "$wire/generated/index";

/** Left to the platform, all of it. */
const NOTHING: ChatDefaults = {
  model: null,
  parameters: {
    thinking: null,
    effort: null,
    temperature: null,
    topP: null,
    maxTokens: null,
    systemPrompt: null,
  },
};

/** What a new conversation begins with; each change is kept at once. */
export class DefaultsForm {
  models = $state.raw<ModelList | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** Says that the last change is kept. */
  saved = $state(false);

  get current(): ChatDefaults {
    return connection.overview?.defaults ?? NOTHING;
  }

  async load(): Promise<void> {
    try {
      this.models = await call("chat_models");
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  async setModel(model: string | null): Promise<void> {
    await this.#keep({ ...this.current, model });
  }

  async set(part: Partial<Parameters>): Promise<void> {
    await this.#keep({ ...this.current, parameters: { ...this.current.parameters, ...part } });
  }

  async #keep(defaults: ChatDefaults): Promise<void> {
    this.problem = null;
    this.saved = false;
    try {
      connection.adopt(await call("settings_set_defaults", defaults));
      this.saved = true;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }
}
