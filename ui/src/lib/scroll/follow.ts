/** Nearer to the end than this is "at the end". */
export const END_SLACK = 24;

/** What a view knows of its place. */
export interface Place {
  readonly top: number;
  /** Height of the view. */
  readonly view: number;
  /** Height of the content. */
  readonly content: number;
}

/** Pixels between the lower edge of the view and the end of the content. */
export function distanceToEnd(place: Place): number {
  return Math.max(0, place.content - place.view - place.top);
}

/**
 * Whether a view follows the growing end of its content. Following ends the moment the person moves up, by wheel,
 * key, finger or scroll bar, and begins again when they come back to the end or ask for it.
 */
export class Follow {
  #following: boolean;
  #lastTop = 0;

  constructor(following = true) {
    this.#following = following;
  }

  get following(): boolean {
    return this.#following;
  }

  /** Where the view was last seen. */
  get lastTop(): number {
    return this.#lastTop;
  }

  /** The view was moved by us: not a sign of anybody's will. */
  moved(top: number): void {
    this.#lastTop = top;
  }

  /**
   * The view was scrolled: because somebody meant it, or by the browser. That moves it up when content shrinks, as raw TeX
   * does when it becomes a formula; until the scroll is told the content may have grown again.
   */
  scrolled(place: Place, meant: boolean): void {
    const up = place.top < this.#lastTop - 0.5;
    const down = place.top > this.#lastTop + 0.5;
    this.#lastTop = place.top;
    const distance = distanceToEnd(place);
    if (up && meant && distance > 2) this.#following = false;
    else if (down && distance <= END_SLACK) this.#following = true;
  }

  /** A wheel, key or finger asked for what is above; told before the browser scrolls, so growth cannot win. */
  pulledUp(place: Place): void {
    if (place.top > 0.5) this.#following = false;
  }

  /** Asked to go to the end, or a question was sent. */
  resume(): void {
    this.#following = true;
  }

  release(): void {
    this.#following = false;
  }
}
