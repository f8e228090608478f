import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { JobView } from "$wire/generated/index";
import { done } from "./done";

/** Gives a job up. What the platform has taken it may bill all the same, and that is said. */
export async function cancelJob(job: JobView): Promise<boolean> {
  if (!(await done(() => call("studio_cancel", job.id)))) return false;
  if (job.state !== "waiting") toasts.show(t("studio.cancelled.billed"));
  return true;
}

/** Gives all of them up: from the last to the first, so that none moves up and is sent meanwhile. */
export async function cancelJobs(jobs: readonly JobView[]): Promise<void> {
  let billed = false;
  for (const job of [...jobs].reverse()) {
    const gone = await done(() => call("studio_cancel", job.id));
    billed ||= gone && job.state !== "waiting";
  }
  if (billed) toasts.show(t("studio.cancelled.billed"));
}

/** Asks once more, as a job of its own. */
export function retryJob(job: JobView): Promise<boolean> {
  return done(() => call("studio_retry", job.id));
}

/** Opens a picture or video with the system's program for it. */
export function openOutside(id: JobView["artifacts"][number]): Promise<boolean> {
  return done(() => call("studio_open_outside", id));
}
