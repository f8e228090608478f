import type { JobView } from "$wire/generated/index";
import { BAD } from "./jobs.svelte";

/**
 * The cards while somebody points at them: each stays where it is, also when its job has ended, so that the press that is
 * on its way cancels what it was meant for. New ones come behind.
 */
export function settled(
  held: readonly JobView[],
  now: readonly JobView[],
  all: readonly JobView[],
): readonly JobView[] {
  const known = new Map([...all, ...now].map((job) => [job.id, job]));
  const going = new Set(now.map((job) => job.id));
  const ids = new Set(held.map((job) => job.id));
  return [
    ...held
      .map((job) => known.get(job.id) ?? job)
      // One that ended badly and is not in the queue was put away by that press.
      .filter((job) => going.has(job.id) || !BAD.includes(job.state)),
    ...now.filter((job) => !ids.has(job.id)),
  ];
}
