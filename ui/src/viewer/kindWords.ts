import { isKey, t } from "$i18n/t.svelte";

/** What a source is, in words; reactive like `t`. */
export function kindWords(kind: string): string {
  const key = `library.kind.${kind}`;
  return isKey(key) ? t(key) : kind;
}
