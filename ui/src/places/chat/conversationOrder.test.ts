import { describe, expect, it } from "vitest";
import type { ConversationView } from "$wire/generated/index";
import {
  compareConversations,
  linesOf,
  withConversation,
  withFreshStart,
} from "./conversationOrder";
import { conversation as made } from "./standIn";

const conversation = (id: string, updatedMs: number, pinned = false): ConversationView =>
  made(id, { updatedMs, pinned });
const ids = (list: readonly ConversationView[]): string => list.map((each) => each.id).join("");

describe("the order of conversations", () => {
  it("pinned ones stand on top, newest first", () => {
    const list = [conversation("a", 1), conversation("b", 3), conversation("c", 2, true)];
    expect(ids([...list].sort(compareConversations))).toBe("cba");
  });

  it("a renewed start drops what was deleted and keeps what lies behind", () => {
    const before = [9, 8, 7, 6, 5].map((each) => conversation(String(each), each));
    const fresh = [conversation("9", 9), conversation("7", 7)];
    expect(ids(withFreshStart(before, fresh, true))).toBe("9765");
    expect(ids(withFreshStart(before, fresh, false))).toBe("97");
    expect(ids(withFreshStart(before, [], true))).toBe("");
  });

  it("a conversation that moved to the top is not there twice", () => {
    const before = [9, 8, 7].map((each) => conversation(String(each), each));
    const fresh = [conversation("7", 10), conversation("9", 9)];
    expect(ids(withFreshStart(before, fresh, true))).toBe("798");
    expect(ids(withConversation(before, conversation("7", 10)))).toBe("798");
  });

  it("headings stand before the first of their group only", () => {
    const now = new Date(2026, 10, 23, 12).getTime();
    const hour = 3_600_000;
    const list = [
      conversation("p", 1, true),
      conversation("a", now),
      conversation("b", now - hour),
      conversation("c", now - 24 * hour),
    ];
    const lines = linesOf(list, now);
    expect(lines.map((line) => line.kind)).toEqual([
      "pinned",
      "conversation",
      "day",
      "conversation",
      "conversation",
      "day",
      "conversation",
    ]);
  });
});
