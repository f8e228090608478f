import { flushSync } from "svelte";
import { errorOf } from "$wire/call";
import type {
  AnswerEvent,
  Block,
  Lookup,
  MessageId,
  MessageView,
  Patch,
  Phase,
  UiError,
} from "$wire/generated/index";
import { watchCommand, type Watch } from "$wire/watch";

/** How often one answer is begun anew because a difference did not fit. */
const MENDS = 3;

/** Something that shows a growing tree: the answer's text or its thinking. */
export interface LiveSink {
  set(blocks: Block[]): void;
  apply(patch: Patch): void;
}

/** Which of the two trees of an answer. */
export type LivePart = "text" | "reasoning";

interface Ends {
  /** The answer is over: its final row, and whether the sinks have been shown all of it. */
  ended(message: MessageView, shown: boolean): void;
  /** The answer is over, but its end could not be written: its row holds what was journalled. */
  unwritten(error: UiError): void;
  /** The watch broke; the answer itself may go on. */
  lost(error: UiError): void;
}

/**
 * An answer while it is written. Differences go straight to the sinks and are not kept: whoever attaches late (a row
 * scrolled back into view, an unfolded thinking) gets a fresh snapshot by a new watch, unless there is nothing yet to show.
 */
export class LiveAnswer {
  phase = $state<Phase>("waiting");
  startedMs = $state<number | null>(null);
  reasoningStartedMs = $state<number | null>(null);
  reasoningMs = $state<number | null>(null);
  /** What is looked up for it in the library. */
  lookup = $state.raw<Lookup | null>(null);
  ended = $state(false);
  /** Grows with every difference that was shown, for whoever wants to look at the text. */
  beats = $state(0);
  /** Where the text is shown, while it is. */
  root: HTMLElement | null = null;
  #sinks: Record<LivePart, Set<LiveSink>> = { text: new Set(), reasoning: new Set() };
  /** Whether there is something of a tree. */
  #begun: Record<LivePart, boolean> = { text: false, reasoning: false };
  #watch: Watch<null> | null = null;
  #synchronised = false;
  #mended = 0;

  constructor(
    readonly id: MessageId,
    private readonly ends: Ends,
  ) {
    this.#open();
  }

  /** Shows this part in a sink, from the beginning, until the returned function is called. */
  attach(part: LivePart, sink: LiveSink): () => void {
    this.#sinks[part].add(sink);
    if (this.#synchronised && !this.ended && this.#begun[part]) this.#open();
    return () => {
      this.#sinks[part].delete(sink);
    };
  }

  /** Looks away. The answer goes on in the backend. */
  close(): void {
    this.#watch?.stop();
    this.#watch = null;
  }

  #open(): void {
    this.#watch?.stop();
    this.#synchronised = false;
    const watch = watchCommand("chat_watch", this.id, (event) => {
      this.#hear(event);
    });
    this.#watch = watch;
    watch.ended.catch((thrown: unknown) => {
      if (this.#watch === watch && !this.ended) this.ends.lost(errorOf(thrown));
    });
  }

  #hear(event: AnswerEvent): void {
    switch (event.kind) {
      case "snapshot":
        this.phase = event.phase;
        this.startedMs = event.startedMs;
        this.reasoningStartedMs = event.reasoningStartedMs;
        this.reasoningMs = event.reasoningMs;
        this.lookup = event.lookup;
        this.#begun = { text: event.blocks.length > 0, reasoning: event.reasoning.length > 0 };
        // What the phase brings into being, as the box of the thinking, is there before it is filled.
        flushSync();
        this.#synchronised = true;
        for (const sink of this.#sinks.text) sink.set(event.blocks);
        for (const sink of this.#sinks.reasoning) sink.set(event.reasoning);
        this.beats += 1;
        break;
      case "lookedUp":
        this.lookup = event.lookup;
        break;
      case "grew":
        this.#grow(event.text, event.reasoning);
        break;
      case "phase":
        this.phase = event.phase;
        if (event.phase === "thinking") this.reasoningStartedMs ??= Date.now();
        if (event.reasoningMs !== null) this.reasoningMs = event.reasoningMs;
        break;
      case "ended":
        this.ended = true;
        // It may have ended before this watch began, which then tells nothing else.
        this.ends.ended(event.message, this.#synchronised);
        break;
      case "lost":
        this.ended = true;
        this.ends.unwritten(event.error);
        break;
    }
  }

  #grow(text: Patch | null, reasoning: Patch | null): void {
    this.#begun.text ||= text !== null;
    this.#begun.reasoning ||= reasoning !== null;
    try {
      if (text !== null) for (const sink of this.#sinks.text) sink.apply(text);
      if (reasoning !== null) for (const sink of this.#sinks.reasoning) sink.apply(reasoning);
    } catch (thrown) {
      // A difference that does not fit what is shown: a fault of ours, told to the log, and mended by a new snapshot.
      reportError(thrown);
      if (this.#mended < MENDS) this.#open();
      this.#mended += 1;
    }
    this.beats += 1;
  }
}
