import type { ArtifactId } from "$wire/generated/index";

/** Which artifacts are chosen, and which has the keyboard. */
export class Selection {
  chosen = $state.raw<ReadonlySet<ArtifactId>>(new Set());
  /** The one that the arrows go on from, and its index in the layout. */
  cursor = $state.raw<{ id: ArtifactId; index: number } | null>(null);
  /** Where a stretch chosen with Shift begins. */
  #anchor: number | null = null;

  get size(): number {
    return this.chosen.size;
  }

  has(id: ArtifactId): boolean {
    return this.chosen.has(id);
  }

  /** Goes to one without choosing it. */
  go(id: ArtifactId, index: number): void {
    this.cursor = { id, index };
    this.#anchor = index;
  }

  /** Chooses one, or lets it go. */
  toggle(id: ArtifactId, index: number): void {
    const next = new Set(this.chosen);
    if (!next.delete(id)) next.add(id);
    this.chosen = next;
    this.go(id, index);
  }

  /** Chooses the stretch from where Shift was first held, which `range` names, and nothing else. */
  async extend(
    id: ArtifactId,
    index: number,
    range: (from: number, to: number) => Promise<ArtifactId[]>,
  ): Promise<void> {
    const from = this.#anchor ?? this.cursor?.index ?? index;
    this.cursor = { id, index };
    this.#anchor = from;
    const ids = await range(Math.min(from, index), Math.max(from, index));
    // Another key came meanwhile: its own stretch is on the way.
    if (this.cursor.id === id) this.chosen = new Set(ids);
  }

  all(ids: readonly ArtifactId[]): void {
    this.chosen = new Set(ids);
  }

  clear(): void {
    if (this.chosen.size > 0) this.chosen = new Set();
  }

  /** These are gone. */
  drop(ids: readonly ArtifactId[]): void {
    if (!ids.some((id) => this.chosen.has(id))) return;
    const gone = new Set(ids);
    this.chosen = new Set([...this.chosen].filter((id) => !gone.has(id)));
  }

  /** What an action on one is for: all that is chosen if it is, else it alone. */
  targets(id: ArtifactId): ArtifactId[] {
    return this.chosen.has(id) ? [...this.chosen] : [id];
  }
}
