import { remedyOf } from "$actions/remedies";
import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { copyText } from "$lib/clipboard";
import { describe } from "$state/problem";
import { call, errorOf } from "$wire/call";
import type { ErrorAction } from "$wire/errors";
import type { MessageId, MessageView } from "$wire/generated/index";
import { chat } from "./chat.svelte";
import { withSources } from "./citedWords";

/** Asks again for an answer; the old one stays as its sibling. */
export function retry(message: MessageId, model: string | null = null): Promise<boolean> {
  return chat.begin(call("chat_retry", { message, model }));
}

/** Goes on where an answer was cut. */
export function continueAnswer(message: MessageId): Promise<boolean> {
  return chat.begin(call("chat_continue", message));
}

/** Asks a question in other words; the old one stays as its sibling. */
export function rewrite(message: MessageId, text: string): Promise<boolean> {
  return chat.begin(call("chat_edit", { message, text }));
}

/** Writes an answer once more and changes only what its check found fault with; the old one stays as its sibling. */
export function mend(message: MessageId): Promise<boolean> {
  return chat.begin(call("chat_mend", message));
}

/** Shows another of the siblings. */
export function select(message: MessageId): Promise<boolean> {
  return chat.change(call("chat_select", message));
}

/** Deletes a message with what follows it; a toast undoes it. */
export async function remove(message: MessageView): Promise<void> {
  if (!(await chat.change(call("chat_message_delete", message.id)))) return;
  toasts.show(t("chat.message.deleted"), {
    action: {
      label: t("common.undo"),
      run: () => void chat.change(call("chat_message_restore", message.id)),
    },
  });
}

/** Copies the words of a message, an answer as Markdown with its sources. */
export async function copyMessage(message: MessageView): Promise<void> {
  try {
    await copyText(message.role === "user" ? message.text : answerText(message.id));
    toasts.show(t("common.copied"), { kind: "success" });
  } catch (thrown) {
    toasts.show(describe(errorOf(thrown)).title, { kind: "danger" });
  }
}

async function answerText(message: MessageId): Promise<string> {
  const [text, cited] = await Promise.all([
    call("chat_text", message),
    // What cannot be looked up is left out; the words are what was asked for.
    chat.citations.now(message).catch(() => undefined),
  ]);
  return cited === undefined ? text : withSources(text, cited);
}

/** Copies what stands in a code block. */
export async function copyCode(code: string): Promise<void> {
  await copyText(code);
  toasts.show(t("common.copied"), { kind: "success" });
}

/** Opens a link of an answer outside. */
export async function openLink(address: string): Promise<void> {
  try {
    await call("settings_open_link", address);
  } catch (thrown) {
    toasts.show(describe(errorOf(thrown)).title, { kind: "danger" });
  }
}

/** What the button of an error does, for an answer. */
export function remedyFor(
  action: ErrorAction | null,
  message: MessageView,
): (() => void) | undefined {
  return remedyOf(action, {
    retry: () => void retry(message.id),
    continue: () => void continueAnswer(message.id),
    switchModel: () => (chat.rechoosing = message.id),
  });
}
