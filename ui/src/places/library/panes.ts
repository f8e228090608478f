import { Pane } from "$state/pane.svelte";

/** The collections beside the list. */
export const collectionsPane = new Pane("glim-library-collections-width", {
  min: 11,
  max: 22,
  start: 14,
  step: 1,
});

/** The source beside the list. */
export const sourcePane = new Pane("glim-library-source-width", {
  min: 18,
  max: 60,
  start: 26,
  step: 1,
});
