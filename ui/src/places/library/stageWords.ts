import { formatBytes, formatRoughTime, formatNumber, formatPercent } from "$i18n/format";
import { isKey, t } from "$i18n/t.svelte";
import type { Source, SourceName, Stage } from "$wire/generated/index";

/** What a person may choose to see of the list. */
export const FILTERS = ["all", "queued", "ready", "noText", "failed", "skipped"] as const;

/** One of them. */
export type Filter = (typeof FILTERS)[number];

/** The stages a filter stands for; none is all. */
export const STAGES_OF: Record<Filter, Stage[]> = {
  all: [],
  queued: ["waiting", "reading", "cutting", "embedding"],
  ready: ["ready"],
  noText: ["noText"],
  failed: ["failed"],
  skipped: ["skipped"],
};

/** Stages in which somebody is at work on a source. */
export function isWorking(stage: Stage): boolean {
  return stage === "reading" || stage === "cutting" || stage === "embedding";
}

/** From 0 to 1, where it is known. */
export function shareOf(source: Source): number | null {
  if (!isWorking(source.stage) || source.total <= 0) return null;
  return Math.min(1, source.done / source.total);
}

/** The stage in words, with how far it has come. */
export function stageWords(source: Source, timeLeft: number | null = null): string {
  const words = [t(`library.stage.${source.stage}`)];
  if (source.stage === "ready" && remarksOf(source).length > 0) words.push(t("library.stage.gaps"));
  const share = shareOf(source);
  if (share !== null) words.push(formatPercent(share));
  if (timeLeft !== null) words.push(t("library.timeLeft", { time: formatRoughTime(timeLeft) }));
  return words.join(" · ");
}

/** Why it failed or has no text, in words; `null` when there is nothing to explain. */
export function reasonOf(source: Source): string | null {
  if (source.stage === "failed") return reasonWords(source.reason ?? "", source.reasonParams);
  if (source.stage !== "noText") return null;
  const details = record(source.details);
  const reason = details["reason"];
  return reasonWords(typeof reason === "string" ? reason : "noText", details["params"]);
}

/** What its reader remarks of a source that could be read only in part, in words. */
export function remarksOf(source: Source): string[] {
  const remarks = record(source.details)["remarks"];
  return Array.isArray(remarks) ? remarks.map((remark) => remarkWords(record(remark))) : [];
}

/** More page numbers than this only fill the screen. */
const PAGES_NAMED = 12;

function remarkWords(remark: Record<string, unknown>): string {
  const pages = Array.isArray(remark["pages"]) ? remark["pages"].map(numberOf) : [];
  const named = pages.slice(0, PAGES_NAMED).join(t("library.and"));
  const count = numberOf(remark["count"]);
  switch (remark["kind"]) {
    case "pagesWithoutText":
    case "damagedPages":
      return t(`library.remark.${remark["kind"]}`, {
        count: pages.length,
        pages: pages.length > PAGES_NAMED ? `${named} …` : named,
      });
    case "recognised":
      return t("ocr.remark");
    case "cutShort":
      return t("library.remark.cutShort");
    case "attachmentSkipped":
      return t("library.remark.attachmentSkipped", { name: String(remark["name"]) });
    case "doubtfulCharacters":
      return t("library.remark.doubtfulCharacters", { count });
    default:
      return t("library.remark.other");
  }
}

/** The same for a row of the health report, which knows that it is one or the other. */
export function healthReason(name: SourceName): string | null {
  return name.reason === null ? null : reasonWords(name.reason, name.reasonParams);
}

/** A reason code of `glim_knowledge::ReadProblem` or of the indexer with what belongs to it. */
function reasonWords(reason: string, params: unknown): string {
  const values = record(params);
  const key = `library.reason.${reason}`;
  const detail = typeof values["detail"] === "string" ? values["detail"] : "";
  const words = isKey(key)
    ? t(key, {
        detail,
        pages: numberOf(values["pages"]),
        seconds: formatNumber(numberOf(values["seconds"])),
        limit: formatNumber(numberOf(values["limit"])),
        size: formatBytes(numberOf(values["limitBytes"])),
        format: typeof values["format"] === "string" ? values["format"] : "",
      })
    : t("library.reason.other", { code: reason });
  return words;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
