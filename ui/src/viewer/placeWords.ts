import { t } from "$i18n/t.svelte";
import type { CellsOf, Locator } from "$wire/generated/index";

/** Where something stands in its file, in words: "page 3", "Sheet1!A2:C5", "第 3–4 页". Reactive like `t`. */
export function placeWords(places: readonly Locator[]): string {
  const pages = places.filter((place) => place.at === "page").map((place) => place.page);
  const words = pages.length > 0 ? [pageWords(pages)] : [];
  for (const place of places) if (place.at !== "page") words.push(oneWords(place));
  const unique = [...new Set(words.filter((word) => word !== ""))];
  return unique.slice(0, 3).join(t("viewer.place.and"));
}

/** A span of numbers, or one. */
function span(first: number, last: number): string {
  return first === last ? String(first) : `${String(first)}–${String(last)}`;
}

function spanned(first: number, last: number): { span: string; many: number } {
  return { span: span(first, last), many: last - first + 1 };
}

function pageWords(pages: readonly number[]): string {
  const first = Math.min(...pages);
  const last = Math.max(...pages);
  return first === last
    ? t("viewer.place.page", { page: first })
    : t("viewer.place.pages", { pages: span(first, last) });
}

function oneWords(place: Exclude<Locator, { at: "page" }>): string {
  switch (place.at) {
    case "paragraph":
      return t("viewer.place.paragraph", spanned(place.first, place.last));
    case "lines":
      return t("viewer.place.lines", spanned(place.first, place.last));
    case "slide":
      return t("viewer.place.slide", { slide: place.slide });
    case "chapter":
      return t("viewer.place.chapter", {
        chapter: place.chapter,
        ...spanned(place.first, place.last),
      });
    case "cells":
      return place.sheet === ""
        ? t("viewer.place.rows", spanned(place.range.firstRow, place.range.lastRow))
        : `${place.sheet}!${cellsName(place.range)}`;
    case "time":
      return `${clock(place.startMs)}–${clock(place.endMs)}`;
  }
}

/** `A2:C5`, as spreadsheets write it. */
export function cellsName(range: CellsOf): string {
  const first = `${column(range.firstColumn)}${String(range.firstRow)}`;
  const last = `${column(range.lastColumn)}${String(range.lastRow)}`;
  return first === last ? first : `${first}:${last}`;
}

function column(number: number): string {
  let name = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part, index) => String(part).padStart(index === 0 ? 1 : 2, "0")).join(":");
}
