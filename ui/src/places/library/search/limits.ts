import type { CollectionId, SearchLibrary } from "$wire/generated/index";

/** When a file was last changed, as a person says it. */
export const AGES = ["any", "week", "month", "year", "older"] as const;
export type Age = (typeof AGES)[number];

/** Kinds that can be searched alone, by what a person calls them. */
export const KINDS: Record<string, readonly string[]> = {
  pdf: ["pdf"],
  docx: ["docx", "doc", "odt", "rtf"],
  pptx: ["pptx", "ppt", "odp"],
  spreadsheet: ["spreadsheet", "csv"],
  epub: ["epub"],
  html: ["html", "web"],
  mail: ["mail", "outlook"],
  markdown: ["markdown"],
  text: ["text"],
  code: ["code", "json", "xml"],
  subtitles: ["subtitles"],
  picture: ["picture"],
};

/** What a search is limited to. */
export interface Limits {
  readonly collection: CollectionId | null;
  /** A key of `KINDS`; empty for all. */
  readonly kind: string;
  readonly age: Age;
}

export const NO_LIMITS: Limits = { collection: null, kind: "", age: "any" };

const DAY_MS = 86_400_000;
const DAYS: Record<Exclude<Age, "any">, number> = { week: 7, month: 30, year: 365, older: 365 };

/** The limits as the backend takes them. */
export function asked(
  limits: Limits,
  now: number,
): Pick<SearchLibrary, "collections" | "kinds" | "modifiedFromMs" | "modifiedUntilMs"> {
  const since = limits.age === "any" ? null : now - DAYS[limits.age] * DAY_MS;
  return {
    collections: limits.collection === null ? [] : [limits.collection],
    kinds: [...(KINDS[limits.kind] ?? [])],
    modifiedFromMs: limits.age === "older" ? null : since,
    modifiedUntilMs: limits.age === "older" ? since : null,
  };
}
