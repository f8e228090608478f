import { call, errorOf } from "$wire/call";
import type { Blocked, UiError } from "$wire/generated/index";
import { appearance } from "./appearance.svelte";
import { connection } from "./connection.svelte";
import { overlays } from "./overlays.svelte";

/** How far the start has come. */
export type Phase =
  | { kind: "loading" }
  /** The backend did not answer. */
  | { kind: "failed"; problem: UiError }
  /** The data cannot be opened: only this is shown. */
  | { kind: "blocked"; blocked: Blocked }
  /** No platform has been chosen yet. */
  | { kind: "firstRun" }
  | { kind: "open" };

/** From the first question to the backend until the places are open. */
class Start {
  phase = $state.raw<Phase>({ kind: "loading" });
  version = $state("");
  /** Answers that a crash interrupted; shown once. */
  interrupted = $state(0);

  /** Asks the backend how it stands. Never rejects: what goes wrong is a phase. */
  async begin(): Promise<void> {
    this.phase = { kind: "loading" };
    try {
      const start = await call("settings_start");
      this.version = start.version;
      this.interrupted = start.interrupted;
      appearance.adopt(start.appearance);
      if (start.blocked !== null) {
        this.phase = { kind: "blocked", blocked: start.blocked };
        return;
      }
      connection.begin(start);
      // The keychain may take its time: the places need not wait for it, only the first run asks about it.
      if (!start.firstRun) this.phase = { kind: "open" };
      await connection.refresh();
      if (start.firstRun) this.phase = { kind: "firstRun" };
      if (!start.firstRun && connection.locked) overlays.show("unlock");
    } catch (thrown) {
      this.phase = { kind: "failed", problem: errorOf(thrown) };
    }
  }

  /** The first run is done. */
  enter(): void {
    this.phase = { kind: "open" };
  }
}

/** The start of the window. */
export const start = new Start();
