/**
 * The first letter of the Mandarin reading of a character, found by where it sorts among one character for each
 * letter: the system's collation knows the readings, so no table is shipped. Rare readings may be off.
 */
const STARTS = "阿八嚓哒妸发旮哈讥咔垃妈拿噢妑七呥扨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";
const HAN = /\p{Script=Han}/u;

/** Made when it is first asked: its tables take longer to read than the rest of the first script. */
let order: Intl.Collator | undefined;

/** `新建对话` → `xjdh`; what is not Chinese stays, in lower case. */
export function pinyinInitials(text: string): string {
  let initials = "";
  for (const character of text.toLowerCase()) {
    initials += HAN.test(character) ? initialOf(character) : character;
  }
  return initials;
}

/** The initials met so far: a list of names asks for the same few hundred characters with every key. */
const known = new Map<string, string>();

function initialOf(character: string): string {
  const kept = known.get(character);
  if (kept !== undefined) return kept;
  const initial = lookedUp(character);
  known.set(character, initial);
  return initial;
}

function lookedUp(character: string): string {
  order ??= new Intl.Collator("zh-Hans-u-co-pinyin", { sensitivity: "accent" });
  let letter = "";
  let index = 0;
  for (const start of STARTS) {
    if (order.compare(character, start) < 0) break;
    letter = LETTERS.charAt(index++);
  }
  return letter === "" ? character : letter;
}
