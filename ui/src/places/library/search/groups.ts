import type { LibraryHit, SourceId } from "$wire/generated/index";

/** What was found in one source; the best hit first. */
export interface Group {
  readonly source: SourceId;
  readonly name: string;
  readonly kind: string;
  readonly hits: readonly LibraryHit[];
}

/** Hits of one source that are shown before it is unfolded. */
export const SHOWN = 3;

/**
 * Hits by source, in the order of each one's best: a reader chooses a file first and a place in it second, and one long
 * file must not push all others out of sight.
 */
export function groupsOf(hits: readonly LibraryHit[]): Group[] {
  const groups = new Map<SourceId, Group & { hits: LibraryHit[] }>();
  for (const hit of hits) {
    const group = groups.get(hit.source);
    if (group === undefined) {
      const { source, name, kind } = hit;
      groups.set(source, { source, name, kind, hits: [hit] });
    } else {
      group.hits.push(hit);
    }
  }
  return [...groups.values()];
}

/** Tells hits apart: the same words may stand twice in one passage. */
export function keyOf(hit: LibraryHit): string {
  return `${hit.source} ${String(hit.passage)} ${textOf(hit)}`;
}

/** The whole text of a hit. */
export function textOf(hit: LibraryHit): string {
  return hit.text.map((part) => part.text).join("");
}

/** Characters before the first match that are shown of a long text. */
const BEFORE = 48;

/** The text from a little before its first match on: a hit shows three lines, and the match has to be in them. */
export function excerptOf(hit: LibraryHit): LibraryHit["text"] {
  const at = hit.text.findIndex((part) => part.marked);
  const before = hit.text
    .slice(0, Math.max(0, at))
    .map((part) => part.text)
    .join("");
  if (before.length <= BEFORE * 2) return hit.text;
  // Whole characters, and from the beginning of a word where there is one.
  const end = [...before].slice(-BEFORE).join("");
  const word = end.search(/\s/u);
  const shown = word < 0 ? end : end.slice(word + 1);
  return [{ text: `…${shown}`, marked: false }, ...hit.text.slice(at)];
}
