import type { CitedPassage, Locator, SourceId } from "$wire/generated/index";

/** A source that is open beside the thread, and where. */
interface OpenSource {
  readonly source: SourceId;
  readonly places: Locator[];
  readonly passage: number | null;
  readonly quote: string;
}

/** The source that is open beside the thread. */
export class Viewing {
  open = $state.raw<OpenSource | null>(null);
  /** Which number of which answer it was opened by. */
  #opener: HTMLElement | null = null;

  /** Opens a passage at the words that matter; closing gives the focus back to what opened it. */
  show(passage: CitedPassage, evidence: string, opener: HTMLElement | null): void {
    const { source, places } = passage;
    const quote = evidence === "" ? passage.quote : evidence;
    this.open = { source, places, passage: passage.passage, quote };
    this.#point(opener);
  }

  close(): void {
    if (this.open === null) return;
    this.open = null;
    const opener = this.#opener;
    this.#point(null);
    if (opener?.isConnected === true) opener.focus({ preventScroll: true });
    else document.getElementById("chat-thread")?.focus({ preventScroll: true });
  }

  /** Another conversation is shown: it goes without a word. */
  leave(): void {
    this.open = null;
    this.#point(null);
  }

  #point(opener: HTMLElement | null): void {
    this.#opener?.removeAttribute("aria-current");
    this.#opener = opener;
    opener?.setAttribute("aria-current", "true");
  }
}
