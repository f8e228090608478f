import { call, errorOf } from "$wire/call";
import type { CollectionId, Health, SourceName, UiError } from "$wire/generated/index";

/** The lists of the report, the gravest first. */
export const FINDINGS = [
  "unreadable",
  "noText",
  "gaps",
  "missing",
  "wordsOnly",
  "duplicates",
] as const;

/** One of them. */
export type FindingName = (typeof FINDINGS)[number];

/** What of a collection, or of the library, cannot be found, or not as expected. */
export class HealthReport {
  health = $state.raw<Health | null>(null);
  problem = $state.raw<UiError | null>(null);
  #asked = 0;

  async load(collection: CollectionId | null): Promise<void> {
    const number = ++this.#asked;
    try {
      const health = await call("library_health", collection);
      if (number !== this.#asked) return;
      this.health = health;
      this.problem = null;
    } catch (thrown) {
      if (number === this.#asked) this.problem = errorOf(thrown);
    }
  }

  /** The findings that there are. */
  get findings(): { name: FindingName; sources: SourceName[]; count: number }[] {
    const { health } = this;
    if (health === null) return [];
    return FINDINGS.map((name) => ({
      name,
      sources: health[name],
      count: countOf(health, name),
    })).filter((finding) => finding.count > 0);
  }
}

/** A list holds a hundred at most; where there is a number of all, it says how many there are. */
function countOf(health: Health, name: FindingName): number {
  if (name === "unreadable") return health.statistics.failed;
  if (name === "noText") return health.statistics.noText;
  return health[name].length;
}
