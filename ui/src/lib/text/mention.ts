/** Finds a name that is being written after an `@`. */

/** The `@` and what is typed behind it. */
export interface Mention {
  /** Where the `@` stands. */
  readonly start: number;
  /** Behind what was typed: the caret. */
  readonly end: number;
  /** What was typed. */
  readonly query: string;
}

/** Longer than any name worth typing. */
const LONGEST = 60;
/** In front of an `@` that is part of a mail address or a handle. */
const WORD = /[\p{L}\p{N}._%+-]/u;
const HAN = /\p{Script=Han}/u;

/** The mention that the caret stands in, if it does. */
export function mentionAt(text: string, caret: number): Mention | null {
  const start = text.lastIndexOf("@", caret - 1);
  if (start < 0 || caret - start > LONGEST) return null;
  const query = text.slice(start + 1, caret);
  if (/[\n@]|^\s/.test(query)) return null;
  const before = [...text.slice(Math.max(0, start - 2), start)].at(-1);
  // Chinese stands without spaces: 请看@合同 names something, a@b does not.
  if (before !== undefined && WORD.test(before) && !HAN.test(before)) return null;
  return { start, end: caret, query };
}

/**
 * Whether a name may be meant by a query that was found with this score of `fuzzyScore`. As soon as there is a space it
 * may as well be the next word of the question, so the name must have all of it in one piece.
 */
export function isMeant(query: string, name: string, score: number): boolean {
  if (score === 0) return false;
  if (!/\s/.test(query)) return true;
  return name.toLowerCase().includes(query.toLowerCase());
}

/** The text without the mention. A space that stood on both sides of it is left once. */
export function withoutMention(text: string, mention: Mention): string {
  const before = text.slice(0, mention.start);
  const behind = text.slice(mention.end);
  return /(^|\s)$/.test(before) ? before + behind.replace(/^[ \t]/, "") : before + behind;
}
