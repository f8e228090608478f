/** How wide a pane may be, in rem, so that it grows with the text. */
export interface PaneLimits {
  readonly min: number;
  readonly max: number;
  readonly start: number;
  readonly step: number;
}

/** How a place is divided; a matter of this window, so it is kept with the page and not with the data. */
export class Pane {
  #width = $state(0);

  constructor(
    /** The name it is kept under. */
    readonly key: string,
    readonly limits: PaneLimits,
  ) {
    const kept = Number(localStorage.getItem(key));
    this.#width = Number.isFinite(kept) && kept > 0 ? this.#within(kept) : limits.start;
  }

  /** In rem. */
  get width(): number {
    return this.#width;
  }

  set width(width: number) {
    this.#width = this.#within(width);
    localStorage.setItem(this.key, String(this.#width));
  }

  #within(width: number): number {
    return Math.min(this.limits.max, Math.max(this.limits.min, width));
  }
}
