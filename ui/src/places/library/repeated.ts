/** Waits this many times as long as the last look took, so that a slow one never fills all the time. */
const REST = 6;

/** A look at the backend that is repeated while things change: one at a time, and never more often than it is worth. */
export class Repeated {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #again = false;
  #took = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(
    readonly least: number,
    readonly look: () => Promise<void>,
  ) {}

  /** Looks, at once if nothing was looked at lately. */
  soon(): void {
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    if (this.#timer !== undefined) return;
    const wait = Math.max(this.least, this.#took * REST) - (performance.now() - this.#last);
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, wait));
  }

  /** Looks now, after the look that is under way. */
  async now(): Promise<void> {
    await this.#running;
    await this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  async #run(): Promise<void> {
    this.stop();
    const begun = performance.now();
    this.#running ??= this.look().finally(() => {
      this.#running = null;
      this.#last = performance.now();
      this.#took = this.#last - begun;
      if (this.#again) this.soon();
    });
    await this.#running;
  }
}
