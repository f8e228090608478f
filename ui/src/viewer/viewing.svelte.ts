import { call, errorOf } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type { Locator, Source, SourceId, UiError } from "$wire/generated/index";
import { SourceFile } from "./sourceFile";

/** How the original can be shown: pages and pictures are drawn, everything else is read as text. */
export type Original = "pages" | "picture";
/** What is known of the original file. */
export type FileState = "asking" | "here" | "gone" | "refused" | "password" | "broken" | "replaced";

/** Where the viewer is to be. */
export interface Target {
  readonly source: SourceId;
  readonly places: readonly Locator[];
  readonly passage: number | null;
  readonly quote: string | undefined;
}

const ORIGINALS: Record<string, Original> = { pdf: "pages", picture: "picture" };

/** A source that is being looked at, and where in it. */
export class Viewing {
  source = $state.raw<Source | null>(null);
  problem = $state.raw<UiError | null>(null);
  file = $state.raw<SourceFile | null>(null);
  fileState = $state<FileState>("asking");
  /** What the person chose to see; nothing chosen is the best there is. */
  wants = $state<"original" | "text" | null>(null);
  passage = $state<number | null>(null);
  places = $state.raw<readonly Locator[]>([]);
  quote = $state<string | undefined>(undefined);
  readonly id: SourceId;
  #moves = 0;
  #left = false;

  constructor(target: Target) {
    this.id = target.source;
    this.#aim(target);
  }

  /** Loads; returns how to let go. */
  start(): () => void {
    void this.#load();
    const stop = onAppEvent((event) => {
      if (event.kind === "sourceChanged" && event.id === this.id) void this.#refresh();
    });
    return () => {
      this.#left = true;
      stop();
    };
  }

  /** How the original of this kind is shown; null when only its text is. */
  get original(): Original | null {
    return this.source === null ? null : (ORIGINALS[this.source.kind] ?? null);
  }

  /** The original can be shown now. */
  get drawable(): boolean {
    return this.original !== null && this.file !== null && this.fileState === "here";
  }

  /** What is on the screen. */
  get shows(): Original | "text" | "waiting" {
    if (this.source === null) return "waiting";
    if (this.original === null || this.wants === "text") return "text";
    if (this.fileState === "asking") return "waiting";
    return this.drawable ? this.original : "text";
  }

  /** Another place in the same source. */
  moveTo(target: Target): void {
    this.#moves += 1;
    this.#aim(target);
  }

  /** The passage after or before the one that is marked. */
  async step(by: 1 | -1): Promise<void> {
    const next = this.passage === null ? 0 : this.passage + by;
    if (next < 0) return;
    const move = ++this.#moves;
    try {
      const read = await call("library_read", { source: this.id, first: next, limit: 1 });
      const passage = read.passages[0];
      if (passage === undefined || move !== this.#moves || this.#left) return;
      this.#aim({
        source: this.id,
        places: passage.places,
        passage: passage.ordinal,
        quote: undefined,
      });
    } catch (thrown) {
      if (!this.#left) this.problem = errorOf(thrown);
    }
  }

  /** The text of what is marked: the quote, else the passage. */
  async marked(): Promise<string> {
    if (this.quote !== undefined) return this.quote;
    if (this.passage === null) return "";
    const read = await call("library_read", { source: this.id, first: this.passage, limit: 1 });
    return read.passages[0]?.text ?? "";
  }

  /** The original turned out not to be showable. */
  trouble(what: Exclude<FileState, "asking" | "here">): void {
    this.fileState = what;
  }

  /** Looks at the file again. */
  async openFile(): Promise<void> {
    if (this.original === null) return;
    this.fileState = "asking";
    try {
      const file = await SourceFile.open(this.id);
      if (this.#left) return;
      this.file = file;
      this.fileState = "here";
    } catch (thrown) {
      if (this.#left) return;
      this.file = null;
      this.fileState = errorOf(thrown).code === "notFound" ? "gone" : "refused";
    }
  }

  #aim({ places, passage, quote }: Target): void {
    this.places = places;
    this.passage = passage;
    this.quote = quote === "" ? undefined : quote;
  }

  async #load(): Promise<void> {
    await this.#refresh();
    if (this.source !== null && !this.#left) await this.openFile();
  }

  async #refresh(): Promise<void> {
    try {
      const { source } = await call("library_source", this.id);
      if (this.#left) return;
      this.source = source;
      this.problem = null;
    } catch (thrown) {
      if (!this.#left) this.problem = errorOf(thrown);
    }
  }
}
