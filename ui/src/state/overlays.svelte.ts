/** What may lie over the window, one at a time. */
export type Overlay = "palette" | "keys" | "unlock" | "connect";

class Overlays {
  open = $state<Overlay | null>(null);

  show(overlay: Overlay): void {
    this.open = overlay;
  }

  close(): void {
    this.open = null;
  }

  toggle(overlay: Overlay): void {
    this.open = this.open === overlay ? null : overlay;
  }
}

/** The overlays of the window. */
export const overlays = new Overlays();
