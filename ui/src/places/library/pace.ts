/** Older steps say nothing about how fast it goes now. */
const WINDOW_MS = 90_000;
/** Before this much has been seen, a guess would only jump about. */
const LEAST_MS = 3_000;
const LEAST_STEPS = 3;

/** How fast a queue gets shorter, and so about how long it will take. */
export class Pace {
  #left: number | null = null;
  #steps: { at: number; done: number }[] = [];
  #since = 0;

  /** So much is left now. More than before is added work, not lost time. */
  note(left: number, now: number): void {
    if (this.#left === null || (this.#steps.length === 0 && left > this.#left)) this.#since = now;
    const done = this.#left === null ? 0 : Math.max(0, this.#left - left);
    if (done > 0) this.#steps.push({ at: now, done });
    this.#left = left;
    if (left === 0) this.#begin();
    while ((this.#steps[0]?.at ?? now) < now - WINDOW_MS)
      this.#since = this.#steps.shift()?.at ?? now;
  }

  /** Milliseconds until nothing is left, roughly; `null` as long as nobody can know. */
  timeLeft(now: number): number | null {
    const done = this.#steps.reduce((sum, step) => sum + step.done, 0);
    const spent = now - this.#since;
    if (!this.#left || done < LEAST_STEPS || spent < LEAST_MS) return null;
    return (spent / done) * this.#left;
  }

  #begin(): void {
    this.#left = null;
    this.#steps = [];
  }
}
