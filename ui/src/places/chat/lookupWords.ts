import { t } from "$i18n/t.svelte";
import type { Lookup } from "$wire/generated/index";

/** Files that are named while they are waited for. */
const NAMED = 2;

/** What is looked up for an answer now, in a line. */
export function lookupWords({ reading, searches, passages }: Lookup): string {
  const [first] = reading;
  if (first !== undefined) {
    const names = reading.slice(0, NAMED).join(", ");
    return t("asking.readingNow", {
      names,
      more: reading.length - Math.min(NAMED, reading.length),
    });
  }
  const going = searches.find((search) => search.found === null);
  if (going !== undefined) return t("asking.searchingFor", { query: going.query });
  return doneWords(
    searches.map((search) => search.query),
    passages,
  );
}

/** What was looked up. */
export function doneWords(searches: readonly string[], passages: number): string {
  if (searches.length === 0) return t("asking.given", { count: passages });
  const queries = searches.map((query) => t("asking.searchedFor", { query })).join(t("asking.and"));
  return t("asking.searched", { queries, count: passages });
}
