import { inEveryLocale } from "$i18n/t.svelte";
import { type SlashWord, slashQuery } from "$lib/text/slash";
import type { Composer } from "./composer.svelte";
import { Pointing } from "./pointing.svelte";

const WORDS: readonly SlashWord[] = ["image", "video"];

/** The list of what can be asked for that stands over the box while one types behind a `/`. */
export class Slashes {
  #query = $state<string | null>(null);
  readonly #pointing = new Pointing(() => this.candidates.length);
  /** The person closed the list of the `/` that stands here. */
  #closed = $state(false);

  constructor(private readonly composer: Composer) {}

  /** What is offered; empty while no command is being written or none is meant. */
  readonly candidates: readonly SlashWord[] = $derived.by(() => {
    const query = this.#query;
    if (query === null || this.#closed || this.composer.wish.kind !== null) return [];
    return WORDS.filter((word) => namesOf(word).some((name) => name.startsWith(query)));
  });

  /** Which line Enter takes. */
  get active(): number {
    return this.#pointing.active;
  }

  /** The text or the caret changed. */
  look(text: string, caret: number): void {
    const query = slashQuery(text, caret);
    if (query === null) this.#closed = false;
    if (query !== this.#query) this.#pointing.to(0);
    this.#query = query;
  }

  /** The box lost the focus. */
  leave(): void {
    this.#query = null;
    this.#closed = false;
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
        this.#closed = true;
      },
    });
  }

  /** Asks for this; where it was written nothing stays. */
  choose(word: SlashWord | undefined): void {
    if (word === undefined) return;
    this.leave();
    this.composer.wishFor(word, "");
    this.composer.caret = 0;
  }
}

/** How it may be called, in any language: the word itself and its name. */
function namesOf(word: SlashWord): string[] {
  return [
    word,
    ...inEveryLocale(`chat.make.command.${word}`).map((command) => command.slice(1)),
    ...inEveryLocale(`studio.kind.${word}`),
  ].map((name) => name.toLowerCase());
}
