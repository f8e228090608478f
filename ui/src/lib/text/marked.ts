/** A piece of text that is or is not part of a search hit. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/**
 * Cuts a text at ranges given in UTF-16 units. Ranges that lie outside, overlap or come in any order do no harm:
 * they were made by another program.
 */
export function markedPieces(
  text: string,
  ranges: readonly (readonly [number, number])[],
): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const [from, to] of [...ranges].sort((left, right) => left[0] - right[0])) {
    const begin = Math.max(end, Math.min(from, text.length));
    const stop = Math.min(to, text.length);
    if (stop <= begin) continue;
    if (begin > end) pieces.push({ text: text.slice(end, begin), hit: false });
    pieces.push({ text: text.slice(begin, stop), hit: true });
    end = stop;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), hit: false });
  return pieces;
}
