import { t } from "$i18n/t.svelte";
import type { CitedSources } from "$lib/markdown";
import { placeWords } from "$viewer/placeWords";
import type { Cited, CitedPassage, Claim, SourceId } from "$wire/generated/index";

/** A file among the sources of an answer, with its passages in the order of their numbers. */
export interface CitedFile {
  readonly source: SourceId;
  readonly name: string;
  readonly present: boolean;
  readonly passages: readonly CitedPassage[];
}

/** How many claims stand how. */
interface Tally {
  readonly supported: number;
  readonly unsupported: number;
  readonly uncited: number;
}

/** "harbour.pdf, page 12" */
export function passageWords(passage: CitedPassage): string {
  const place = placeWords(passage.places);
  return place === "" ? passage.name : t("asking.at", { name: passage.name, place });
}

/** What the numbers in an answer are called. */
export function citedNames(cited: Cited | undefined): CitedSources {
  const names = new Map<number, string>();
  const doubts = new Map<number, string>();
  for (const passage of cited?.passages ?? []) {
    const { number } = passage;
    names.set(number, t("asking.citation", { number, passage: passageWords(passage) }));
  }
  for (const claim of cited?.claims ?? []) {
    if (claim.verdict !== "unsupported") continue;
    for (const occurrence of claim.occurrences) doubts.set(occurrence, t("asking.doubt"));
  }
  return { names, doubts };
}

/** The passages by file, the file with the lowest number first. */
export function byFile(passages: readonly CitedPassage[]): CitedFile[] {
  const files = new Map<SourceId, CitedFile & { passages: CitedPassage[] }>();
  for (const passage of [...passages].sort((one, other) => one.number - other.number)) {
    const { source, name, present } = passage;
    const file = files.get(source);
    if (file === undefined) files.set(source, { source, name, present, passages: [passage] });
    else file.passages.push(passage);
  }
  return [...files.values()];
}

/** Counts the claims. */
export function tally(claims: readonly Claim[]): Tally {
  const count = (verdict: Claim["verdict"]): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  return {
    supported: count("supported"),
    unsupported: count("unsupported"),
    uncited: count("uncited"),
  };
}

/** "7 supported · 1 without support · 2 without a source" */
export function tallyWords({ supported, unsupported, uncited }: Tally): string {
  return [
    ...(supported > 0 ? [t("asking.supported", { count: supported })] : []),
    ...(unsupported > 0 ? [t("asking.unsupported", { count: unsupported })] : []),
    ...(uncited > 0 ? [t("asking.uncited", { count: uncited })] : []),
  ].join(" · ");
}

/** An answer as it is copied: as Markdown, with the list of what its numbers mean. */
export function withSources(text: string, cited: Cited): string {
  const used = cited.passages.filter((passage) => passage.cited);
  if (used.length === 0) return text;
  const lines = used
    .sort((one, other) => one.number - other.number)
    .map((passage) => `- [${String(passage.number)}] ${escaped(passageWords(passage))}`);
  return `${text.trimEnd()}\n\n**${t("asking.sourcesOf")}**\n\n${lines.join("\n")}\n`;
}

/** A file may be called `*a*.md`. */
function escaped(name: string): string {
  return name.replace(/[\\`*_[\]<>]/g, "\\$&");
}
