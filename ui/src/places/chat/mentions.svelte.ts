import { t } from "$i18n/t.svelte";
import { type Mention, mentionAt, withoutMention } from "$lib/text/mention";
import { type Candidate, candidatesFor, without } from "./candidates";
import type { Composer } from "./composer.svelte";
import { Pointing } from "./pointing.svelte";
import { plus } from "./knowledge";
import type { Shelf } from "./shelf.svelte";

/** Lines of the list. */
const SHOWN = 8;

/** The list of names that stands over the box while one types behind an `@`. */
export class Mentions {
  #mention = $state.raw<Mention | null>(null);
  readonly #pointing = new Pointing(() => this.candidates.length);
  /** The person closed the list of the `@` that stands here. */
  #closedAt = $state<number | null>(null);

  constructor(
    private readonly composer: Composer,
    private readonly shelf: Shelf,
  ) {}

  /** What is offered; empty while no name is being written or none is meant. */
  readonly candidates: readonly Candidate[] = $derived.by(() => {
    const mention = this.#mention;
    if (mention === null || mention.start === this.#closedAt) return [];
    const { collections, listed } = this.shelf;
    const offered = { collections, sources: listed, everything: t("asking.everything") };
    const { knowledge } = this.composer.parameters;
    return without(candidatesFor(mention.query, offered, SHOWN * 4), knowledge).slice(0, SHOWN);
  });

  /** Which line Enter takes. */
  get active(): number {
    return this.#pointing.active;
  }

  /** The text or the caret changed. */
  look(text: string, caret: number): void {
    const mention = mentionAt(text, caret);
    if (mention?.start !== this.#mention?.start) this.#closedAt = null;
    if (mention?.query !== this.#mention?.query) {
      this.#pointing.to(0);
      if (mention !== null) {
        this.shelf.browse();
        void this.shelf.find(mention.query);
      }
    }
    this.#mention = mention;
  }

  /** The box lost the focus, or its text was sent. */
  leave(): void {
    this.#mention = null;
    this.#closedAt = null;
  }

  point(index: number): void {
    this.#pointing.to(index);
  }

  /** Takes a key that is for the list; false when it is not. */
  pressed(key: string): boolean {
    return this.#pointing.pressed(key, {
      choose: () => {
        this.choose(this.candidates[this.active]);
      },
      close: () => {
        this.#closedAt = this.#mention?.start ?? null;
      },
    });
  }

  /** Asks about this one; where it was written nothing stays. */
  choose(candidate: Candidate | undefined): void {
    const mention = this.#mention;
    if (candidate === undefined || mention === null) return;
    const { composer } = this;
    composer.typed(withoutMention(composer.text, mention));
    composer.caret = mention.start;
    composer.know(plus(composer.parameters.knowledge, candidate.subject));
    this.leave();
  }
}
