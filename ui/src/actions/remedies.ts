import { call } from "$wire/call";
import type { ErrorAction } from "$wire/errors";
import { connection } from "$state/connection.svelte";
import { overlays } from "$state/overlays.svelte";
import { LINKS } from "$state/links";
import { view } from "$state/view.svelte";
import { actions } from "./registry.svelte";

/** What only the place that shows the error can do. */
export type OwnRemedies = Partial<
  Record<"retry" | "continue" | "switchModel", (() => void) | undefined>
>;

/**
 * What the button of an error does; `undefined` when it cannot be done here, and then there is no button.
 *
 * @example <ErrorBanner {...describe(error)} onaction={remedyOf(describe(error).action, { retry })} />
 */
export function remedyOf(
  action: ErrorAction | null,
  own: OwnRemedies = {},
): (() => void) | undefined {
  switch (action) {
    case null:
      return undefined;
    case "retry":
    case "continue":
    case "switchModel":
      return own[action];
    case "openPlatform":
      return () => view.open({ place: "settings", section: "platform" });
    case "openNetwork":
      return () => view.open({ place: "settings", section: "network" });
    case "openData":
      return () => view.open({ place: "settings", section: "data" });
    case "unlock":
      return () => overlays.show("unlock");
    case "topUp":
      return topUp();
    case "newChat":
      return () => void actions.run("chat.new");
    case "restart":
      return () => void call("settings_restart").catch(reportError);
    case "reload":
      return () => location.reload();
  }
}

function topUp(): (() => void) | undefined {
  const platform = connection.platform;
  if (platform === null || platform.kind === "custom" || platform.kind === "demo") return undefined;
  const link = LINKS[platform.kind].balance;
  return () => void call("settings_open_link", link).catch(reportError);
}
