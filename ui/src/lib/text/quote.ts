/** Characters that line breaks of a page put in or take out: a quote is found without them. */
const SPACE = /[\s\u00ad\u200b]/u;

/**
 * Where a quote stands in a text, in UTF-16 units, whatever the white space in either and whatever the case; null when it
 * does not stand there. A quote that goes on beyond the text is found as far as it goes, if that is most of it.
 */
export function findQuote(text: string, quote: string): [number, number] | null {
  const [wanted] = squeezed(quote);
  const [within, places] = squeezed(text);
  if (wanted === "") return null;
  const at = within.indexOf(wanted);
  if (at >= 0) return span(places, at, at + wanted.length);
  // The text may be a part of the quote: a passage that was cut.
  if (within !== "" && wanted.includes(within)) return span(places, 0, within.length);
  return null;
}

/** Where words stand in a stretch of a text, in order and each place once; whole words or not, in any case. */
export function findWords(
  text: string,
  words: readonly string[],
  within: readonly [number, number],
): [number, number][] {
  const [kept, places] = squeezed(text);
  const found: [number, number][] = [];
  for (const word of words) {
    const [wanted] = squeezed(word);
    if (wanted === "") continue;
    for (let at = kept.indexOf(wanted); at >= 0; at = kept.indexOf(wanted, at + wanted.length)) {
      const range = span(places, at, at + wanted.length);
      if (range !== null && range[0] >= within[0] && range[1] <= within[1]) found.push(range);
    }
  }
  return found.sort((left, right) => left[0] - right[0]);
}

/** The text in lower case without white space, and where each of its units stood. */
function squeezed(text: string): [string, number[]] {
  let kept = "";
  const places: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index);
    if (SPACE.test(unit)) continue;
    const lower = unit.toLowerCase();
    // Some letters grow when they are lowered; one unit stays one unit.
    kept += lower.length === 1 ? lower : unit;
    places.push(index);
  }
  return [kept, places];
}

function span(places: readonly number[], from: number, to: number): [number, number] | null {
  const first = places[from];
  const last = places[to - 1];
  return first === undefined || last === undefined ? null : [first, last + 1];
}
