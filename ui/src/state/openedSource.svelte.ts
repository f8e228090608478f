import type { Locator, SourceId } from "$wire/generated/index";
import { view } from "./view.svelte";

/** A source, and where in it to look. */
export interface SourcePlace {
  source: SourceId;
  places?: Locator[];
  passage?: number | null;
  quote?: string;
}

/** Which place of a source the Library shows; the address knows the source only. */
class OpenedSource {
  #place = $state.raw<SourcePlace | null>(null);

  /** What to show of a source: the place it was opened at, or its beginning. */
  placeOf(source: SourceId): SourcePlace {
    return this.#place?.source === source ? this.#place : { source };
  }

  /** Opens a source in the Library, beside the list it was in last. */
  open(place: SourcePlace): void {
    this.#place = place;
    const now = view.current;
    const collection = now.place === "library" ? now.collection : null;
    view.open({ place: "library", page: "sources", collection, source: place.source });
  }

  /** As the action `library.openSource` is told it. */
  openJson(json: string): void {
    this.open(JSON.parse(json) as SourcePlace);
  }
}

/** The source that the Library shows. */
export const openedSource = new OpenedSource();
