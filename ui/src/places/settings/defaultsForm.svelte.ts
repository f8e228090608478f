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
    knowledge: null,
  },
};

/** What a new conversation begins with; each change is kept at once. */
export class DefaultsForm {
  models = $state.raw<ModelList | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** Says that all changes are kept. */
  saved = $state(false);
  /** What is on its way to be kept: the next change builds on it, not on what was kept before. */
  #wanted = $state.raw<ChatDefaults | null>(null);
  #last: Promise<void> = Promise.resolve();

  get current(): ChatDefaults {
    return this.#wanted ?? connection.defaults ?? NOTHING;
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

  /** One at a time and in order, so that the last change is the one that stays. */
  #keep(defaults: ChatDefaults): Promise<void> {
    this.problem = null;
    this.saved = false;
    this.#wanted = defaults;
    this.#last = this.#last.then(() => this.#send(defaults));
    return this.#last;
  }

  async #send(defaults: ChatDefaults): Promise<void> {
    const isLast = (): boolean => this.#wanted === defaults;
    // A newer change holds this one too.
    if (!isLast()) return;
    try {
      connection.adopt(await call("settings_set_defaults", defaults));
      if (!isLast()) return;
      this.saved = true;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    if (isLast()) this.#wanted = null;
  }
}
