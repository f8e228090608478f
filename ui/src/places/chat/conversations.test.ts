import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversationView, ListConversations } from "$wire/generated/index";
import { Conversations } from "./conversations.svelte";
import { conversation, conversationId, settle, StandIn } from "./standIn";

describe("the list of conversations", () => {
  let backend: StandIn;
  let rows: ConversationView[];
  let list: Conversations;

  beforeEach(() => {
    vi.useFakeTimers();
    backend = new StandIn();
    rows = Array.from({ length: 250 }, (_, at) =>
      conversation(String(at).padStart(4, "0"), { updatedMs: 10_000 - at }),
    );
    backend.answers.set("chat_list", ({ after, limit }: ListConversations) => {
      const start = after === null ? 0 : Number(after);
      const next = start + limit < rows.length ? String(start + limit) : null;
      return { conversations: rows.slice(start, start + limit), next };
    });
    list = new Conversations();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("comes page by page and never twice at once", async () => {
    await list.load();
    expect(list.list).toHaveLength(100);
    await Promise.all([list.loadMore(), list.loadMore()]);
    expect(list.list).toHaveLength(200);
    await list.loadMore();
    await list.loadMore();
    expect(list.list).toHaveLength(250);
    expect(list.more).toBe(false);
    expect(backend.calls).toHaveLength(3);
  });

  it("looks once after a burst of changes, and keeps what had been scrolled to", async () => {
    await list.load();
    await list.loadMore();
    rows[1] = conversation("0001", { title: "新标题", updatedMs: 9_999 });
    list.touched(conversationId("0001"));
    list.touched(conversationId("0001"));
    vi.advanceTimersByTime(500);
    await settle();
    expect(backend.calls).toHaveLength(3);
    expect(list.find(conversationId("0001"))?.title).toBe("新标题");
    expect(list.list).toHaveLength(200);
  });

  it("what was deleted far down elsewhere goes away", async () => {
    await list.load();
    await list.loadMore();
    rows.splice(150, 1);
    list.touched(conversationId("0150"));
    vi.advanceTimersByTime(500);
    await settle();
    expect(list.find(conversationId("0150"))).toBeUndefined();
    expect(list.find(conversationId("0151"))).toBeDefined();
  });

  it("says what went wrong and keeps what it shows", async () => {
    await list.load();
    backend.answers.set("chat_list", () => {
      throw { code: "storeFailed", params: {} };
    });
    await list.load();
    expect(list.problem?.code).toBe("storeFailed");
    expect(list.list).toHaveLength(100);
  });
});
