import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { JobView } from "$wire/generated/index";
import { done } from "./artifactActions";
import { studio } from "./studio.svelte";

/** Gives a job up. What the platform has taken it may bill all the same, and that is said. */
export async function cancelJob(job: JobView): Promise<void> {
  if (!(await done(() => call("studio_cancel", job.id)))) return;
  if (job.state !== "waiting") toasts.show(t("studio.cancelled.billed"));
  studio.jobs.changed();
}

/** Asks once more, as a job of its own. */
export async function retryJob(job: JobView): Promise<void> {
  if (!(await done(() => call("studio_retry", job.id)))) return;
  studio.jobs.dismiss([job.id]);
  studio.jobs.changed();
}
