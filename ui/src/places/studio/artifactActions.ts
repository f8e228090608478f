import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { done } from "$made/done";
import { call } from "$wire/call";
import type { ArtifactId, ArtifactView, InputRole, MediaKind } from "$wire/generated/index";
import { pngOf } from "./picture";
import { studio } from "./studio.svelte";
import { preferences } from "./preferences.svelte";
import type { Slot } from "./make/slots";

/** Makes all of them favourites, or none of them when all are. */
export async function toggleFavourite(ids: readonly ArtifactId[]): Promise<void> {
  const { layout } = studio.gallery;
  const chosen = new Set(ids);
  const known = layout.placed.filter((each) => chosen.has(each.item.id));
  let all = known.length > 0 && known.every((each) => each.item.favourite);
  if (known.length === 0) {
    const views = await Promise.all(ids.slice(0, 1).map((id) => call("studio_artifact", id)));
    all = views.every((view) => view.favourite);
  }
  layout.patch(chosen, { favourite: !all });
  const set = await done(() => call("studio_favourite", { artifacts: [...ids], favourite: !all }));
  if (!set) layout.patch(chosen, { favourite: all });
}

/** Deletes; a toast undoes it. */
export async function remove(ids: readonly ArtifactId[]): Promise<void> {
  if (ids.length === 0) return;
  const { gallery } = studio;
  const cursor = gallery.selection.cursor;
  if (!(await done(() => call("studio_delete", [...ids])))) return;
  const open = studio.artifact;
  if (open !== null && ids.includes(open)) studio.show({ artifact: null }, true);
  gallery.drop(ids);
  await gallery.reload();
  // The keyboard goes on with the one that has moved up into its place.
  if (cursor !== null && ids.includes(cursor.id)) await goNear(cursor.index);
  toasts.show(t("studio.deleted", { count: ids.length }), {
    action: { label: t("common.undo"), run: () => void restore(ids) },
  });
}

/** Brings deleted ones back. */
export async function restore(ids: readonly ArtifactId[]): Promise<void> {
  if (await done(() => call("studio_undelete", [...ids]))) {
    studio.gallery.drop(ids);
    await studio.gallery.reload();
  }
}

async function goNear(index: number): Promise<void> {
  const place = await studio.gallery.layout.at(index);
  if (place === null) return;
  studio.gallery.selection.go(place.id, place.index);
  requestAnimationFrame(() => {
    const cell = document.querySelector<HTMLElement>(`[data-artifact="${CSS.escape(place.id)}"]`);
    if (document.activeElement === document.body) cell?.focus({ preventScroll: true });
  });
}

/** Writes them into files of the person's. */
export async function saveAs(ids: readonly ArtifactId[]): Promise<void> {
  await done(async () => {
    const request = { artifacts: [...ids], stamped: preferences.stamped };
    const written = await call("studio_export", request);
    if (written === null) return;
    const { count, name } = written;
    toasts.show(t("studio.saved", { count, name }), { kind: "success" });
  });
}

/** Copies a picture itself, or the words of its prompt. */
export async function copyPicture(artifact: ArtifactView): Promise<void> {
  await done(async () => {
    const png = pngOf(studio.mediaOf(artifact.file));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    toasts.show(t("studio.copied"));
  });
}

export async function copyPrompt(id: ArtifactId): Promise<void> {
  await done(async () => {
    const { prompt } = await call("studio_artifact", id);
    await navigator.clipboard.writeText(prompt);
    toasts.show(t("studio.promptCopied"));
  });
}

/** Starts a new picture or video from one. */
export async function startFrom(
  id: ArtifactId,
  role: InputRole,
  kind: MediaKind = "video",
): Promise<void> {
  studio.show({ artifact: null });
  studio.drawer = true;
  await done(() => studio.making.startFrom(id, role, kind));
}

/** Fills the form as it was for this one. */
export async function remix(id: ArtifactId): Promise<void> {
  await done(async () => {
    const artifact = await call("studio_artifact", id);
    const slots = await slotsOf(artifact);
    studio.show({ artifact: null });
    studio.drawer = true;
    studio.making.remix(artifact, slots);
  });
}

/** Asks at once for another one of the same form. */
export async function vary(id: ArtifactId): Promise<void> {
  await done(async () => {
    const artifact = await call("studio_artifact", id);
    const { model, mode } = artifact;
    if (model === null || mode === null) return remix(id);
    const slots = await slotsOf(artifact);
    await call("studio_ask", {
      model,
      mode,
      prompt: artifact.prompt,
      parameters: artifact.parameters,
      inputs: slots.map(({ role, file, artifact: from }) => ({ role, file, artifact: from })),
      count: 1,
      message: null,
    });
    toasts.show(t("studio.varied"));
  });
}

/** Those that it was made from and that are still there. */
async function slotsOf(artifact: ArtifactView): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (const { id, role } of artifact.parents) {
    const { inputs } = await call("studio_input", { kind: "artifact", id });
    slots.push(...inputs.map((input) => ({ ...input, role })));
  }
  return slots;
}

/** Compares two. */
export function compare(one: ArtifactId, other: ArtifactId): void {
  studio.comparing = [one, other];
}
