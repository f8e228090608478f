import { formatNumber } from "$i18n/format";
import { t } from "$i18n/t.svelte";
import type { Locator } from "$wire/generated/index";

/** More stretches than this are not read by anybody. */
const MOST_STRETCHES = 3;

type Stretch = readonly [first: number, last: number];
type Of<At extends Locator["at"]> = Extract<Locator, { at: At }>;

/** Where something stands in its file, in words: "page 12", "“2024”, rows 3–8", "slide 4". Reactive like `t`. */
export function locatorWords(places: readonly Locator[]): string {
  const [first] = places;
  if (first === undefined) return "";
  switch (first.at) {
    case "page":
      return numbered(
        "place.page",
        of(places, "page").map(({ page }) => [page, page]),
      );
    case "slide":
      return numbered(
        "place.slide",
        of(places, "slide").map(({ slide }) => [slide, slide]),
      );
    case "paragraph":
      return numbered("place.paragraph", of(places, "paragraph").map(ends));
    case "lines":
      return numbered("place.line", of(places, "lines").map(ends));
    case "chapter":
      return chapters(of(places, "chapter"));
    case "cells":
      return cells(of(places, "cells"));
    case "time":
      return times(of(places, "time"));
  }
}

function of<At extends Locator["at"]>(places: readonly Locator[], at: At): Of<At>[] {
  return places.filter((place): place is Of<At> => place.at === at);
}

function ends({ first, last }: { first: number; last: number }): Stretch {
  return [first, last];
}

function numbered(
  key:
    "place.page" | "place.slide" | "place.paragraph" | "place.line" | "place.row" | "place.chapter",
  stretches: readonly Stretch[],
): string {
  const joined = join(stretches);
  const count = joined.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return t(key, { count, numbers: listed(joined) });
}

/** A chapter's paragraphs are told only while there is one chapter: else it would be a list of lists. */
function chapters(places: readonly Of<"chapter">[]): string {
  const joined = join(places.map(({ chapter }) => [chapter, chapter]));
  const chapter = numbered("place.chapter", joined);
  if (joined.length !== 1 || joined[0]?.[0] !== joined[0]?.[1]) return chapter;
  return t("place.within", {
    outer: chapter,
    inner: numbered("place.paragraph", places.map(ends)),
  });
}

function cells(places: readonly Of<"cells">[]): string {
  const sheet = places[0]?.sheet ?? "";
  const rows = numbered(
    "place.row",
    places
      .filter((place) => place.sheet === sheet)
      .map(({ range }) => [range.firstRow, range.lastRow]),
  );
  return sheet === ""
    ? rows
    : t("place.within", { outer: t("place.sheet", { sheet }), inner: rows });
}

function times(places: readonly Of<"time">[]): string {
  const from = Math.min(...places.map(({ startMs }) => startMs));
  const to = Math.max(...places.map(({ endMs }) => endMs));
  return clock(from) === clock(to) ? clock(from) : `${clock(from)}–${clock(to)}`;
}

/** `1:05`, `1:02:05`: as every player writes it, in every language. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  if (hours === 0) return `${String(minutes)}:${tail}`;
  return `${String(hours)}:${String(minutes).padStart(2, "0")}:${tail}`;
}

/** In order, each number once; neighbours become one stretch. */
function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: [number, number][] = [];
  for (const [first, last] of [...stretches].sort((one, other) => one[0] - other[0])) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

function listed(stretches: readonly Stretch[]): string {
  const shown = stretches
    .slice(0, MOST_STRETCHES)
    .map(([first, last]) =>
      first === last ? formatNumber(first) : `${formatNumber(first)}–${formatNumber(last)}`,
    );
  return stretches.length > MOST_STRETCHES ? `${shown.join(", ")}…` : shown.join(", ");
}
