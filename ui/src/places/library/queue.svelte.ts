import { call, errorOf } from "$wire/call";
import type { LibraryOverview, SourceId, UiError } from "$wire/generated/index";
import { Pace } from "./pace";
import { Repeated } from "./repeated";

const AGAIN_MS = 400;

/** The library as a whole: how far the reading has come, what is read now, and what searches can do. */
export class Queue {
  overview = $state.raw<LibraryOverview | null>(null);
  problem = $state.raw<UiError | null>(null);
  /** The name of what is read now. */
  reading = $state<string | null>(null);
  /** Roughly, in milliseconds. */
  timeLeft = $state<number | null>(null);
  readonly #pace = new Pace();
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  /** Sources that are still to be read. */
  get left(): number {
    const counts = this.overview?.statistics;
    return counts === undefined ? 0 : counts.waiting + counts.working;
  }

  get total(): number {
    return this.overview?.statistics.sources ?? 0;
  }

  async load(): Promise<void> {
    await this.#look.now();
  }

  changed(): void {
    this.#look.soon();
  }

  stop(): void {
    this.#look.stop();
  }

  async #load(): Promise<void> {
    try {
      const overview = await call("library_overview");
      this.overview = overview;
      this.problem = null;
      this.#pace.note(this.left, performance.now());
      this.timeLeft = this.#pace.timeLeft(performance.now());
      this.reading = await nameOf(overview.reading);
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }
}

async function nameOf(id: SourceId | null): Promise<string | null> {
  if (id === null) return null;
  const [row] = await call("library_rows", [id]);
  return row?.source.name ?? null;
}
