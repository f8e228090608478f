import { toStore } from "svelte/store";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AnswerEvent, Patch } from "$wire/generated/index";
import { LiveAnswer } from "./liveAnswer.svelte";
import { message, messageId, settle, StandIn } from "./standIn";

const snapshot: Extract<AnswerEvent, { kind: "snapshot" }> = {
  kind: "snapshot",
  blocks: [{ kind: "paragraph", children: ["你好"] }],
  reasoning: [],
  phase: "answering",
  startedMs: 5,
  reasoningStartedMs: null,
  reasoningMs: null,
  lookup: null,
};
const patch: Patch = { edits: [{ at: [0, 0], text: "，世界" }] };

describe("an answer while it is written", () => {
  let backend: StandIn;
  const ended = vi.fn();
  const unwritten = vi.fn();
  const lost = vi.fn();
  const sink = () => ({ set: vi.fn(), apply: vi.fn() });

  beforeEach(() => {
    backend = new StandIn();
    ended.mockReset();
  });

  it("gives the snapshot and then the differences to whoever is attached", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    const text = sink();
    live.attach("text", text);
    await settle();
    backend.watches[0]?.tell(snapshot);
    backend.watches[0]?.tell({ kind: "grew", text: patch, reasoning: null });
    expect(text.set).toHaveBeenCalledWith(snapshot.blocks);
    expect(text.apply).toHaveBeenCalledWith(patch);
    expect(live.phase).toBe("answering");
    expect(backend.watches).toHaveLength(1);
  });

  it("a late one gets a snapshot of its own, and the old watch is heard no more", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    await settle();
    backend.watches[0]?.tell(snapshot);
    const late = sink();
    live.attach("text", late);
    await settle();
    expect(backend.watches).toHaveLength(2);
    backend.watches[0]?.tell({ kind: "grew", text: patch, reasoning: null });
    expect(late.apply).not.toHaveBeenCalled();
    backend.watches[1]?.tell(snapshot);
    expect(late.set).toHaveBeenCalledTimes(1);
  });

  it("one that comes before there is anything of its part needs no second watch", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    await settle();
    backend.watches[0]?.tell(snapshot);
    const thinking = sink();
    live.attach("reasoning", thinking);
    await settle();
    expect(backend.watches).toHaveLength(1);
    backend.watches[0]?.tell({ kind: "grew", text: null, reasoning: patch });
    expect(thinking.apply).toHaveBeenCalledWith(patch);
  });

  it("what a snapshot brings into being is filled by the same snapshot", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    const thinking = sink();
    const leave = toStore(() => live.phase).subscribe((phase) => {
      if (phase === "thinking") live.attach("reasoning", thinking);
    });
    await settle();
    backend.watches[0]?.tell({ ...snapshot, phase: "thinking", reasoning: snapshot.blocks });
    expect(thinking.set).toHaveBeenCalledWith(snapshot.blocks);
    await settle();
    expect(backend.watches).toHaveLength(1);
    leave();
  });

  it("one that left is told nothing", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    const text = sink();
    const leave = live.attach("text", text);
    await settle();
    leave();
    backend.watches[0]?.tell(snapshot);
    expect(text.set).not.toHaveBeenCalled();
  });

  it("keeps how long it thought and ends with the final row", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    await settle();
    backend.watches[0]?.tell({ ...snapshot, phase: "waiting" });
    backend.watches[0]?.tell({ kind: "phase", phase: "thinking", reasoningMs: null });
    expect(live.reasoningStartedMs).not.toBeNull();
    backend.watches[0]?.tell({ kind: "phase", phase: "answering", reasoningMs: 4_200 });
    expect(live.reasoningMs).toBe(4_200);
    const final = message("a");
    backend.watches[0]?.tell({ kind: "ended", message: final });
    expect(live.ended).toBe(true);
    expect(ended).toHaveBeenCalledWith(final, true);
    expect(lost).not.toHaveBeenCalled();
  });

  it("says why the end of an answer could not be written", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    await settle();
    backend.watches[0]?.tell(snapshot);
    const error = { code: "diskFull", params: {} } as const;
    backend.watches[0]?.tell({ kind: "lost", error });
    expect(live.ended).toBe(true);
    expect(unwritten).toHaveBeenCalledWith(error);
    expect(ended).not.toHaveBeenCalled();
  });

  it("tells what is looked up for it, from the first moment and as it grows", async () => {
    const live = new LiveAnswer(messageId("a"), { ended, unwritten, lost });
    await settle();
    const search = { query: "depth", found: null };
    const lookup = { reading: [], searches: [search], passages: 0, unread: [] };
    backend.watches[0]?.tell({ ...snapshot, phase: "searching", lookup });
    expect(live.lookup?.searches).toEqual([search]);
    const found = { ...lookup, searches: [{ ...search, found: 4 }], passages: 4 };
    backend.watches[0]?.tell({ kind: "lookedUp", lookup: found });
    expect(live.lookup?.passages).toBe(4);
    expect(live.phase).toBe("searching");
  });
});
