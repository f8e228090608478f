import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { AddedPage, CollectionId, SourceId } from "$wire/generated/index";
import { failed } from "./collectionActions";

/** Adds a page of the web and says what came of it; rejects when it is not taken. */
export async function addPage(address: string, collection: CollectionId | null): Promise<void> {
  tell(await call("library_add_page", { address, collection }));
}

/** Fetches the page of a source again. */
export async function fetchAgain(source: SourceId): Promise<void> {
  try {
    tell(await call("library_page_again", source));
  } catch (thrown) {
    failed(thrown);
  }
}

function tell({ outcome }: AddedPage): void {
  toasts.show(t("pages.outcome", { outcome }), {
    kind: outcome === "known" || outcome === "unchanged" ? "info" : "success",
  });
}
