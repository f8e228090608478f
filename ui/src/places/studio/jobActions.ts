import * as jobs from "$made/jobActions";
import type { JobView } from "$wire/generated/index";
import { studio } from "./studio.svelte";

/** Gives a job up. */
export async function cancelJob(job: JobView): Promise<void> {
  if (await jobs.cancelJob(job)) studio.jobs.changed();
}

/** Asks once more, as a job of its own. */
export async function retryJob(job: JobView): Promise<void> {
  if (!(await jobs.retryJob(job))) return;
  studio.jobs.dismiss([job.id]);
  studio.jobs.changed();
}

/** Gives all of them up. */
export async function cancelJobs(all: readonly JobView[]): Promise<void> {
  await jobs.cancelJobs(all);
  studio.jobs.changed();
}
