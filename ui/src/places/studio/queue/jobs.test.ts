import { beforeEach, describe, expect, it } from "vitest";
import type { JobId, JobView, ListJobs } from "$wire/generated/index";
import { job, StandIn } from "../standIn";
import { Jobs } from "./jobs.svelte";

describe("the jobs", () => {
  let all: JobView[];
  let jobs: Jobs;

  beforeEach(async () => {
    localStorage.clear();
    const backend = new StandIn();
    all = Array.from({ length: 100 }, (_, at) => job(`j${String(at)}`, "done"));
    backend.answers.set("studio_jobs", ({ after, limit }: ListJobs) => {
      const from = after ?? 0;
      const next = from + limit < all.length ? from + limit : null;
      return {
        open: all.filter((each) => each.finishedMs === null),
        jobs: all.slice(from, from + limit),
        next,
      };
    });
    jobs = new Jobs();
    await jobs.load();
  });

  const ids = (list: readonly JobView[]) => list.map((each) => each.id);

  it("come page by page, and what came stays when a new one is asked for", async () => {
    await jobs.more();
    expect(jobs.list).toHaveLength(80);
    all = [job("new", "running"), ...all];
    await jobs.load();
    expect(ids(jobs.open)).toEqual(["new"]);
    expect(jobs.list).toHaveLength(81);
    expect(new Set(ids(jobs.list)).size).toBe(81);
  });

  it("that ended badly are shown until they are put away or tried again", async () => {
    all = [
      job("again", "running", { retryOf: "bad" as JobId }),
      job("bad", "failed"),
      job("lost", "unknown"),
      job("old", "failed", { askedMs: 1, finishedMs: 2 }),
      job("left", "cancelled"),
    ];
    await jobs.load();
    expect(ids(jobs.failed)).toEqual(["lost"]);
    jobs.dismiss(["lost" as JobId]);
    expect(jobs.failed).toEqual([]);
    const later = new Jobs();
    await later.load();
    expect(later.failed).toEqual([]);
  });
});
