import { call, errorOf } from "$wire/call";
import type { Blocked, Start as StartAnswer, UiError } from "$wire/generated/index";
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

/** Where the last start left the kind of its platform, if it had the places open. */
const WAS_OPEN = "glim-was-open";

/** From the first question to the backend until the places are open. */
class Start {
  phase = $state.raw<Phase>({ kind: "loading" });
  version = $state("");
  /** Answers that a crash interrupted; shown once. */
  interrupted = $state(0);
  /** Settles when the backend has said how it stands, or that it cannot. */
  told: Promise<void> = Promise.resolve();

  /**
   * Asks the backend how it stands. Never rejects: what goes wrong is a phase. When the last start had the places open
   * they are drawn at once, while the backend still opens its data: the answer seldom differs.
   */
  async begin(): Promise<void> {
    const before = localStorage.getItem(WAS_OPEN);
    this.phase = { kind: before === null ? "loading" : "open" };
    connection.expect(before);
    const telling = call("settings_start");
    this.told = telling.then(noted, noted);
    try {
      const start = await telling;
      this.version = start.version;
      this.interrupted = start.interrupted;
      appearance.adopt(start.appearance);
      if (start.blocked !== null) {
        remember(start);
        this.phase = { kind: "blocked", blocked: start.blocked };
        return;
      }
      connection.begin(start);
      remember(start);
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

function noted(): void {
  performance.mark("answered");
}

function remember({ platform, blocked }: StartAnswer): void {
  if (platform === null || blocked !== null) localStorage.removeItem(WAS_OPEN);
  else localStorage.setItem(WAS_OPEN, platform.kind);
}

/** The start of the window. */
export const start = new Start();
