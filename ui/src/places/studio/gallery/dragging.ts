import { call } from "$wire/call";
import type { ArtifactId, ArtifactView } from "$wire/generated/index";
import { studio } from "../studio.svelte";
import { cellAt } from "./geometry";

/** What a slot of the form knows a dragged artifact by. */
export const ARTIFACT_TYPE = "application/x-glim-artifact";
/** A name that is longer than this helps nobody in a folder. */
const NAME_LENGTH = 60;

/** A cell that is dragged: into a slot of the form, or out of the window as a file. */
export class Dragging {
  #held: ArtifactView | null = null;

  /** A cell is held; the file it may become is asked for now, as a drag begins at once or not at all. */
  prepare(event: PointerEvent): void {
    this.#held = null;
    const at = cellAt(event);
    if (at === null || event.button !== 0) return;
    // What cannot be found cannot be dragged out; a slot says so by itself.
    void call("studio_artifact", at.id).then(
      (artifact) => (this.#held = artifact),
      () => undefined,
    );
  }

  begin(event: DragEvent): void {
    const at = cellAt(event);
    const { dataTransfer } = event;
    if (at === null || dataTransfer === null) return;
    dataTransfer.setData(ARTIFACT_TYPE, at.id);
    dataTransfer.effectAllowed = "copy";
    const held = this.#held;
    if (held?.id === at.id)
      for (const [type, data] of outside(held)) dataTransfer.setData(type, data);
  }
}

/** The artifact that falls on a slot. */
export function draggedArtifact(event: DragEvent): ArtifactId | null {
  const id = event.dataTransfer?.getData(ARTIFACT_TYPE);
  return id ? (id as ArtifactId) : null;
}

/** As other programs take it. */
function outside(artifact: ArtifactView): [string, string][] {
  const address = studio.mediaOf(artifact.file);
  const file: [string, string][] = [
    ["DownloadURL", `${artifact.mediaType}:${fileName(artifact)}:${address}`],
  ];
  // On Linux the window takes every drag with an address for a file that is dropped on it, and the slots never hear of
  // theirs: with slots in view the drag is for them.
  if (studio.making.way?.pictures == null) file.push(["text/uri-list", address]);
  return file;
}

/** Where files of a kind do not end as the kind is called. */
const ENDINGS: Record<string, string> = { jpeg: "jpg", quicktime: "mov" };

/** The name it came by, or the beginning of its prompt. */
export function fileName({ name, prompt, file, mediaType }: ArtifactView): string {
  const own = plain(name ?? "");
  if (own !== "") return own;
  const title = [...plain(prompt.replaceAll(".", " "))].slice(0, NAME_LENGTH).join("").trim();
  const kind = mediaType.split("/")[1] ?? "bin";
  return `${title === "" ? file.slice(0, 12) : title}.${ENDINGS[kind] ?? kind}`;
}

/** Without what some system does not allow in a name; the colon would end it here too. */
function plain(words: string): string {
  return words.replaceAll(/[/\\:*?"<>|\s\p{Cc}]+/gu, " ").trim();
}
