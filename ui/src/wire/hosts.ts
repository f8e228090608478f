import type { Host } from "./host";

let opening: Promise<Host> | undefined;
let here: Host | undefined;

/**
 * Does something with the host of this page. Each is its own chunk, so a browser never loads Tauri's code nor the app the
 * other.
 *
 * Once it is loaded this happens at once and not in a later step: what is asked then leaves before the page is drawn anew.
 */
export function withHost<T>(use: (host: Host) => T): T | Promise<T> {
  if (here !== undefined) return use(here);
  opening ??= open();
  return opening.then(use);
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
