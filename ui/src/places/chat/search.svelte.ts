import { call, errorOf } from "$wire/call";
import type { Hit, UiError } from "$wire/generated/index";

/** After the last key before the store is asked. */
const QUIET_MS = 140;
const LIMIT = 60;

/** The search over titles and every message. */
export class Search {
  query = $state("");
  hits = $state.raw<readonly Hit[]>([]);
  /** The hits belong to the query as it is now. */
  settled = $state(true);
  problem = $state.raw<UiError | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  get active(): boolean {
    return this.query.trim() !== "";
  }

  /** Called with every change of the box. Old hits stay until the new ones come, so nothing flickers. */
  typed(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (!this.active) {
      this.hits = [];
      this.settled = true;
      this.problem = null;
      return;
    }
    this.settled = false;
    this.#timer = setTimeout(() => void this.#ask(), QUIET_MS);
  }

  clear(): void {
    this.typed("");
  }

  async #ask(): Promise<void> {
    const asked = this.#asked;
    try {
      const hits = await call("chat_search", { query: this.query.trim(), limit: LIMIT });
      if (asked !== this.#asked) return;
      this.hits = hits;
      this.problem = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.problem = errorOf(thrown);
    }
    this.settled = true;
  }
}
