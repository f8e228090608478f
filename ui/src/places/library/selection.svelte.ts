import type { SourceId } from "$wire/generated/index";

/** Which sources are chosen, and which has the keyboard. A list of fifty thousand is chosen as easily as one of five. */
export class Selection {
  chosen = $state.raw<ReadonlySet<SourceId>>(new Set());
  /** The row that the arrows go on from. */
  cursor = $state<SourceId | null>(null);
  /** Where a stretch chosen with Shift begins. */
  #anchor: SourceId | null = null;

  get size(): number {
    return this.chosen.size;
  }

  has(id: SourceId): boolean {
    return this.chosen.has(id);
  }

  /** Goes to a row without choosing it. */
  go(id: SourceId): void {
    this.cursor = id;
    this.#anchor = id;
  }

  /** Chooses a row, or lets it go. */
  toggle(id: SourceId): void {
    const next = new Set(this.chosen);
    if (!next.delete(id)) next.add(id);
    this.chosen = next;
    this.go(id);
  }

  /** Chooses everything from where Shift was first held to this row, and nothing else. */
  extend(list: readonly SourceId[], to: SourceId): void {
    const from = this.#anchor ?? this.cursor ?? to;
    const [one, other] = [list.indexOf(from), list.indexOf(to)];
    if (other < 0) return;
    const start = one < 0 ? other : Math.min(one, other);
    this.chosen = new Set(list.slice(start, Math.max(one, other) + 1));
    this.cursor = to;
    this.#anchor = one < 0 ? to : from;
  }

  all(list: readonly SourceId[]): void {
    this.chosen = new Set(list);
  }

  clear(): void {
    if (this.chosen.size > 0) this.chosen = new Set();
  }

  /** The list is another now: what is gone from it is not chosen, and the cursor stays near where it was. */
  follow(list: readonly SourceId[], before: readonly SourceId[]): void {
    if (this.chosen.size === 0 && this.cursor === null) return;
    const there = new Set(list);
    if ([...this.chosen].some((id) => !there.has(id))) {
      this.chosen = new Set([...this.chosen].filter((id) => there.has(id)));
    }
    if (this.#anchor !== null && !there.has(this.#anchor)) this.#anchor = null;
    if (this.cursor === null || there.has(this.cursor)) return;
    const at = before.indexOf(this.cursor);
    const below = before.slice(at + 1).find((id) => there.has(id));
    const above = before.slice(0, at).findLast((id) => there.has(id));
    this.cursor = below ?? above ?? null;
  }

  /** What an action on a row is for: all that is chosen if the row is, else the row alone. */
  targets(id: SourceId): SourceId[] {
    return this.chosen.has(id) ? [...this.chosen] : [id];
  }
}
