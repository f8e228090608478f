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

/** `0:05`, `1:02:03`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${String(hours)}:${two(minutes)}:${two(seconds % 60)}`
    : `${String(minutes)}:${two(seconds % 60)}`;
}
