import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AddProgress, AddReport, AppEvent, Ticket } from "$wire/generated/index";

const REPORT: AddReport = {
  added: 1,
  changed: 0,
  known: 0,
  restored: 0,
  unchanged: 0,
  sources: [],
  refused: [],
};
const ticket = (name: string, count = 1): Ticket => ({ ticket: name, names: [name], count });

describe("dropped files", () => {
  let tell: (event: AppEvent) => void;
  let calls: [string, unknown][];
  let progress: (event: AddProgress) => void;
  let end: (report: unknown) => void;
  let fail: (error: unknown) => void;

  beforeEach(() => {
    calls = [];
    vi.resetModules();
  });

  /** Fresh for each test: it is one for the whole window. */
  async function begun() {
    const { setHost } = await import("$wire/hosts");
    const { dropped } = await import("./dropped.svelte");
    setHost({
      call: (name, request) => {
        calls.push([name, request]);
        if (name === "library_pick") return Promise.resolve(ticket("picked"));
        return Promise.resolve({ id: "made" });
      },
      watch: (name, request, onEvent) => {
        calls.push([name, request]);
        progress = onEvent;
        return new Promise((resolve, reject) => {
          end = resolve;
          fail = reject;
        });
      },
      listen: (listener) => {
        tell = listener;
        return () => undefined;
      },
    });
    dropped.follow();
    return dropped;
  }

  it("are shown while they are held, and asked about one ticket after the other", async () => {
    const dropped = await begun();
    tell({ kind: "filesHover", count: 3 });
    expect(dropped.hovering).toBe(3);
    tell({ kind: "filesDropped", ticket: ticket("first") });
    tell({ kind: "filesDropped", ticket: ticket("second") });
    tell({ kind: "filesDropped", ticket: ticket("none", 0) });
    expect(dropped.hovering).toBe(0);
    expect(dropped.ticket?.ticket).toBe("first");
    dropped.next();
    expect(dropped.ticket?.ticket).toBe("second");
    dropped.next();
    expect(dropped.ticket).toBeNull();
  });

  it("go into a collection that is made for them, and tell how far they are", async () => {
    const dropped = await begun();
    dropped.take(ticket("first"));
    const added = dropped.add({ kind: "new", name: "合同" });
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(calls).toEqual([
      ["library_collection_create", { name: "合同" }],
      ["library_add", { ticket: "first", collection: "made" }],
    ]);
    progress({ done: 2, found: 9 });
    expect(dropped.phase).toEqual({ kind: "adding", progress: { done: 2, found: 9 } });
    end(REPORT);
    await added;
    expect(dropped.phase).toEqual({ kind: "done", report: REPORT, collection: "made" });
  });

  it("that cannot be added say why, and the next ones are asked about as ever", async () => {
    const dropped = await begun();
    dropped.take(ticket("first"));
    const added = dropped.add({ kind: "none" });
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    fail({ code: "diskFull", params: {} });
    await added;
    expect(dropped.phase.kind).toBe("failed");
    dropped.next();
    expect(dropped.phase.kind).toBe("choosing");
    await dropped.pick(true);
    expect(dropped.ticket?.ticket).toBe("picked");
  });
});
