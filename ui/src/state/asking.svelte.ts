import type { CollectionId, SourceId } from "$wire/generated/index";
import { view } from "./view.svelte";

/** What a question is to be asked about. */
export interface Subject {
  sources: readonly SourceId[];
  collections: readonly CollectionId[];
  everything: boolean;
}

/** The way from the library to a question about it: whoever shows the chat takes the subject from here, once. */
class Asking {
  /** Waits for a new chat. */
  subject = $state.raw<Subject | null>(null);

  /** Opens a new chat that is about these. */
  about(subject: Subject): void {
    this.subject = subject;
    view.open({ place: "chat", conversation: null });
  }

  /** As the action `chat.askAbout` is told it. */
  aboutJson(json: string): void {
    const {
      sources = [],
      collections = [],
      everything = false,
    } = JSON.parse(json) as Partial<Subject>;
    this.about({ sources, collections, everything });
  }

  /** Gives the subject to the chat that was opened for it. */
  take(): Subject | null {
    const { subject } = this;
    this.subject = null;
    return subject;
  }
}

/** The question that is about to be asked of the library. */
export const asking = new Asking();
