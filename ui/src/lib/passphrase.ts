/** How hard a passphrase is to guess, in three words. */
export type Strength = "weak" | "fair" | "good";

/** Shorter ones are not taken. */
export const SHORTEST_PASSPHRASE = 8;

/**
 * A hint, not a proof: counts the different steps between characters, so that `aaaaaaaa` and `12345678` stay weak
 * and a sentence is good. A Chinese character weighs as much as about two letters.
 */
export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < SHORTEST_PASSPHRASE) return "weak";
  const steps = new Set<string>();
  let previous = 0;
  let bits = 0;
  for (const character of characters) {
    const point = character.codePointAt(0) ?? 0;
    const step = String(point - previous);
    previous = point;
    if (steps.has(step)) continue;
    steps.add(step);
    bits += bitsOf(character);
  }
  if (bits < 40) return "weak";
  return bits < 64 ? "fair" : "good";
}

function bitsOf(character: string): number {
  if (/\d/.test(character)) return 3.3;
  if (/[a-z]/i.test(character)) return 4.7;
  return /\p{Script=Han}/u.test(character) ? 9 : 5.5;
}
