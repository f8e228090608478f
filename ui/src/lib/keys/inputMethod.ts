/** What this module reads of a keyboard event. */
export interface TypedKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly timeStamp: number;
}

/** WebKit ends a composition before it tells the key that ended it; both carry nearly the same time. */
const SAME_KEY_MS = 60;

/**
 * Tells an input method's keys from the person's own. The Enter that takes a Chinese word from the candidates must
 * never send: browsers say so in three ways, and WebKit in none of the first two on some systems.
 */
export class InputMethod {
  #composing = false;
  #endedAt = Number.NEGATIVE_INFINITY;

  compositionStarted(): void {
    this.#composing = true;
  }

  compositionEnded(timeStamp: number): void {
    this.#composing = false;
    this.#endedAt = timeStamp;
  }

  /** The key belongs to the input method. */
  owns(event: TypedKey): boolean {
    if (this.#composing || event.isComposing || event.keyCode === 229) return true;
    const sinceEnd = event.timeStamp - this.#endedAt;
    return event.key === "Enter" && sinceEnd >= 0 && sinceEnd < SAME_KEY_MS;
  }
}
