import { call } from "$wire/call";

/** Where the files of the studio are served in this run, for every place that shows one. */
class Media {
  /** `<base>/media/<name>`; empty until it is known. */
  #base = $state("");
  #asked: Promise<void> | null = null;

  /** Learns where, once; what is shown before waits for it. */
  start(): Promise<void> {
    this.#asked ??= call("studio_media").then(
      ({ base }) => {
        this.#base = base;
      },
      (thrown: unknown) => {
        // Asked for again when the next picture is wanted.
        this.#asked = null;
        reportError(thrown);
      },
    );
    return this.#asked;
  }

  get ready(): boolean {
    return this.#base !== "";
  }

  /** The address of a file. */
  fileOf(name: string): string {
    return `${this.#base}/media/${name}`;
  }

  /** The address of a small picture. */
  thumbOf(name: string): string {
    return `${this.#base}/thumb/${name}`;
  }
}

/** The files of the studio. */
export const media = new Media();
