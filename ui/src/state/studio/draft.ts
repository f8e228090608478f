import type { MediaKind } from "$wire/generated/index";
import type { Values } from "./values";

const KEY = "glim-studio-draft";

/** What of the form outlives the window: a person comes back to what was typed. */
export interface Draft {
  kind: MediaKind;
  prompt: string;
  models: Partial<Record<MediaKind, string>>;
  mode: string | null;
  values: Values;
  count: number;
}

const EMPTY: Draft = { kind: "image", prompt: "", models: {}, mode: null, values: {}, count: 1 };

/** The draft as it was left; an empty one when there is none that can be read. */
export function keptDraft(): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Draft>;
    return {
      kind: kept.kind === "video" ? "video" : "image",
      prompt: typeof kept.prompt === "string" ? kept.prompt : "",
      models: objectOf(kept.models),
      mode: typeof kept.mode === "string" ? kept.mode : null,
      values: objectOf(kept.values),
      count: typeof kept.count === "number" ? Math.min(4, Math.max(1, kept.count)) : 1,
    };
  } catch {
    return EMPTY;
  }
}

/** Keeps it. */
export function keepDraft(draft: Draft): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // The room of the page is full: the draft is then kept for this window only.
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
