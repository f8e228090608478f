import type { Host } from "./host";

let opening: Promise<Host> | undefined;
let here: Host | undefined;

/**
 * The host of this page. Each is its own chunk, so a browser never loads Tauri's code nor the app the other.
 *
 * Once it is loaded it is given at once and not as a promise: what is asked then leaves before the page is drawn anew.
 */
export function host(): Host | Promise<Host> {
  if (here !== undefined) return here;
  opening ??= open();
  return opening;
}

async function open(): Promise<Host> {
  here =
    "__TAURI_INTERNALS__" in globalThis
      ? (await import("./tauri")).tauriHost()
      : (await import("./browser")).browserHost();
  return here;
}

/** Lets a test stand in for the host. */
export function setHost(stand: Host): void {
  here = stand;
}
