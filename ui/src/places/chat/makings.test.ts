import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { JobId, JobView, MakingView, MessageId } from "$wire/generated/index";
import { Makings } from "./makings.svelte";
import { conversation, message, settle, StandIn } from "./standIn";
import { Thread } from "./thread.svelte";

function making(job: string, state: JobView["state"] = "waiting"): MakingView {
  const view = { id: job as JobId, state } as JobView;
  return { kind: "image", title: "t", width: 1, height: 1, results: [{ job: view, made: [] }] };
}

describe("pictures in a thread", () => {
  let backend: StandIn;
  let thread: Thread;
  let makings: Makings;
  const asked = () =>
    backend.calls.filter(({ name }) => name === "chat_made").map(({ request }) => request);
  const later = async () => {
    await vi.advanceTimersByTimeAsync(500);
    await settle();
  };

  beforeEach(async () => {
    vi.useFakeTimers();
    backend = new StandIn();
    const messages = [
      message("q", { role: "user", makes: "image" }),
      message("a", { makes: "image", making: making("j1") }),
      message("b", { makes: "image", making: making("j2") }),
      message("c"),
    ];
    const page = { length: messages.length, start: 0, messages };
    backend.answers.set("chat_open", () => ({
      conversation: conversation("c"),
      parameters: {},
      draft: "",
      page,
    }));
    backend.answers.set("chat_made", (ids: MessageId[]) =>
      ids.map((id) => ({ id, making: making("j1", "done") })),
    );
    thread = new Thread();
    makings = new Makings(thread);
    await thread.open(conversation("c").id);
  });
  afterEach(() => {
    makings.stop();
    vi.useRealTimers();
  });

  it("asks once for many events, and only for the answer whose job it is", async () => {
    for (const state of ["sending", "running", "fetching", "done"] as const)
      makings.hear({ kind: "studioJobChanged", id: "j1" as JobId, state });
    makings.hear({ kind: "studioJobChanged", id: "other" as JobId, state: "done" });
    await later();
    expect(asked()).toEqual([["a"]]);
    expect(thread.messages.get(1)?.making?.results[0]?.job.state).toBe("done");
    expect(thread.messages.get(2)?.making?.results[0]?.job.state).toBe("waiting");
  });

  it("asks for all of them when something was deleted or brought back", async () => {
    makings.hear({ kind: "studioArtifactsChanged", generation: 7 });
    await later();
    expect(asked()).toEqual([["a", "b"]]);
    makings.all();
    await later();
    expect(asked()).toHaveLength(2);
    makings.hear({ kind: "settingsChanged" });
    await later();
    expect(asked()).toHaveLength(2);
  });

  it("keeps what is shown when it cannot be asked for, and asks with the next event", async () => {
    backend.answers.set("chat_made", () => {
      throw { code: "storeFailed", params: {} };
    });
    makings.refresh("a" as MessageId);
    await later();
    expect(thread.messages.get(1)?.making?.results[0]?.job.state).toBe("waiting");
    makings.hear({ kind: "studioJobChanged", id: "j2" as JobId, state: "running" });
    await later();
    expect(asked()).toEqual([["a"], ["a", "b"]]);
  });
});
