import { Pane } from "$state/pane.svelte";

/** The form beside the gallery. */
export const makePane = new Pane("glim-studio-make-width", {
  min: 16,
  max: 30,
  start: 20,
  step: 1,
});
