import { formatMessage, type Values } from "$lib/message";
import english from "./en.json";
import chinese from "./zh-CN.json";

/** A language that there are words for. */
export type Locale = "zh-CN" | "en";
/** A key of the words. */
export type Key = keyof typeof english;

// Both assignments together: neither language may have a key that the other lacks.
const words: Record<Locale, Record<Key, string>> = { "zh-CN": chinese, en: english };
english satisfies Record<keyof typeof chinese, string>;

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
  return formatMessage(words[current][key], values, current);
}

/** The words in both languages: the palette finds an action by either. */
export function inEveryLocale(key: Key): string[] {
  return [words["zh-CN"][key], words.en[key]];
}

/** True when there are words for a key that was put together at run time. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(english, key);
}
