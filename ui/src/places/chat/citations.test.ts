import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Cited, CitedPassage, SourceId } from "$wire/generated/index";
import { Citations } from "./citations.svelte";
import { messageId, settle, StandIn } from "./standIn";
import { Viewing } from "./viewing.svelte";

const cited = (searches: string[]): Cited => ({
  passages: [],
  claims: [],
  searches,
  unread: [],
  checked: false,
});

describe("what answers stand on", () => {
  let backend: StandIn;
  let citations: Citations;
  const id = messageId("a");

  beforeEach(() => {
    backend = new StandIn();
    citations = new Citations();
    backend.answers.set("chat_citations", () => cited(["depth"]));
  });

  it("is asked for once as long as nothing more is found", async () => {
    citations.ensure(id, 2);
    citations.ensure(id, 2);
    await settle();
    citations.ensure(id, 2);
    await settle();
    expect(backend.names).toEqual(["chat_citations"]);
    expect(citations.of(id)?.searches).toEqual(["depth"]);
    citations.ensure(id, 5);
    await settle();
    expect(backend.names.length).toBe(2);
  });

  it("is asked for again after a change, but only of those that were looked at", async () => {
    citations.refresh(id);
    await settle();
    expect(backend.names).toEqual([]);
    citations.ensure(id, 1);
    await settle();
    backend.answers.set("chat_citations", () => ({ ...cited([]), checked: true }));
    citations.refresh(id);
    await settle();
    expect(citations.of(id)?.checked).toBe(true);
  });

  it("may be asked for again when it could not be had", async () => {
    const told = vi.fn();
    vi.stubGlobal("reportError", told);
    backend.answers.set("chat_citations", () => {
      throw { code: "storeFailed", params: {} };
    });
    citations.ensure(id, 1);
    await settle();
    expect(told).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    backend.answers.set("chat_citations", () => cited(["again"]));
    citations.ensure(id, 1);
    await settle();
    expect(citations.of(id)?.searches).toEqual(["again"]);
  });

  it("lets the oldest go in a thread that was scrolled through", async () => {
    for (let at = 0; at < 301; at++) citations.ensure(messageId(`m${String(at)}`), 1);
    await settle();
    expect(citations.of(messageId("m0"))).toBeUndefined();
    expect(citations.of(messageId("m300"))).toBeDefined();
  });
});

describe("a source beside the thread", () => {
  const passage = {
    source: "s" as SourceId,
    places: [],
    passage: 3,
    quote: "the whole passage",
  } as unknown as CitedPassage;
  const button = (): HTMLButtonElement => {
    const made = document.createElement("button");
    document.body.append(made);
    return made;
  };

  it("opens at the words that matter, and gives the focus back to its number", () => {
    const viewing = new Viewing();
    const opener = button();
    viewing.show(passage, "matter", opener);
    expect(viewing.open).toEqual({ source: "s", places: [], passage: 3, quote: "matter" });
    expect(opener.getAttribute("aria-current")).toBe("true");
    viewing.close();
    expect(viewing.open).toBeNull();
    expect(document.activeElement).toBe(opener);
    expect(opener.hasAttribute("aria-current")).toBe(false);
  });

  it("marks only the number it was opened by last", () => {
    const viewing = new Viewing();
    const [first, second] = [button(), button()];
    viewing.show(passage, "", first);
    viewing.show(passage, "", second);
    expect(viewing.open?.quote).toBe("the whole passage");
    expect(first.hasAttribute("aria-current")).toBe(false);
    expect(second.hasAttribute("aria-current")).toBe(true);
  });

  it("goes to the thread when its number is not drawn any more", () => {
    const viewing = new Viewing();
    const thread = button();
    thread.id = "chat-thread";
    const opener = button();
    viewing.show(passage, "", opener);
    opener.remove();
    viewing.close();
    expect(document.activeElement).toBe(thread);
    thread.remove();
  });
});
