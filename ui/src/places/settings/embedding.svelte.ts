import { call, errorOf } from "$wire/call";
import type { EmbeddingChoice, EmbeddingPlan, EmbeddingView, UiError } from "$wire/generated/index";

/** The model inside the app, or the length of the platform's vectors as a text. */
export type EmbeddingOption = "local" | `${number}`;

/** Who makes the library's vectors, and what is being decided about it. */
export class EmbeddingState {
  view = $state.raw<EmbeddingView | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** What the person is about to choose: the price is looked at first. */
  asked = $state.raw<EmbeddingChoice | null>(null);
  plan = $state.raw<EmbeddingPlan | null>(null);
  working = $state(false);

  async load(): Promise<void> {
    await this.#do(() => call("library_embedding"));
  }

  /** Counts what a choice will cost; nothing is done before `confirm`. */
  async ask(choice: EmbeddingChoice): Promise<void> {
    this.asked = choice;
    this.plan = null;
    try {
      const plan = await call("library_embedding_plan", choice);
      if (this.asked === choice) this.plan = plan;
    } catch (thrown) {
      this.asked = null;
      this.problem = errorOf(thrown);
    }
  }

  async confirm(): Promise<void> {
    const choice = this.asked;
    this.asked = null;
    if (choice !== null) await this.choose(choice);
  }

  async choose(choice: EmbeddingChoice): Promise<void> {
    await this.#do(() => call("library_embedding_choose", choice));
  }

  async rerank(on: boolean): Promise<void> {
    await this.#do(() => call("library_rerank", on));
  }

  async forget(model: number): Promise<void> {
    await this.#do(() => call("library_embedding_forget", model));
  }

  async goOn(): Promise<void> {
    await this.#do(async () => {
      await call("library_embedding_go_on");
      return call("library_embedding");
    });
  }

  async #do(work: () => Promise<EmbeddingView>): Promise<void> {
    this.working = true;
    try {
      this.view = await work();
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    } finally {
      this.working = false;
    }
  }
}

/** A choice as the value of a control. */
export function optionOf(choice: EmbeddingChoice): EmbeddingOption {
  return choice.kind === "local" ? "local" : `${choice.dimensions}`;
}

/** The value of a control as a choice. */
export function choiceOf(option: EmbeddingOption): EmbeddingChoice {
  return option === "local" ? { kind: "local" } : { kind: "platform", dimensions: Number(option) };
}
