/** A stretch of a changed text: in both, or only in the one before or after. */
export interface Stretch {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Longer texts are told as replaced whole: the table of the comparison grows with the square. */
const MOST_PIECES = 1_500;

/** What changed between two texts, by words, and by characters where Chinese has no spaces. */
export function difference(before: string, after: string): Stretch[] {
  const old = piecesOf(before);
  const next = piecesOf(after);
  if (old.length > MOST_PIECES || next.length > MOST_PIECES) {
    return joined([
      { kind: "gone", text: before },
      { kind: "new", text: after },
    ]);
  }
  return joined(walk(old, next, lengths(old, next)));
}

function piecesOf(text: string): string[] {
  return text.match(/\p{Script=Han}|[\p{L}\p{N}'’]+|\s+|[^]/gu) ?? [];
}

/** The length of the longest common part of what follows each pair of places. */
function lengths(old: string[], next: string[]): Uint16Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let at = old.length - 1; at >= 0; at--) {
    const row = table[at];
    const below = table[at + 1];
    if (row === undefined || below === undefined) continue;
    for (let to = next.length - 1; to >= 0; to--) {
      row[to] =
        old[at] === next[to]
          ? 1 + (below[to + 1] ?? 0)
          : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return table;
}

function walk(old: string[], next: string[], table: Uint16Array[]): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  let to = 0;
  while (at < old.length || to < next.length) {
    const gone = old[at];
    const fresh = next[to];
    if (gone !== undefined && gone === fresh) {
      found.push({ kind: "same", text: gone });
      at += 1;
      to += 1;
    } else if (
      fresh === undefined ||
      (gone !== undefined && (table[at + 1]?.[to] ?? 0) >= (table[at]?.[to + 1] ?? 0))
    ) {
      found.push({ kind: "gone", text: gone ?? "" });
      at += 1;
    } else {
      found.push({ kind: "new", text: fresh });
      to += 1;
    }
  }
  return found;
}

function joined(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (stretch.text === "") continue;
    if (last?.kind === stretch.kind) last.text += stretch.text;
    else result.push({ ...stretch });
  }
  return result;
}
