import { wholeSentences } from "$lib/text/sentences";

/** A screen reader gets what has come in such steps. */
const STEP_MS = 1_800;

/** Tells a screen reader a growing answer in whole sentences, and how it ended. */
export class Announcer {
  /** What the polite live region says now. */
  text = $state("");
  #said = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** An answer begins. */
  begin(words: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#said = 0;
    this.text = words;
  }

  /** The answer grew; `root` shows it. */
  grew(root: HTMLElement): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#say(root, false);
    }, STEP_MS);
  }

  /** The answer is over: the rest, and what became of it. */
  end(root: HTMLElement | null, words: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rest = root === null ? "" : this.#rest(root, true);
    this.text = rest === "" ? words : `${rest} ${words}`;
  }

  #say(root: HTMLElement, all: boolean): void {
    const sentences = this.#rest(root, all);
    if (sentences !== "") this.text = sentences;
  }

  #rest(root: HTMLElement, all: boolean): string {
    const text = spokenText(root);
    const { text: sentences, next } = wholeSentences(all ? `${text}\n` : text, this.#said);
    this.#said = Math.min(next, text.length);
    return sentences;
  }
}

/** The words of an answer, a line for each block; what code and formulas look like is no speech. */
function spokenText(root: HTMLElement): string {
  return [...root.children]
    .map((block) => (block.matches("figure") ? "" : block.textContent))
    .join("\n");
}
