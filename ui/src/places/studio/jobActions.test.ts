import { afterEach, describe, expect, it } from "vitest";
import { toasts } from "$kit/toasts.svelte";
import { cancelJobs } from "./jobActions";
import { job, StandIn } from "./standIn";
import { studio } from "./studio.svelte";

describe("giving up many jobs", () => {
  afterEach(() => {
    studio.jobs.stop();
    for (const { id } of [...toasts.all]) toasts.close(id);
  });

  it("begins with the last, goes on after one that fails, and says once what may be billed", async () => {
    const backend = new StandIn();
    backend.answers.set("studio_cancel", (id) => {
      if (id === "c") throw { code: "notFound", params: {} };
      return null;
    });
    await cancelJobs([
      job("a", "running"),
      job("b", "running"),
      job("c", "waiting"),
      job("d", "waiting"),
    ]);
    expect(backend.requests("studio_cancel")).toEqual(["d", "c", "b", "a"]);
    expect(toasts.all.map((each) => each.kind)).toEqual(["danger", "info"]);
  });
});
