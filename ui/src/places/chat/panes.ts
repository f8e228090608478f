import { Pane } from "$state/pane.svelte";

/** The list of conversations beside the thread. */
export const listPane = new Pane("glim-chat-list-width", { min: 12, max: 26, start: 16, step: 1 });
