import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { describe } from "$state/problem";
import { call, errorOf } from "$wire/call";
import type {
  BundleProgress,
  CollectionId,
  Exported,
  ExportSize,
  UiError,
} from "$wire/generated/index";
import { watchCommand } from "$wire/watch";
import { openCollection } from "./collectionActions";

/** The writing of one collection into a file: its size, what is wished, how far it has come. */
export class Export {
  size = $state.raw<ExportSize | null>(null);
  progress = $state.raw<BundleProgress | null>(null);
  problem = $state.raw<UiError | null>(null);
  vectors = $state(true);
  files = $state(false);
  running = $state(false);

  constructor(readonly collection: CollectionId) {}

  /** What would be written, before anything is. */
  async look(): Promise<void> {
    try {
      this.size = await call("library_export_size", this.collection);
      this.vectors = this.size.hasVectors;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  /** About how large the file becomes; texts are packed to about a third. */
  get bytes(): number {
    const { size } = this;
    if (size === null) return 0;
    const vectors = this.vectors && size.hasVectors ? size.vectorBytes : 0;
    return size.textBytes / 3 + vectors + (this.files ? size.fileBytes : 0);
  }

  /** Writes it where a person picks; nothing when the dialog was closed or it failed. */
  async write(): Promise<Exported | null> {
    const { collection, vectors, files } = this;
    this.running = true;
    this.problem = null;
    try {
      const request = { collection, vectors, files };
      const hear = (progress: BundleProgress): void => {
        this.progress = progress;
      };
      return (await watchCommand("library_export", request, hear).ended) ?? null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return null;
    } finally {
      this.running = false;
      this.progress = null;
    }
  }
}

/** Lets a person pick the file of a collection and reads it in. */
export async function readIn(): Promise<void> {
  try {
    const ticket = await call("library_pick", { folder: false });
    if (ticket === null) return;
    const toast = toasts.show(t("bundle.reading"));
    const request = { ticket: ticket.ticket };
    const imported = await watchCommand("library_import", request, () => undefined).ended;
    toasts.close(toast);
    if (imported === undefined) return;
    const { name, added, known } = imported;
    toasts.show(t("bundle.imported", { name, added, known }), { kind: "success" });
    openCollection(imported.collection);
  } catch (thrown) {
    const { title, body } = describe(errorOf(thrown));
    toasts.show(`${title} ${body}`, { kind: "danger" });
  }
}
