import { dayGroup, dayGroupKey, type DayGroup } from "$lib/time/dayGroup";
import type { ConversationView } from "$wire/generated/index";

/** Pinned first, then newest first; the id decides between equals, as in the store. */
export function compareConversations(left: ConversationView, right: ConversationView): number {
  if (left.pinned !== right.pinned) return left.pinned ? -1 : 1;
  if (left.updatedMs !== right.updatedMs) return right.updatedMs - left.updatedMs;
  return left.id < right.id ? 1 : left.id > right.id ? -1 : 0;
}

/**
 * A list whose beginning was asked for again: what the fresh stretch covers is taken from it (so what it lacks is
 * gone), what lies behind its end stays.
 */
export function withFreshStart(
  before: readonly ConversationView[],
  fresh: readonly ConversationView[],
  more: boolean,
): ConversationView[] {
  const last = fresh.at(-1);
  if (!more || last === undefined) return [...fresh];
  const seen = new Set(fresh.map((each) => each.id));
  const behind = before.filter(
    (each) => !seen.has(each.id) && compareConversations(each, last) > 0,
  );
  return [...fresh, ...behind];
}

/** The same list with one conversation put where it belongs now. */
export function withConversation(
  list: readonly ConversationView[],
  changed: ConversationView,
): ConversationView[] {
  return [...list.filter((each) => each.id !== changed.id), changed].sort(compareConversations);
}

/** A line of the list on the screen: a heading or a conversation. */
export type ListLine =
  | { readonly kind: "pinned" }
  | { readonly kind: "day"; readonly group: DayGroup; readonly key: string }
  | { readonly kind: "conversation"; readonly conversation: ConversationView };

/** The list with its headings. */
export function linesOf(list: readonly ConversationView[], nowMs: number): ListLine[] {
  const lines: ListLine[] = [];
  let heading = "";
  for (const conversation of list) {
    if (conversation.pinned) {
      if (heading === "") lines.push({ kind: "pinned" });
      heading = "pinned";
    } else {
      const group = dayGroup(conversation.updatedMs, nowMs);
      const key = dayGroupKey(group);
      if (key !== heading) lines.push({ kind: "day", group, key });
      heading = key;
    }
    lines.push({ kind: "conversation", conversation });
  }
  return lines;
}
