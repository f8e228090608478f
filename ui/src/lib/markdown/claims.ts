/** Finds sentences of an answer in the page that shows it. */

/** A sentence as the backend cut it. */
export interface ClaimPlace {
  /** Its words as they are shown, without marks. */
  readonly text: string;
  /** Which citations of the answer belong to it: 0 is the first in the page. */
  readonly occurrences: readonly number[];
}

/** What is shown but is no part of the sentences. */
const BESIDES =
  ".citation, .footnote-mark, .footnote > sup, figcaption, .task, .alert-title, .address";
const BLOCK = "p, li, td, th, h3, h4, h5, h6, blockquote, .footnote";
/** Letters and digits of all scripts, and signs such as emoji: what is left when punctuation and marks may differ. */
const LETTER = /[\p{L}\p{N}]|(?![\0-\u007f])\p{So}/u;
/** Behind it another sentence begins. */
const SENTENCE_END = /[。！？!?；;\n]|\.(?=\s|$)/gu;

interface Letters {
  /** All of them, folded. */
  readonly text: string;
  /** For each UTF-16 unit of `text`: which node, and from where to where in it. */
  readonly nodes: Node[];
  readonly starts: number[];
  readonly ends: number[];
}

/** The place of each claim in the page; none for one that is not there. They are looked for in their order. */
export function claimRanges(root: HTMLElement, claims: readonly ClaimPlace[]): (Range | null)[] {
  const letters = lettersOf(root);
  const citations = root.querySelectorAll<HTMLElement>(".citation");
  let from = 0;
  return claims.map((claim) => {
    const wanted = folded(claim.text);
    if (wanted !== "") {
      const behind = letters.text.indexOf(wanted, from);
      const at = behind >= 0 ? behind : letters.text.indexOf(wanted);
      if (at >= 0) {
        from = at + wanted.length;
        return rangeOf(letters, at, from);
      }
    }
    const cited = claim.occurrences
      .map((each) => citations[each])
      .find((each) => each !== undefined);
    return cited === undefined ? null : sentenceBefore(cited);
  });
}

function folded(text: string): string {
  let kept = "";
  for (const character of text) if (LETTER.test(character)) kept += character.toLowerCase();
  return kept;
}

function lettersOf(root: HTMLElement): Letters {
  const letters: Letters & { text: string } = { text: "", nodes: [], starts: [], ends: [] };
  const put = (character: string, node: Node, start: number, end: number): void => {
    if (!LETTER.test(character)) return;
    const kept = character.toLowerCase();
    letters.text += kept;
    for (let unit = 0; unit < kept.length; unit++) {
      letters.nodes.push(node);
      letters.starts.push(start);
      letters.ends.push(end);
    }
  };
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      let at = 0;
      for (const character of node.data) {
        put(character, node, at, at + character.length);
        at += character.length;
      }
      return;
    }
    if (!(node instanceof HTMLElement) || node.matches(BESIDES)) return;
    const source = node.dataset["source"];
    // What a formula looks like has other letters than its source; it is found as a whole.
    if (source !== undefined) for (const character of source) put(character, node, 0, -1);
    else for (const child of node.childNodes) walk(child);
  };
  for (const child of root.childNodes) walk(child);
  return letters;
}

function rangeOf(letters: Letters, from: number, to: number): Range | null {
  const [first, last] = [letters.nodes[from], letters.nodes[to - 1]];
  if (first === undefined || last === undefined) return null;
  const range = new Range();
  if (first instanceof Text) range.setStart(first, letters.starts[from] ?? 0);
  else range.setStartBefore(first);
  if (last instanceof Text) range.setEnd(last, punctuated(last.data, letters.ends[to - 1] ?? 0));
  else range.setEndAfter(last);
  return range;
}

/** Punctuation right behind belongs to the sentence. */
function punctuated(text: string, end: number): number {
  const behind = /^[\p{Po}\p{Pe}\p{Pf}]+/u.exec(text.slice(end));
  return end + (behind?.[0].length ?? 0);
}

/** From the end of the sentence before to the citation, within its block. */
function sentenceBefore(citation: HTMLElement): Range | null {
  const block = citation.closest(BLOCK);
  if (block === null) return null;
  const whole = new Range();
  whole.setStart(block, 0);
  whole.setEndBefore(citation);
  const walker = block.ownerDocument.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let start: [Text, number] | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text) || !whole.intersectsNode(node)) continue;
    if (node.parentElement?.closest(BESIDES) != null) continue;
    for (const end of node.data.trimEnd().matchAll(SENTENCE_END)) {
      const behind = end.index + end[0].length;
      if (node.data.slice(behind).trim() !== "") start = [node, behind];
    }
  }
  if (start !== null) whole.setStart(...start);
  return whole;
}
