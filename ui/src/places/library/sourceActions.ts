import { actions } from "$actions/registry.svelte";
import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { Collection, SourceId } from "$wire/generated/index";
import { failed } from "./collectionActions";
import { library } from "./library.svelte";

/** Opens a source beside the list, or what is known of it. */
export function openSource(id: SourceId, facts = false): void {
  library.selection.go(id);
  library.facts = facts;
  library.show({ source: id });
}

/** Closes the source beside the list; the keyboard goes on in the list. */
export function closeSource(): void {
  library.show({ source: null });
  const { cursor } = library.selection;
  if (cursor === null) return;
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-source="${CSS.escape(cursor)}"]`)?.focus();
  });
}

/** Reads sources again; `first` before everything else that waits. */
export async function retry(sources: readonly SourceId[], first: boolean): Promise<void> {
  await done(() => call("library_retry", { sources: [...sources], first }));
}

/** Takes sources out of the queue. */
export async function skip(sources: readonly SourceId[]): Promise<void> {
  await done(() => call("library_skip", [...sources]));
}

/** Deletes sources; a toast undoes it. */
export async function remove(sources: readonly SourceId[]): Promise<void> {
  const name = nameOf(sources[0]);
  if (!(await done(() => call("library_delete", [...sources])))) return;
  if (library.open.source !== null && sources.includes(library.open.source as SourceId)) {
    library.show({ source: null }, true);
  }
  library.sources.drop(sources);
  toasts.show(t("library.deleted", { count: sources.length, name }), {
    action: {
      label: t("common.undo"),
      run: () => void done(() => call("library_restore", [...sources])),
    },
  });
}

/** Shows the file of a source in the system's file browser. */
export async function reveal(id: SourceId): Promise<void> {
  await done(() => call("library_reveal", id));
}

/** Opens the file of a source with the system's program for it. */
export async function openOutside(id: SourceId): Promise<void> {
  await done(() => call("library_open_outside", id));
}

/** Whether there is a chat that can be asked about sources. */
export function canAsk(): boolean {
  return actions.find("chat.askAbout") !== undefined;
}

/** Opens a new chat about sources. */
export function askAbout(sources: readonly SourceId[]): void {
  const names = sources.map((id) => nameOf(id));
  actions.run("chat.askAbout", JSON.stringify({ sources, collections: [], names }));
}

/** Opens a new chat about a collection, with all that will be put into it. */
export function askCollection(collection: Collection): void {
  const about = { sources: [], collections: [collection.id], names: [collection.name] };
  actions.run("chat.askAbout", JSON.stringify(about));
}

/** The name of a source, if it has come. */
function nameOf(id: SourceId | undefined): string {
  return id === undefined ? "" : (library.sources.row(id)?.source.name ?? "");
}

async function done(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    failed(thrown);
    return false;
  }
}
