import { formatMoney } from "$i18n/format";
import { t } from "$i18n/t.svelte";
import { clockOf } from "$lib/time/clockOf";
import type { JobView } from "$wire/generated/index";

/** How far a job is, in words. */
export function stageOf(job: JobView): string {
  return t(`studio.state.${job.state}`);
}

/** How long a job has been going, or went. */
export function ageOf(job: JobView, now: number): string {
  return clockOf((job.finishedMs ?? now) - job.askedMs);
}

/** What it cost, or is thought to cost; nothing when nobody knows. */
export function costOfJob(job: JobView): string {
  const money = job.cost ?? job.estimate;
  if (money === null) return "";
  return money.amount === 0 ? t("studio.price.free") : formatMoney(money.amount, money.currency);
}
