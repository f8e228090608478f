import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Composer } from "./composer.svelte";
import { Models } from "./models.svelte";
import { conversationId, sent, settle, StandIn } from "./standIn";

describe("the composer", () => {
  let backend: StandIn;
  let composer: Composer;

  beforeEach(() => {
    vi.useFakeTimers();
    backend = new StandIn();
    backend.answers.set("chat_set_draft", () => null);
    backend.answers.set("chat_set_parameters", () => null);
    composer = new Composer(new Models());
    composer.model = "glm-5.3";
    composer.begin(null, "");
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const drafts = () =>
    backend.calls.filter((each) => each.name === "chat_set_draft").map((each) => each.request);

  it("keeps the draft once, after the last key", async () => {
    composer.typed("你");
    composer.typed("你好");
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(drafts()).toEqual([{ conversation: null, text: "你好" }]);
  });

  it("keeps the draft at once when the person goes to another conversation", async () => {
    composer.typed("half a thou");
    composer.begin(conversationId("other"), "");
    await settle();
    expect(drafts()).toEqual([{ conversation: null, text: "half a thou" }]);
  });

  it("loses nothing when sending fails", async () => {
    backend.answers.set("chat_send", () => {
      throw { code: "keyMissing", params: {} };
    });
    composer.typed("重要的问题");
    expect(await composer.send()).toBeUndefined();
    expect(composer.text).toBe("重要的问题");
    expect(composer.problem?.code).toBe("keyMissing");
    expect(composer.canSend).toBe(true);
  });

  it("is empty once the question is accepted, and what was typed meanwhile stays", async () => {
    backend.answers.set("chat_send", () => sent(2, "a"));
    composer.typed("one");
    const sending = composer.send();
    composer.typed("one, and two");
    await sending;
    expect(composer.text).toBe(", and two");
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(drafts()).toContainEqual({ conversation: "c", text: ", and two" });
  });

  it("sends neither nothing nor twice", async () => {
    backend.answers.set("chat_send", () => sent(2, "a"));
    composer.typed("  \n ");
    expect(composer.canSend).toBe(false);
    composer.typed("once");
    await Promise.all([composer.send(), composer.send()]);
    expect(backend.names.filter((name) => name === "chat_send")).toHaveLength(1);
  });

  it("a draft that comes late stands before what has been typed", () => {
    composer.typed("new");
    composer.restore("old");
    expect(composer.text).toBe("old\nnew");
  });

  it("a draft that could not be kept is tried again", async () => {
    backend.answers.set("chat_set_draft", () => {
      throw { code: "diskFull", params: {} };
    });
    composer.typed("text");
    vi.advanceTimersByTime(1_000);
    await settle();
    composer.flush();
    await settle();
    expect(drafts()).toHaveLength(2);
  });
});
