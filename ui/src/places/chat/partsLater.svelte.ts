type Parts = typeof import("./parts");

/** The parts of the place that come after its first frame. */
class PartsLater {
  /** Null until they are there. */
  loaded = $state.raw<Parts | null>(null);
  /** Why they did not come. */
  failure = $state.raw<{ thrown: unknown } | null>(null);
  #asked = false;

  load(): void {
    if (this.#asked) return;
    this.#asked = true;
    import("./parts").then(
      (parts) => (this.loaded = parts),
      (thrown: unknown) => (this.failure = { thrown }),
    );
  }
}

/** The parts of the Chat place. */
export const partsLater = new PartsLater();
