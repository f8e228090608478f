import { call, errorOf } from "$wire/call";
import type { ArtifactId, ArtifactView, UiError } from "$wire/generated/index";
import { studio } from "../studio.svelte";

/** The picture or video in full view, and where it is in the gallery. */
export class Viewing {
  artifact = $state.raw<ArtifactView | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** Its index in the gallery; `null` when the gallery does not show it. */
  index = $state<number | null>(null);
  #turn = 0;

  get total(): number {
    return studio.gallery.layout.gallery?.total ?? 0;
  }

  /** Shows one. What was shown before stays until it is known. */
  async open(id: ArtifactId): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [artifact, place] = await Promise.all([
        call("studio_artifact", id),
        studio.gallery.layout.find(id),
      ]);
      if (turn !== this.#turn) return;
      this.artifact = artifact;
      this.index = place?.index ?? null;
      this.problem = null;
      if (place !== null) studio.gallery.selection.go(id, place.index);
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.artifact = null;
      this.problem = errorOf(thrown);
    }
  }

  /** Asks again for what is shown: it was tagged, or put on a board. */
  async again(): Promise<void> {
    if (this.artifact !== null) await this.open(this.artifact.id);
  }

  /** The one before or after it in the gallery. */
  async step(by: number): Promise<void> {
    const index = this.index;
    if (index === null || index + by < 0 || index + by >= this.total) return;
    const place = await studio.gallery.layout.at(index + by);
    if (place !== null) studio.show({ artifact: place.id }, true);
  }
}
