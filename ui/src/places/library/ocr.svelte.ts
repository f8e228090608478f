import { call, errorOf } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type {
  CollectionId,
  OcrItem,
  OcrPlan,
  OcrState,
  OcrWanted,
  Recognition,
  SourceId,
  UiError,
} from "$wire/generated/index";

/** What a person is asked about: some sources, or all without text of a collection or of the library. */
export type OcrAbout = { sources: SourceId[] } | { collection: CollectionId | null };

/** Reading pictures and scans by the platform: what it would cost, and how it stands. */
class Ocr {
  /** The sheet is open for these. */
  about = $state.raw<OcrAbout | null>(null);
  plan = $state.raw<OcrPlan | null>(null);
  state = $state.raw<OcrState | null>(null);
  problem = $state.raw<UiError | null>(null);
  sending = $state(false);

  ask(about: OcrAbout): void {
    this.about = about;
    this.plan = null;
    this.problem = null;
    void this.load();
  }

  close(): void {
    this.about = null;
  }

  /** Follows what happens while the sheet is open; returns how to stop. */
  follow(): () => void {
    return onAppEvent((event) => {
      if (event.kind === "recognitionChanged" || event.kind === "settingsChanged") {
        void this.load();
      }
    });
  }

  async load(): Promise<void> {
    const about = this.about;
    if (about === null) return;
    const wanted: OcrWanted =
      "sources" in about
        ? { sources: about.sources, collection: null, all: false }
        : { sources: [], collection: about.collection, all: about.collection === null };
    try {
      const [plan, state] = await Promise.all([
        call("library_ocr_plan", wanted),
        call("library_ocr_state"),
      ]);
      if (this.about !== about) return;
      this.plan = plan;
      this.state = state;
    } catch (thrown) {
      if (this.about === about) this.problem = errorOf(thrown);
    }
  }

  /** The person has seen the price and agrees. */
  async agree(sources: SourceId[]): Promise<void> {
    this.sending = true;
    await this.#do(() => call("library_ocr", sources));
    this.sending = false;
  }

  async takeBack(sources: SourceId[]): Promise<void> {
    await this.#do(() => call("library_ocr_stop", sources));
  }

  async goOn(): Promise<void> {
    await this.#do(() => call("library_ocr_go_on"));
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.problem = null;
      await this.load();
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }
}

/** Whether it can be sent, or sent again, now. */
export function canSend(item: OcrItem): boolean {
  return item.hindrance === null && !isUnderWay(item.before);
}

/** It was allowed and has not come back. */
export function isUnderWay(before: Recognition | null): boolean {
  return before?.state === "wanted" || before?.state === "sent";
}

/** The recognition of the window. */
export const ocr = new Ocr();
