import { tick } from "svelte";
import type { ArtifactId } from "$wire/generated/index";
import type { GalleryState } from "./gallery.svelte";
import { GAP_PX, HEADING_REM } from "./geometry";

/** So many frames the rows of a place further away may take to come. */
const FRAMES = 40;

/** One of the gallery, by its id and its place in the layout. */
export interface Cell {
  id: ArtifactId;
  index: number;
}

/** The arrows in the gallery: they go beyond what is drawn, and take the focus along. */
export class Moving {
  #heading: number | null = null;
  #steps: Promise<void> = Promise.resolve();

  constructor(
    readonly gallery: GalleryState,
    readonly scroller: () => HTMLElement,
  ) {}

  /** Where the next step begins: a key that is held does not wait for the rows to come. */
  from(index: number): number {
    return this.#heading ?? index;
  }

  /** To the one with this index, after the steps before. */
  to(index: number, extend: boolean): Promise<void> {
    this.#heading = index;
    this.#steps = this.#steps
      .then(() => this.#step(index, extend))
      .finally(() => {
        if (this.#heading === index) this.#heading = null;
      });
    return this.#steps;
  }

  /** Acts on the one where the steps end: a key that comes before they are made is meant for it. */
  act(at: Cell, act: (at: Cell) => void): void {
    if (this.#heading === null) {
      act(at);
      return;
    }
    void this.#steps.then(() => {
      act(this.gallery.selection.cursor ?? at);
    });
  }

  async #step(index: number, extend: boolean): Promise<void> {
    const { layout, selection } = this.gallery;
    const place = await layout.at(index);
    if (place === null) return;
    if (extend) await selection.extend(place.id, place.index, (from, to) => layout.range(from, to));
    else selection.go(place.id, place.index);
    this.show(place);
    await this.focusSoon(place.id);
  }

  /** To the one above or below. */
  async row(id: ArtifactId, down: boolean, extend: boolean): Promise<void> {
    const place = await this.gallery.layout.find(id);
    const next = down ? place?.below : place?.above;
    if (next != null) await this.to(next, extend);
  }

  /** As many rows as are seen at once. */
  async page(id: ArtifactId, down: boolean, extend: boolean): Promise<void> {
    const { layout } = this.gallery;
    const place = await layout.find(id);
    if (place === null) return;
    const rows = Math.floor(this.scroller().clientHeight / (place.height + GAP_PX)) - 1;
    let { index } = place;
    for (let row = 0; row < Math.max(1, rows); row++) {
      const at = await layout.at(index);
      const next = down ? at?.below : at?.above;
      if (next == null) break;
      index = next;
    }
    await this.to(index, extend);
  }

  /** Scrolls as little as brings a place into view. */
  show(place: { top: number; height: number }): void {
    const scroller = this.scroller();
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const above = place.top - HEADING_REM * rem;
    if (above < scroller.scrollTop) scroller.scrollTop = above;
    const below = place.top + place.height + GAP_PX - scroller.clientHeight;
    if (below > scroller.scrollTop) scroller.scrollTop = below;
  }

  /** Its row may come a moment later. */
  async focusSoon(id: ArtifactId): Promise<void> {
    for (let frame = 0; frame < FRAMES; frame++) {
      await tick();
      if (this.focus(id)) return;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }

  focus(id: ArtifactId): boolean {
    const name = `[data-artifact="${CSS.escape(id)}"]`;
    const cell = this.scroller().querySelector<HTMLElement>(name);
    cell?.focus({ preventScroll: true });
    return cell !== null;
  }
}
