import { beforeEach, describe, expect, it } from "vitest";
import type { PageRequest } from "$wire/generated/index";
import {
  conversation,
  conversationId,
  message,
  messageId,
  page,
  sent,
  settle,
  StandIn,
} from "./standIn";
import { Thread } from "./thread.svelte";
import { PAGE_ROWS } from "./threadPages";

const parameters = {
  thinking: null,
  effort: null,
  temperature: null,
  topP: null,
  maxTokens: null,
  systemPrompt: null,
  knowledge: null,
};
const view = (length: number, start = Math.max(0, length - PAGE_ROWS)) => ({
  conversation: conversation("c"),
  parameters,
  draft: "",
  page: page(length, start, PAGE_ROWS),
});

describe("a thread", () => {
  let backend: StandIn;
  let thread: Thread;

  beforeEach(() => {
    backend = new StandIn();
    backend.answers.set("chat_open", () => view(10_000));
    backend.answers.set("chat_page", (request: PageRequest) =>
      page(10_000, request.start, request.count),
    );
    thread = new Thread();
  });

  it("opens at its end with one call", async () => {
    await thread.open(conversationId("c"));
    expect(thread.length).toBe(10_000);
    expect(thread.last?.id).toBe("m9999");
    expect(backend.names).toEqual(["chat_open"]);
  });

  it("loads a page once, however often its rows come near", async () => {
    await thread.open(conversationId("c"));
    thread.ensure({ start: 5_000, end: 5_030 });
    thread.ensure({ start: 5_000, end: 5_030 });
    await settle();
    thread.ensure({ start: 5_000, end: 5_030 });
    expect(backend.names).toEqual(["chat_open", "chat_page"]);
    expect(thread.messages.get(5_029)?.id).toBe("m5029");
  });

  it("forgets what is far when much has been read", async () => {
    await thread.open(conversationId("c"));
    for (let start = 0; start < 2_400; start += PAGE_ROWS) {
      thread.ensure({ start, end: start + PAGE_ROWS });
      await settle();
    }
    expect(thread.messages.size).toBeLessThanOrEqual(1_240);
    expect(thread.messages.get(2_399)?.id).toBe("m2399");
    expect(thread.last?.id).toBe("m9999");
  });

  it("a page that comes after another conversation was opened is dropped", async () => {
    await thread.open(conversationId("c"));
    thread.ensure({ start: 0, end: 10 });
    thread.clear();
    await settle();
    expect(thread.messages.size).toBe(0);
  });

  it("watches the answer that was sent for, and shows its final row", async () => {
    await thread.open(conversationId("c"));
    thread.accept(sent(10_002, "a"));
    await settle();
    expect(thread.running?.id).toBe("a");
    expect(backend.watches.map((watch) => watch.id)).toEqual(["a"]);
    backend.watches[0]?.tell({ kind: "ended", message: message("a", { state: "stopped" }) });
    expect(thread.running).toBeUndefined();
    expect(thread.last?.state).toBe("stopped");
  });

  it("shows the words of an answer that was over before it was watched", async () => {
    await thread.open(conversationId("c"));
    thread.accept(sent(10_002, "quick"));
    await settle();
    const before = thread.revisions.get(messageId("quick")) ?? 0;
    backend.watches[0]?.tell({ kind: "ended", message: message("quick") });
    expect(thread.revisions.get(messageId("quick"))).toBeGreaterThan(before);
  });

  it("keeps the reason when the end of an answer could not be written", async () => {
    await thread.open(conversationId("c"));
    thread.accept(sent(10_002, "new"));
    await settle();
    const journalled = { state: "interrupted" } as const;
    backend.answers.set("chat_page", (request: PageRequest) => ({
      length: 10_002,
      start: request.start,
      messages: [message("new", journalled)],
    }));
    const error = { code: "diskFull", params: {} } as const;
    backend.watches[0]?.tell({ kind: "lost", error });
    await settle();
    expect(thread.last?.state).toBe("interrupted");
    expect(thread.last?.error).toEqual(error);
  });

  it("an edit cuts the branch behind the new question", async () => {
    await thread.open(conversationId("c"));
    const before = thread.branch;
    thread.accept(sent(9_992, "a"));
    expect(thread.length).toBe(9_992);
    expect(thread.messages.has(9_995)).toBe(false);
    expect(thread.messages.get(9_989)?.id).toBe("m9989");
    expect(thread.branch).toBe(before + 1);
  });

  it("a change elsewhere does not disturb an answer that is being watched", async () => {
    await thread.open(conversationId("c"));
    thread.accept(sent(10_002, "a"));
    await thread.refresh(messageId("a"));
    expect(backend.names).toEqual(["chat_open"]);
  });

  it("a change elsewhere is asked for and shown", async () => {
    await thread.open(conversationId("c"));
    backend.answers.set("chat_page", () => ({
      length: 10_000,
      start: 9_999,
      messages: [message("m9999", { state: "interrupted" })],
    }));
    await thread.refresh(messageId("m9999"));
    expect(thread.last?.state).toBe("interrupted");
    expect(thread.revisions.get(messageId("m9999"))).toBe(1);
  });

  it("what failed to open is a problem and not a thread", async () => {
    backend.answers.set("chat_open", () => {
      throw { code: "notFound", params: {} };
    });
    expect(await thread.open(conversationId("c"))).toBeUndefined();
    expect(thread.problem?.code).toBe("notFound");
    expect(thread.opening).toBe(false);
  });
});
