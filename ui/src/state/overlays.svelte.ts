import { SvelteSet } from "svelte/reactivity";

/** What may lie over the window, one at a time. */
export type Overlay = "palette" | "keys" | "unlock" | "connect";

class Overlays {
  open = $state<Overlay | null>(null);
  /** Those that were open at any time: what they show stays loaded. */
  readonly opened = new SvelteSet<Overlay>();

  show(overlay: Overlay): void {
    this.opened.add(overlay);
    this.open = overlay;
  }

  close(): void {
    this.open = null;
  }

  toggle(overlay: Overlay): void {
    if (this.open === overlay) this.close();
    else this.show(overlay);
  }
}

/** The overlays of the window. */
export const overlays = new Overlays();
