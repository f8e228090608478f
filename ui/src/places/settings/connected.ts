import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import type { Connected } from "./connectForm.svelte";

/** Says in words what the check said. */
export function sayConnected(connected: Connected): void {
  const text =
    connected.models === null
      ? t("connect.done.unknown")
      : t("connect.done.accepted", { models: connected.models });
  toasts.show(text, { kind: "success" });
}
