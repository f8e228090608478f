import { SvelteMap } from "svelte/reactivity";
import { call, errorOf } from "$wire/call";
import type { Cited, MessageId } from "$wire/generated/index";

/** Answers whose sources are kept at hand; a long thread that was scrolled through lets the oldest go. */
const KEPT = 300;

/** What answers stand on, loaded for those that are looked at. */
export class Citations {
  readonly #kept = new SvelteMap<MessageId, Cited>();
  /** How many passages there were when it was asked for. */
  readonly #asked = new Map<MessageId, number>();

  /** What an answer stands on, once it is known. */
  of(message: MessageId): Cited | undefined {
    return this.#kept.get(message);
  }

  /** Asks for it, once for each number of passages: while it is written more are found. */
  ensure(message: MessageId, passages: number): void {
    if (this.#asked.get(message) === passages) return;
    this.#asked.set(message, passages);
    void this.#load(message);
  }

  /** It may be different now: asks again if anybody looked. */
  refresh(message: MessageId): void {
    if (this.#asked.has(message)) void this.#load(message);
  }

  /** As it stands now: what is at hand may be from before the answer ended, and then none of it is cited. */
  now(message: MessageId): Promise<Cited> {
    return call("chat_citations", message);
  }

  async #load(message: MessageId): Promise<void> {
    try {
      const cited = await call("chat_citations", message);
      this.#kept.set(message, cited);
      this.#trim();
    } catch (thrown) {
      this.#asked.delete(message);
      // The message may be gone by now. Whatever else it is: the answer stands there, its numbers stay plain.
      if (errorOf(thrown).code !== "notFound") reportError(thrown);
    }
  }

  #trim(): void {
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) return;
      this.#kept.delete(oldest);
      this.#asked.delete(oldest);
    }
  }
}
