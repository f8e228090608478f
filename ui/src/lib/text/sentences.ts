/** A full stop that ends a sentence in Chinese needs no space after it; in English it does. */
const END = /[。！？；…]+[”’」』）)]*|[.!?]+["')\]]*(?=\s)|\n+/gu;

/** Text that can be read aloud without cutting a sentence, and where the rest begins. */
export interface Spoken {
  readonly text: string;
  /** Offset in UTF-16 units of what has not been said. */
  readonly next: number;
}

/**
 * The whole sentences that have come since `from`. Text that grows is told to a screen reader in these, since one
 * that speaks every token speaks nothing.
 */
export function wholeSentences(text: string, from: number): Spoken {
  let next = from;
  END.lastIndex = from;
  for (let match = END.exec(text); match !== null; match = END.exec(text)) {
    next = match.index + match[0].length;
  }
  return { text: text.slice(from, next).replace(/\s+/gu, " ").trim(), next };
}
