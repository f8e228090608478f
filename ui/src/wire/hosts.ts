import type { Host } from "./host";

let opening: Promise<Host> | undefined;

/** The host of this page. Each is its own chunk, so a browser never loads Tauri's code nor the app the other. */
export function host(): Promise<Host> {
  opening ??= open();
  return opening;
}

async function open(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in globalThis) return (await import("./tauri")).tauriHost();
  return (await import("./browser")).browserHost();
}

/** Lets a test stand in for the host. */
export function setHost(stand: Host): void {
  opening = Promise.resolve(stand);
}
