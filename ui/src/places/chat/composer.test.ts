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

  describe("with a wish for a picture", () => {
    beforeEach(async () => {
      localStorage.clear();
      const way = { mode: "text", prompt: { required: true, longest: 50 }, pictures: null };
      const modes = [{ ...way, parameters: [], price: null }];
      const form = { model: "cogview-4", title: "CogView-4", kind: "image", usable: true, modes };
      backend.answers.set("studio_forms", () => [form]);
      backend.answers.set("studio_estimate", () => ({ cost: null, problems: [] }));
      composer.typed("/image ");
      expect(composer.takeCommand()).toBe(true);
      await settle();
    });

    it("takes the command out of the text, and keeps it with the draft", async () => {
      expect(composer.text).toBe("");
      composer.typed("一只猫");
      expect(composer.takeCommand(), "one command is enough").toBe(false);
      vi.advanceTimersByTime(1_000);
      await settle();
      expect(drafts().at(-1)).toEqual({ conversation: null, text: "/image 一只猫" });
      const again = new Composer(new Models());
      again.begin(null, "");
      again.restore("/image 一只猫");
      expect([again.wish.kind, again.text]).toEqual(["image", "一只猫"]);
      again.begin(conversationId("other"), "");
      expect(again.wish.kind, "another conversation asks for words").toBeNull();
    });

    it("is left by Escape, and by Backspace in an empty box only", () => {
      composer.typed("a");
      expect(composer.leavesWish({ key: "Backspace", repeat: false })).toBe(false);
      composer.typed("");
      expect(composer.leavesWish({ key: "Backspace", repeat: true })).toBe(false);
      expect(composer.leavesWish({ key: "Backspace", repeat: false })).toBe(true);
      expect(composer.wish.kind).toBeNull();
      expect(composer.leavesWish({ key: "Escape", repeat: false })).toBe(false);
      composer.wishFor("video", "waves");
      expect(composer.leavesWish({ key: "Escape", repeat: false })).toBe(true);
      expect(composer.text, "the words stay").toBe("waves");
    });

    it("is asked for once, with the model of the chat beside it, and words are next", async () => {
      backend.answers.set("chat_make", () => sent(2, "a"));
      composer.typed("a cat");
      await Promise.all([composer.send(), composer.send()]);
      const made = backend.calls.filter(({ name }) => name === "chat_make");
      expect(made.map(({ request }) => request)).toMatchObject([
        { conversation: null, model: "glm-5.3", form: { model: "cogview-4", prompt: "a cat" } },
      ]);
      expect(backend.names).not.toContain("chat_send");
      expect([composer.wish.kind, composer.text]).toEqual([null, ""]);
    });

    it("stays with its words when it cannot be asked for", async () => {
      backend.answers.set("chat_make", () => {
        throw { code: "notConnected", params: {} };
      });
      composer.typed("a cat");
      await composer.send();
      expect(composer.problem?.code).toBe("notConnected");
      expect([composer.wish.kind, composer.text]).toEqual(["image", "a cat"]);
    });
  });
});
