import { onAppEvent } from "$wire/events";
import type { ArtifactId, BoardId } from "$wire/generated/index";
import type { StudioView } from "$lib/hash";
import { media } from "$state/studio/media.svelte";
import { view } from "$state/view.svelte";
import { GalleryState } from "./gallery/gallery.svelte";
import { Making } from "./make/making.svelte";
import { Jobs } from "./queue/jobs.svelte";

/** The pictures are what one looks for first: form, jobs and counts are asked for after them, and at the latest so soon. */
const GALLERY_FIRST_MS = 300;

/** The Studio place: the form, the queue, the gallery, and what is open over them. */
class Studio {
  readonly making = new Making();
  readonly jobs = new Jobs();
  readonly gallery = new GalleryState();
  /** The form is a drawer, and open. */
  drawer = $state(false);
  /** The list of jobs is open. */
  listing = $state(false);
  /** Two that are compared. */
  comparing = $state.raw<readonly [ArtifactId, ArtifactId] | null>(null);
  /** A board that is being named: a new one with these on it, or an old one. */
  creating = $state.raw<readonly ArtifactId[] | null>(null);
  renaming = $state<BoardId | null>(null);
  /** Those that are being given tags. */
  tagging = $state.raw<readonly ArtifactId[] | null>(null);

  #open = $state.raw<StudioView>({ place: "studio", board: null, artifact: null });

  /** What the address says. */
  get open(): StudioView {
    return view.current.place === "studio" ? view.current : this.#open;
  }

  get board(): BoardId | null {
    return this.open.board as BoardId | null;
  }

  get artifact(): ArtifactId | null {
    return this.open.artifact as ArtifactId | null;
  }

  /** Changes a part of the address; `replace` leaves no step to go back to. */
  show(part: Partial<Omit<StudioView, "place">>, replace = false): void {
    view.open({ ...this.open, ...part }, replace);
  }

  mediaOf(file: string): string {
    return media.fileOf(file);
  }

  thumbOf(file: string): string {
    return media.thumbOf(file);
  }

  /** Starts to show and to follow; returns how to stop. */
  start(): () => void {
    void this.#begin();
    const stop = onAppEvent((event) => {
      if (event.kind === "studioJobChanged") this.jobs.changed();
      else if (event.kind === "studioArtifactsChanged") this.gallery.changed(event.generation);
      else if (event.kind === "settingsChanged") void this.making.load();
    });
    return () => {
      stop();
      this.making.stop();
      this.jobs.stop();
      this.gallery.stop();
    };
  }

  async #begin(): Promise<void> {
    const { making, jobs, gallery } = this;
    void media.start();
    await gallery.drawn(GALLERY_FIRST_MS);
    await Promise.all([making.load(), jobs.load(), jobs.loadPrompts(), gallery.count()]);
  }
}

/** The Studio of the window. */
export const studio = new Studio();
