import { formatMoney } from "$i18n/format";
import { t } from "$i18n/t.svelte";
import type { Estimate } from "$wire/generated/index";

/** What something is thought to cost, in words: usually, and at most. */
export function costOf(estimate: Estimate): string {
  const { cost, mostCost } = estimate;
  if (cost === null) return t("estimate.unknown");
  if (cost.amount === 0) return formatMoney(0, cost.currency);
  const usual = formatMoney(cost.amount, cost.currency);
  return mostCost === null
    ? t("estimate.about", { cost: usual })
    : t("estimate.most", { cost: usual, most: formatMoney(mostCost.amount, mostCost.currency) });
}
