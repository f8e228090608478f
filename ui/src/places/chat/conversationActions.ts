import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { describe } from "$state/problem";
import { view } from "$state/view.svelte";
import { call, errorOf } from "$wire/call";
import type { ConversationId, ConversationView } from "$wire/generated/index";
import { chat } from "./chat.svelte";

/** The most letters a title has. */
export const TITLE_LENGTH = 200;

/** What a conversation is called. */
export function titleOf(conversation: ConversationView | null): string {
  return conversation?.title || t("chat.untitled");
}

function failed(thrown: unknown): void {
  toasts.show(describe(errorOf(thrown)).title, { kind: "danger" });
}

/** Gives a title of the person's own; an empty or unchanged one changes nothing. */
export async function rename(conversation: ConversationView, title: string): Promise<void> {
  const wanted = title.trim().slice(0, TITLE_LENGTH);
  if (wanted === "" || wanted === conversation.title) return;
  chat.conversations.put({ ...conversation, title: wanted });
  try {
    await call("chat_rename", { conversation: conversation.id, title: wanted });
  } catch (thrown) {
    chat.conversations.put(conversation);
    failed(thrown);
  }
}

/** Puts a conversation on top or lets it go. */
export async function pin(conversation: ConversationView, pinned: boolean): Promise<void> {
  chat.conversations.put({ ...conversation, pinned });
  try {
    await call("chat_pin", { conversation: conversation.id, pinned });
  } catch (thrown) {
    chat.conversations.put(conversation);
    failed(thrown);
  }
}

/** Deletes a conversation; a toast undoes it. An open one makes room for its neighbour. */
export async function remove(conversation: ConversationView): Promise<void> {
  const wasOpen = chat.thread.id === conversation.id;
  try {
    await call("chat_delete", conversation.id);
  } catch (thrown) {
    failed(thrown);
    return;
  }
  const neighbour = neighbourOf(conversation.id, 1) ?? neighbourOf(conversation.id, -1);
  chat.conversations.drop(conversation.id);
  if (wasOpen) show(neighbour);
  toasts.show(t("chat.deleted", { title: titleOf(conversation) }), {
    action: { label: t("common.undo"), run: () => void restore(conversation, wasOpen) },
  });
}

async function restore(conversation: ConversationView, open: boolean): Promise<void> {
  try {
    await call("chat_restore", conversation.id);
  } catch (thrown) {
    failed(thrown);
    return;
  }
  chat.conversations.put(conversation);
  chat.conversations.touched(conversation.id);
  if (open) show(conversation.id);
}

/** Opens a conversation; none is a new one. */
export function show(id: ConversationId | null): void {
  view.open({ place: "chat", conversation: id });
}

/** The conversation above (−1) or below (1) in the list. */
export function neighbourOf(id: ConversationId | null, step: -1 | 1): ConversationId | null {
  const { list } = chat.conversations;
  const index = list.findIndex((each) => each.id === id);
  if (index < 0) return step === 1 ? (list[0]?.id ?? null) : null;
  return list[index + step]?.id ?? null;
}
