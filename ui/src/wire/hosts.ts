import { browserHost } from "./browser";
import type { Host } from "./host";
import { tauriHost } from "./tauri";

let here: Host | undefined;

/**
 * The host of this page. Both are in the first script: together they are smaller than the step it takes to load one,
 * which would stand before the first question to the backend.
 */
export function host(): Host {
  here ??= "__TAURI_INTERNALS__" in globalThis ? tauriHost() : browserHost();
  return here;
}

/** Lets a test stand in for the host. */
export function setHost(stand: Host): void {
  here = stand;
}
