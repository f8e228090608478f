import { tick } from "svelte";
import { locale } from "$i18n/t.svelte";
import { type ClaimMark, markRanges } from "$lib/markdown/claimMarks";
import { claimRanges } from "$lib/markdown/claims";
import type { Cited, Claim, MessageId } from "$wire/generated/index";
import { chat } from "./chat.svelte";

/** How long a claim that was jumped to is marked. */
const HERE_MS = 1_800;

/** Where the text of an answer stands, while it is drawn. */
function textOf(box: ParentNode): HTMLElement | null {
  return box.querySelector<HTMLElement>("[data-part='text']");
}

/**
 * Marks in the text of an answer what its check found. Attached to what holds the text: `{@attach marking(() => cited,
 * () => revision)}`; it looks again when the check or the text changes.
 */
export function marking(
  cited: () => Cited | undefined,
  revision: () => number,
): (box: HTMLElement) => void {
  return (box) => {
    $effect(() => {
      void revision();
      void locale();
      const claims = cited()?.claims ?? [];
      if (!claims.some((claim) => claim.verdict !== "supported")) return;
      let stops: (() => void)[] = [];
      let left = false;
      // The text is drawn anew by the same change that brought us here.
      void tick().then(() => {
        const root = textOf(box);
        if (!left && root !== null) stops = markAll(root, claims);
      });
      return () => {
        left = true;
        for (const stop of stops) stop();
      };
    });
  };
}

function markAll(root: HTMLElement, claims: readonly Claim[]): (() => void)[] {
  const ranges = claimRanges(root, claims);
  const of = (verdict: Claim["verdict"], mark: ClaimMark): (() => void) =>
    markRanges(
      mark,
      ranges.filter((range, at) => range !== null && claims[at]?.verdict === verdict) as Range[],
    );
  return [of("unsupported", "claim-unsupported"), of("uncited", "claim-uncited")];
}

/** Goes to a claim of an answer and marks it for a moment. False when it is not found in the text. */
export function showClaim(message: MessageId, claims: readonly Claim[], index: number): boolean {
  const article = document.querySelector(`[data-message="${CSS.escape(message)}"]`);
  const root = article === null ? null : textOf(article);
  const range = root === null ? null : claimRanges(root, claims)[index];
  if (range == null) return false;
  chat.viewport.bring(range.getBoundingClientRect());
  const stop = markRanges("claim-here", [range]);
  setTimeout(stop, HERE_MS);
  return true;
}
