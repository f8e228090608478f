import type { Component } from "svelte";
import { bestScore } from "$lib/fuzzy";

/** A line of the command palette. */
export interface Entry {
  readonly id: string;
  readonly label: string;
  /** Other names that it is found by, such as the one in the other language. */
  readonly names: readonly string[];
  readonly icon?: Component | undefined;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/** Lines under one heading. */
export interface EntryGroup {
  readonly heading: string;
  readonly entries: readonly Entry[];
}

/** How many lines a group shows once something is typed. */
const MOST = 8;

/** The lines that answer the query: best first in each group, the group with the best line first. */
export function matching(groups: readonly EntryGroup[], query: string): EntryGroup[] {
  if (query.trim() === "") return groups.filter((group) => group.entries.length > 0);
  return groups
    .map((group) => {
      const scored = group.entries
        .map((entry) => ({ entry, score: bestScore(query, [entry.label, ...entry.names]) }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
        .slice(0, MOST);
      return { ...group, entries: scored.map(({ entry }) => entry), best: scored[0]?.score ?? 0 };
    })
    .filter((group) => group.entries.length > 0)
    .sort((one, other) => other.best - one.best);
}
