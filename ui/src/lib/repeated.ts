/** A look at the backend that is repeated while things change: one at a time, and with a rest between. */
export class Repeated {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #again = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor(
    readonly restMs: number,
    readonly look: () => Promise<void>,
  ) {}

  /** Looks, at once if nothing was looked at lately. */
  soon(): void {
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.restMs - (performance.now() - this.#last));
    this.#timer = setTimeout(() => void this.now(), wait);
  }

  /** Looks now; while a look is under way, once more after it. */
  async now(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true;
      await this.#running;
      return;
    }
    this.stop();
    this.#running = this.look().finally(() => {
      this.#running = null;
      this.#last = performance.now();
      if (this.#again) this.soon();
    });
    await this.#running;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
