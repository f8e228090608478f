import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { describe } from "$state/problem";
import { call, errorOf } from "$wire/call";
import type { Collection, CollectionId, SourceId } from "$wire/generated/index";
import { library } from "./library.svelte";

/** The most letters a name has. */
export const NAME_LENGTH = 200;

/** Says what went wrong; the lists show what is so. */
export function failed(thrown: unknown): void {
  toasts.show(describe(errorOf(thrown)).title, { kind: "danger" });
}

/** Opens a collection; none is the whole library. */
export function openCollection(id: CollectionId | null): void {
  library.drawer = false;
  library.selection.clear();
  library.show({ collection: id, source: null });
}

/** Makes a collection, puts sources into it, and opens it when it is empty. */
export async function create(name: string, sources: readonly SourceId[]): Promise<void> {
  try {
    const made = await call("library_collection_create", { name });
    library.collections.put(made);
    if (sources.length === 0) openCollection(made.id);
    else await put(made.id, sources);
  } catch (thrown) {
    failed(thrown);
  }
}

/** Gives a collection another name; an empty or unchanged one changes nothing. */
export async function rename(collection: Collection, name: string): Promise<void> {
  const wanted = name.trim().slice(0, NAME_LENGTH);
  if (wanted === "" || wanted === collection.name) return;
  library.collections.put({ ...collection, name: wanted });
  try {
    await call("library_collection_rename", { collection: collection.id, name: wanted });
  } catch (thrown) {
    library.collections.put(collection);
    failed(thrown);
  }
}

/** Asks first only when there is something to decide: what becomes of the sources. */
export async function askToDelete(collection: Collection): Promise<void> {
  // What is shown may lag behind what was just put in.
  await library.collections.load();
  const now = library.collections.find(collection.id);
  if (now?.sources === 0) await remove(now, false);
  else if (now !== undefined) library.deleting = now.id;
}

/** Deletes a collection, alone or with what is in no other; a toast undoes it. */
export async function remove(collection: Collection, withSources: boolean): Promise<void> {
  const wasOpen = library.collection === collection.id;
  try {
    await call("library_collection_delete", { collection: collection.id, withSources });
  } catch (thrown) {
    failed(thrown);
    return;
  }
  library.collections.drop(collection.id);
  if (wasOpen) openCollection(null);
  toasts.show(t("library.collection.deleted", { name: collection.name }), {
    action: { label: t("common.undo"), run: () => void restore(collection, wasOpen) },
  });
}

async function restore(collection: Collection, open: boolean): Promise<void> {
  try {
    await call("library_collection_restore", collection.id);
    await library.collections.load();
    if (open) openCollection(collection.id);
  } catch (thrown) {
    failed(thrown);
  }
}

/** Puts sources into a collection. */
export async function put(collection: CollectionId, sources: readonly SourceId[]): Promise<void> {
  try {
    await call("library_collection_put", { collection, sources: [...sources] });
    const name = library.collections.nameOf(collection) ?? "";
    toasts.show(t("library.put", { count: sources.length, name }));
  } catch (thrown) {
    failed(thrown);
  }
}

/** Takes sources out of a collection; a toast puts them back. */
export async function takeOut(
  collection: CollectionId,
  sources: readonly SourceId[],
): Promise<void> {
  try {
    await call("library_collection_take_out", { collection, sources: [...sources] });
  } catch (thrown) {
    failed(thrown);
    return;
  }
  if (library.collection === collection) library.sources.drop(sources);
  const name = library.collections.nameOf(collection) ?? "";
  toasts.show(t("library.takenOut", { count: sources.length, name }), {
    action: { label: t("common.undo"), run: () => void put(collection, sources) },
  });
}
