import { Pane } from "$state/pane.svelte";

/** How wide the viewer is, wherever it is open. */
export const viewerPane = new Pane("glim-viewer-width", { min: 20, max: 70, start: 34, step: 1 });
