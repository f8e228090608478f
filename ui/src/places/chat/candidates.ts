import { inEveryLocale } from "$i18n/t.svelte";
import { bestScore, fuzzyScore } from "$lib/fuzzy";
import { isMeant } from "$lib/text/mention";
import type { Collection, Knowledge } from "$wire/generated/index";
import { isAbout, type Subject } from "./knowledge";
import type { ShelfSource } from "./shelf.svelte";

/** Something of the library that a question may be about, in a list to choose from. */
export interface Candidate {
  readonly subject: Subject;
  readonly name: string;
  /** Of a source. */
  readonly source?: ShelfSource;
  /** Of a collection: how many sources it has. */
  readonly count?: number;
}

/** What there is to choose from. */
export interface Offered {
  readonly collections: readonly Collection[];
  /** In the order in which they are shown when nothing is typed. */
  readonly sources: readonly ShelfSource[];
  /** How the whole library is called in the language in use. */
  readonly everything: string;
}

/** A collection stands for many files: with names alike it comes first. */
const COLLECTION_BONUS = 15;

/** What a query may mean, the likeliest first; all of it, newest first, as long as there is none. */
export function candidatesFor(query: string, offered: Offered, limit: number): Candidate[] {
  const all = everyCandidate(offered);
  if (query.trim() === "") return all.slice(0, limit);
  return all
    .map((candidate, order) => ({ candidate, order, score: scoreOf(query, candidate) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** A subject as a line of the list; one whose name is not known yet has an empty one. */
export function candidateOf(
  subject: Subject,
  { collections, everything }: Offered,
  source?: ShelfSource,
): Candidate {
  if (subject.kind === "everything") return { subject, name: everything };
  if (subject.kind === "source")
    return { subject, name: source?.name ?? "", ...(source && { source }) };
  const found = collections.find(({ id }) => id === subject.id);
  return found === undefined
    ? { subject, name: "" }
    : { subject, name: found.name, count: found.sources };
}

/** Without those that the question is about already. */
export function without(
  candidates: readonly Candidate[],
  knowledge: Knowledge | null,
): Candidate[] {
  return candidates.filter(({ subject }) => !isAbout(knowledge, subject));
}

function everyCandidate(offered: Offered): Candidate[] {
  const { collections, sources } = offered;
  if (collections.length === 0 && sources.length === 0) return [];
  return [
    candidateOf({ kind: "everything" }, offered),
    ...collections.map(({ id }) => candidateOf({ kind: "collection", id }, offered)),
    ...sources.map((source) => candidateOf({ kind: "source", id: source.id }, offered, source)),
  ];
}

function scoreOf(query: string, { subject, name }: Candidate): number {
  if (subject.kind === "everything") {
    const names = inEveryLocale("asking.everything");
    const meant = names.some((each) => isMeant(query, each, fuzzyScore(query, each)));
    return meant ? bestScore(query, names) : 0;
  }
  const score = fuzzyScore(query, name);
  if (!isMeant(query, name, score)) return 0;
  return subject.kind === "collection" ? score + COLLECTION_BONUS : score;
}
