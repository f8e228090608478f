import type { AppEvent } from "./generated/index";

/** What the page needs of whoever runs the backend: Tauri in the app, the dev host in a browser. */
export interface Host {
  /** Runs a command; rejects with a `UiError` or with anything the transport throws. */
  call(name: string, request: unknown): Promise<unknown>;
  /** The same for a command that tells events meanwhile; resolves when the command ends. */
  watch(
    name: string,
    request: unknown,
    onEvent: (event: unknown) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
  /** Hears all app events until the returned function is called. */
  listen(onEvent: (event: AppEvent) => void): () => void;
}
