import { call, errorOf } from "$wire/call";
import type { JobId, JobState, JobView, UiError } from "$wire/generated/index";
import { Repeated } from "$lib/repeated";

const AGAIN_MS = 150;
const PAGE = 40;
/** A job that ended badly is shown in the band for as long; the list of jobs keeps it. */
const SHOWN_MS = 24 * 60 * 60 * 1000;
const SEEN_KEY = "glim-studio-seen-jobs";

/** Those end badly, and a person has to know. */
export const BAD: readonly JobState[] = ["failed", "unknown"];

/** What is being made, and what was asked for before. */
export class Jobs {
  /** Not ended, first asked for first. */
  open = $state.raw<readonly JobView[]>([]);
  /** Last asked for first. */
  list = $state.raw<readonly JobView[]>([]);
  next = $state<number | null>(null);
  /** What was asked for last, each once. */
  prompts = $state.raw<readonly string[]>([]);
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** Ended badly and put away by the person. */
  #seen = $state.raw<ReadonlySet<JobId>>(keptSeen());
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  /** Those that ended badly lately and were not put away. */
  get failed(): readonly JobView[] {
    const since = Date.now() - SHOWN_MS;
    const retried = new Set(this.list.map((job) => job.retryOf));
    return this.list.filter(
      (job) =>
        BAD.includes(job.state) &&
        !this.#seen.has(job.id) &&
        !retried.has(job.id) &&
        (job.finishedMs ?? job.askedMs) > since,
    );
  }

  async load(): Promise<void> {
    await this.#look.now();
  }

  changed(): void {
    this.#look.soon();
  }

  /** Asks again which prompts there were. */
  async loadPrompts(): Promise<void> {
    // Without them the form is as good; they are asked for again with the next job.
    this.prompts = await call("studio_prompts").catch(() => this.prompts);
  }

  stop(): void {
    this.#look.stop();
  }

  /** Puts bad endings out of sight. */
  dismiss(ids: readonly JobId[]): void {
    const known = new Set(this.list.map((job) => job.id));
    const seen = [...this.#seen, ...ids].filter((id) => known.has(id) || ids.includes(id));
    this.#seen = new Set(seen);
    localStorage.setItem(SEEN_KEY, JSON.stringify(seen));
  }

  /** The next stretch of the list. */
  async more(): Promise<void> {
    if (this.next === null) return;
    try {
      const page = await call("studio_jobs", { after: this.next, limit: PAGE });
      const known = new Set(this.list.map((job) => job.id));
      this.list = [...this.list, ...page.jobs.filter((job) => !known.has(job.id))];
      this.next = page.next;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  async #load(): Promise<void> {
    try {
      const page = await call("studio_jobs", { after: null, limit: PAGE });
      this.open = page.open;
      const fresh = new Set(page.jobs.map((job) => job.id));
      const last = page.jobs.at(-1);
      const at = this.list.findIndex((job) => job.id === last?.id);
      // The stretches that were asked for with "more" stay behind the first one.
      if (at >= 0 && this.list.length > at + 1) {
        this.list = [...page.jobs, ...this.list.slice(at + 1).filter((job) => !fresh.has(job.id))];
      } else {
        this.list = page.jobs;
        this.next = page.next;
      }
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
  }
}

function keptSeen(): ReadonlySet<JobId> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SEEN_KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? (kept as JobId[]) : []);
  } catch {
    // Written by hand or cut off: then nothing was put away.
    return new Set();
  }
}
