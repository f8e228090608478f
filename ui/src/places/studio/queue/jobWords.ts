import { formatMoney } from "$i18n/format";
import { t } from "$i18n/t.svelte";
import type { JobView } from "$wire/generated/index";
import { clockOf } from "../gallery/geometry";
import { titleOf } from "../make/words";
import { studio } from "../studio.svelte";

/** How far a job is, in words. */
export function stageOf(job: JobView): string {
  return t(`studio.state.${job.state}`);
}

/** The name of a model for people. */
export function modelTitle(model: string): string {
  const { forms } = studio.making;
  const form = forms.find((each) => each.model === model);
  return form === undefined ? model : titleOf(form, forms);
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
