import type { CollectionId, Knowledge, SourceId } from "$wire/generated/index";

/** One thing that a question is about. */
export type Subject =
  | { kind: "everything" }
  | { kind: "collection"; id: CollectionId }
  | { kind: "source"; id: SourceId };

const NOTHING: Knowledge = { everything: false, collections: [], sources: [] };

/** A name for lists and for telling one from the other. */
export function keyOf(subject: Subject): string {
  return subject.kind === "everything" ? "everything" : `${subject.kind} ${subject.id}`;
}

/** Nothing to be asked about is no knowledge at all. */
function orNone(knowledge: Knowledge): Knowledge | null {
  const { everything, collections, sources } = knowledge;
  return everything || collections.length > 0 || sources.length > 0 ? knowledge : null;
}

/** What a question is about, in the order of the chips. */
export function subjectsOf(knowledge: Knowledge | null): Subject[] {
  if (knowledge === null) return [];
  if (knowledge.everything) return [{ kind: "everything" }];
  return [
    ...knowledge.collections.map((id): Subject => ({ kind: "collection", id })),
    ...knowledge.sources.map((id): Subject => ({ kind: "source", id })),
  ];
}

/** Whether it is among them. */
export function isAbout(knowledge: Knowledge | null, subject: Subject): boolean {
  return subjectsOf(knowledge).some((each) => keyOf(each) === keyOf(subject));
}

/** With one more. The whole library has everything else in it, and one part of it is not the whole any more. */
export function plus(knowledge: Knowledge | null, subject: Subject): Knowledge {
  if (subject.kind === "everything") return { ...NOTHING, everything: true };
  const before = knowledge === null || knowledge.everything ? NOTHING : knowledge;
  if (isAbout(before, subject)) return before;
  return subject.kind === "collection"
    ? { ...before, collections: [...before.collections, subject.id] }
    : { ...before, sources: [...before.sources, subject.id] };
}

/** Without one. */
export function minus(knowledge: Knowledge | null, subject: Subject): Knowledge | null {
  if (knowledge === null || subject.kind === "everything") return null;
  return orNone({
    everything: knowledge.everything,
    collections: knowledge.collections.filter((id) => id !== subject.id),
    sources: knowledge.sources.filter((id) => id !== subject.id),
  });
}

/** What was asked for elsewhere, as knowledge. */
export function knowledgeOf(subject: {
  everything: boolean;
  collections: readonly CollectionId[];
  sources: readonly SourceId[];
}): Knowledge | null {
  return orNone({
    everything: subject.everything,
    collections: [...subject.collections],
    sources: [...subject.sources],
  });
}
