import { t } from "$i18n/t.svelte";
import type { LibraryOverview } from "$wire/generated/index";
import type { Subject } from "./knowledge";
import type { Shelf, ShelfSource } from "./shelf.svelte";

/** What a chip says. */
interface SubjectWords {
  readonly name: string;
  /** What keeps it from being asked, if anything does. */
  readonly note: string | null;
}

/** The words of a chip; `null` as long as its name is not known. */
export function subjectWords(subject: Subject, shelf: Shelf): SubjectWords | null {
  if (subject.kind === "everything") return { name: t("asking.everything"), note: null };
  if (subject.kind === "collection") {
    if (shelf.overview === null) return null;
    const found = shelf.collections.find((each) => each.id === subject.id);
    if (found === undefined) return { name: t("asking.collection"), note: t("asking.deleted") };
    return { name: found.name, note: found.sources === 0 ? t("asking.empty") : null };
  }
  const source = shelf.sources.get(subject.id);
  if (source === undefined) return null;
  if (source.deleted) return { name: source.name || t("asking.source"), note: t("asking.deleted") };
  return { name: source.name, note: notReadWords(source) };
}

/** Why a source cannot be asked yet, or at all; `null` when it can. */
export function notReadWords({ stage, searchable }: ShelfSource): string | null {
  if (searchable) return null;
  switch (stage) {
    case "ready":
      return null;
    case "noText":
      return t("asking.noText");
    case "failed":
      return t("asking.unreadable");
    case "skipped":
      return t("asking.skipped");
    case "waiting":
      return t("asking.waiting");
    default:
      return t("asking.reading");
  }
}

/** What is to be known of the library before asking it; `null` when there is nothing to say. */
export function libraryWords(overview: LibraryOverview | null): string | null {
  if (overview === null) return null;
  const { sources, ready, waiting, working } = overview.statistics;
  const pending = waiting + working;
  if (sources === 0) return t("asking.library.empty");
  if (ready === 0 && pending > 0) return t("asking.library.nothingYet", { count: pending });
  if (ready === 0) return t("asking.library.nothing");
  if (pending > 0) return t("asking.library.some", { ready, count: pending });
  return overview.byMeaning ? null : t("asking.library.wordsOnly");
}
