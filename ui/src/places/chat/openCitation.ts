import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import type { Cited, CitedPassage, MessageId } from "$wire/generated/index";
import { chat } from "./chat.svelte";

/** A number in an answer: the passage, and which of its words the sentence at this place was held against. */
export interface Citation {
  readonly passage: CitedPassage;
  /** Empty when it is the passage as a whole. */
  readonly evidence: string;
}

/** What a number on the screen stands for. */
export function citationOf(button: HTMLElement): Citation | undefined {
  const message = button.closest<HTMLElement>("[data-message]")?.dataset["message"];
  const mark = button.closest<HTMLElement>("[data-citation]");
  if (message === undefined || mark === null) return undefined;
  const cited = chat.citations.of(message as MessageId);
  const number = Number(mark.dataset["citation"]);
  const passage = cited?.passages.find((each) => each.number === number);
  if (cited === undefined || passage === undefined) return undefined;
  return { passage, evidence: evidenceAt(cited, number, occurrenceOf(mark)) };
}

/** Which of the numbers in the text it is; −1 for one that stands under it. */
function occurrenceOf(mark: HTMLElement): number {
  const marks = mark.closest("[data-part='text']")?.querySelectorAll(".citation") ?? [];
  return [...marks].indexOf(mark);
}

function evidenceAt(cited: Cited, number: number, occurrence: number): string {
  const claim = cited.claims.find((each) => each.occurrences.includes(occurrence));
  return claim?.evidence.find((each) => each.number === number)?.quote ?? "";
}

/** Opens a passage beside the thread. */
export function openCitation({ passage, evidence }: Citation, opener: HTMLElement): void {
  if (passage.present) chat.viewing.show(passage, evidence, opener);
  else toasts.show(t("asking.gone", { name: passage.name }));
}
