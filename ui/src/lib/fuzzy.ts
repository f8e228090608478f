import { pinyinInitials } from "./pinyin";

const HAN = /\p{Script=Han}/u;

/**
 * How well a text answers what was typed; 0 when it does not. A part in one piece beats letters spread over it,
 * the beginning of a word beats its middle, a short text beats a long one. Chinese is also found by the initials
 * of its pinyin (`xj` finds 新建).
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = fold(query);
  if (wanted === "") return 1;
  const given = fold(text);
  const direct = scoreIn(wanted, given);
  if (!HAN.test(given) || HAN.test(wanted)) return direct;
  return Math.max(direct, scoreIn(wanted.replaceAll(" ", ""), pinyinInitials(given)) * 0.8);
}

/** The best of several texts for the same thing, such as its name in both languages. */
export function bestScore(query: string, texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => fuzzyScore(query, text)));
}

function scoreIn(wanted: string, given: string): number {
  const at = given.indexOf(wanted);
  if (at >= 0) {
    const atStart = at === 0 ? 40 : isBoundary(given, at) ? 25 : 0;
    return 100 + atStart + shortness(given);
  }
  const words = wanted.split(" ");
  if (words.length > 1 && words.every((word) => given.includes(word))) {
    return 80 + shortness(given);
  }
  const spread = spreadScore(wanted.replaceAll(" ", ""), given);
  return spread === 0 ? 0 : spread + shortness(given);
}

/** Letters in order, each at the start of a word or right after the one before: `nc` finds "New chat". */
function spreadScore(wanted: string, given: string): number {
  let score = 0;
  let from = 0;
  let last = -2;
  for (const letter of wanted) {
    let at = given.indexOf(letter, from);
    while (at >= 0 && at !== last + 1 && !isBoundary(given, at)) at = given.indexOf(letter, at + 1);
    if (at < 0) return 0;
    score += at === last + 1 ? 6 : 10;
    last = at;
    from = at + 1;
  }
  return Math.min(70, score);
}

function isBoundary(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.:,(（「“]/.test(text.charAt(at - 1)) || HAN.test(text.charAt(at));
}

const shortness = (text: string): number => 20 / (1 + text.length / 20);

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim()
    .replace(/\s+/g, " ");
}
