import { formatMessage, type Values } from "$lib/message";
import english from "./en.json?raw";
import chinese from "./zh-CN.json?raw";

type English = typeof import("./en.json");

/** A language that there are words for. */
export type Locale = "zh-CN" | "en";
/** A key of the words: `words.test.ts` sees to it that both languages have the same. */
export type Key = keyof English;
type Words = Record<Key, string>;

// As text, so that the start reads one language and passes over the other: both are a quarter of the first script.
const texts: Record<Locale, string> = { "zh-CN": chinese, en: english };
const read: Partial<Record<Locale, Words>> = {};

function wordsOf(locale: Locale): Words {
  return (read[locale] ??= JSON.parse(texts[locale]) as Words);
}

let current = $state<Locale>("zh-CN");

/** The language in use; reactive. */
export function locale(): Locale {
  return current;
}

/** Switches the language of everything that is shown. */
export function setLocale(next: Locale): void {
  current = next;
}

/**
 * The words of a key in the language in use; reactive in markup and `$derived`.
 *
 * @example t("list.count", { count: 3 })
 */
export function t(key: Key, values: Values = {}): string {
  return formatMessage(wordsOf(current)[key], values, current);
}

/** The words in both languages: the palette finds an action by either. */
export function inEveryLocale(key: Key): string[] {
  return [wordsOf("zh-CN")[key], wordsOf("en")[key]];
}

/** True when there are words for a key that was put together at run time. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(wordsOf(current), key);
}
