/** What the Chat place is made of beside the box where one types: no part of the first frame, nor of its script. */
export { chatActions } from "./actions";
export { default as Announce } from "./Announce.svelte";
export { default as ComposerBar } from "./ComposerBar.svelte";
export { default as ComposerTop } from "./ComposerTop.svelte";
export { default as ConversationDrawer } from "./ConversationDrawer.svelte";
export { default as ConversationList } from "./ConversationList.svelte";
export { default as ThreadBody } from "./ThreadBody.svelte";
export { default as ThreadHead } from "./ThreadHead.svelte";
