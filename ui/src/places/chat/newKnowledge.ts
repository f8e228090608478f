import type { Knowledge } from "$wire/generated/index";

const KEY = "glim-chat-new-knowledge";

/**
 * What a conversation that has not begun is about. Like its text it waits for the person to come back; it has no row
 * yet that could keep it, so the page does.
 */
export function keptKnowledge(): Knowledge | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isKnowledge(kept) ? kept : null;
  } catch {
    // Not what was written here: nothing is kept.
    return null;
  }
}

/** Keeps it; none forgets it. */
export function keepKnowledge(knowledge: Knowledge | null): void {
  if (knowledge === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(knowledge));
}

function isKnowledge(kept: unknown): kept is Knowledge {
  if (typeof kept !== "object" || kept === null) return false;
  const { everything, collections, sources } = kept as Record<string, unknown>;
  return typeof everything === "boolean" && Array.isArray(collections) && Array.isArray(sources);
}
