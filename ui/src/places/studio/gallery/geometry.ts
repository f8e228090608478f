import type { ArtifactId } from "$wire/generated/index";

/** Between two pictures and between two rows. */
export const GAP_PX = 6;
/** Free at both sides; the style sheet of the view says the same. */
export const SIDE_PX = 12;
/** The name of a month above its first row; the style sheet of the view says the same. */
export const HEADING_REM = 2.25;

/** The cell an event comes from. */
export function cellAt(event: Event): { id: ArtifactId; index: number } | null {
  const cell = (event.target as Element).closest<HTMLElement>("[data-artifact]");
  const id = cell?.dataset["artifact"];
  if (id === undefined) return null;
  return { id: id as ArtifactId, index: Number(cell?.dataset["index"]) };
}
