/** Words before those that matter which are shown with them. */
const BEFORE = 120;

/** A text in three: what stands before the words that matter, they themselves, and the rest. */
interface Around {
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

/** Cuts a text so that the words that matter stand near its beginning. Without them it is all `after`. */
export function around(text: string, words: string): Around {
  const at = words === "" ? -1 : text.indexOf(words);
  if (at < 0) return { before: "", words: "", after: text };
  const after = text.slice(at + words.length);
  return { before: lastWords(text.slice(0, at)), words, after };
}

function lastWords(text: string): string {
  if (text.length <= BEFORE) return text;
  const tail = text.slice(-BEFORE);
  // Neither half a word nor half a character at the cut.
  const cut = /^[^\s\u3000-\u303f\uff00-\uff65]*[\s\u3000-\u303f\uff00-\uff65]/u.exec(tail);
  const from =
    cut === null || cut[0].length > BEFORE / 2
      ? [...tail].slice(1).join("")
      : tail.slice(cut[0].length);
  return `…${from}`;
}
