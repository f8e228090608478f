import { SvelteMap } from "svelte/reactivity";
import type { RowRange } from "$lib/scroll/range";
import { call, errorOf } from "$wire/call";
import type {
  ConversationId,
  ConversationView,
  MadeAnswer,
  MessageId,
  MessageView,
  Sent,
  Thread as ThreadView,
  ThreadPage,
  UiError,
} from "$wire/generated/index";
import { LiveAnswer } from "./liveAnswer.svelte";
import { pagesFor, PAGE_ROWS } from "./threadPages";

/** Messages kept in memory; those farthest from the view are let go beyond it. */
const KEPT_ROWS = 1_200;
/** A broken watch is opened again this often, with growing pauses. */
const WATCH_TRIES = 5;
const WATCH_PAUSE_MS = 400;

/** The chosen branch of one conversation, loaded where it has been looked at. */
export class Thread {
  /** None for a conversation that has not begun. */
  conversation = $state.raw<ConversationView | null>(null);
  /** Messages of the whole branch, loaded or not. */
  length = $state(0);
  /** What is loaded, by position. */
  readonly messages = new SvelteMap<number, MessageView>();
  /** The first stretch is on its way. */
  opening = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** Counts the branches shown: another one means that rows are not the same rows any more. */
  branch = $state(0);
  /** A message's words must be shown anew when its number here changes. */
  readonly revisions = new SvelteMap<MessageId, number>();
  readonly #lives = new Map<MessageId, LiveAnswer>();
  readonly #losses = new Map<MessageId, number>();
  #asked = new Set<number>();
  #epoch = 0;

  get id(): ConversationId | null {
    return this.conversation?.id ?? null;
  }

  get last(): MessageView | undefined {
    return this.messages.get(this.length - 1);
  }

  /** The answer being written at the end of this branch. */
  get running(): MessageView | undefined {
    return this.last?.state === "streaming" ? this.last : undefined;
  }

  /** Shows a conversation that has not begun. */
  clear(): void {
    this.#leave();
    this.conversation = null;
    this.length = 0;
    this.branch += 1;
  }

  /** Opens a conversation at its end. Gives nothing when another one was opened meanwhile. */
  async open(id: ConversationId): Promise<ThreadView | undefined> {
    this.#leave();
    const epoch = this.#epoch;
    this.opening = true;
    try {
      const view = await call("chat_open", id);
      if (epoch !== this.#epoch) return undefined;
      this.show(view);
      return view;
    } catch (thrown) {
      if (epoch === this.#epoch) this.problem = errorOf(thrown);
      return undefined;
    } finally {
      if (epoch === this.#epoch) this.opening = false;
    }
  }

  /** Shows a branch as the backend gave it, in place of the one before. */
  show(view: ThreadView): void {
    const known = new Map([...this.messages.values()].map((each) => [each.id, each]));
    this.conversation = view.conversation;
    this.problem = null;
    this.length = view.page.length;
    this.messages.clear();
    this.#asked = new Set();
    this.#epoch += 1;
    this.branch += 1;
    this.#place(view.page, known);
    const here = new Set([...this.messages.values()].map((each) => each.id));
    for (const [id, live] of this.#lives) {
      if (here.has(id)) continue;
      live.close();
      this.#lives.delete(id);
    }
  }

  /** A question or an answer was accepted: it stands at the end. */
  accept(sent: Sent): void {
    this.conversation = sent.conversation;
    const before = this.length;
    this.length = sent.length;
    for (const position of this.messages.keys()) {
      if (position >= sent.length) this.messages.delete(position);
    }
    if (sent.question !== null) this.#put(sent.length - 2, sent.question);
    this.#put(sent.length - 1, sent.answer);
    const added = sent.question === null ? 1 : 2;
    if (before !== sent.length - added) this.branch += 1;
  }

  /** Pictures and videos stand so now. */
  made(answers: readonly MadeAnswer[]): void {
    for (const { id, making } of answers) {
      const position = this.positionOf(id);
      const message = this.messages.get(position);
      if (message !== undefined) this.messages.set(position, { ...message, making });
    }
  }

  /** Loads what is not loaded of these rows. */
  ensure(range: RowRange): void {
    if (this.id === null) return;
    for (const start of pagesFor(range, this.length, (position) => this.messages.has(position))) {
      if (!this.#asked.has(start)) void this.#fetch(this.id, start);
    }
    if (this.messages.size > KEPT_ROWS) this.#trim(range);
  }

  /** The answer that is being written in this row, if one is. */
  live(id: MessageId): LiveAnswer | undefined {
    // A new watch comes with a new revision, which is what is reactive here.
    return (this.revisions.get(id) ?? 0) > 0 ? this.#lives.get(id) : undefined;
  }

  /** Where a loaded message stands; −1 when it is not loaded. */
  positionOf(id: MessageId): number {
    for (const [position, message] of this.messages) if (message.id === id) return position;
    return -1;
  }

  /** A message's row changed in the backend: asks for it again unless its own watch tells. */
  async refresh(id: MessageId): Promise<void> {
    const conversation = this.id;
    const live = this.#lives.get(id);
    if (conversation === null || (live !== undefined && !live.ended)) return;
    const position = this.positionOf(id);
    const start = position >= 0 ? position : Math.max(0, this.length - PAGE_ROWS);
    const epoch = this.#epoch;
    try {
      const count = position >= 0 ? 1 : PAGE_ROWS;
      const page = await call("chat_page", { conversation, start, count });
      if (epoch !== this.#epoch) return;
      const same =
        page.length === this.length && page.messages[0]?.id === this.messages.get(start)?.id;
      if (same || page.messages.some((each) => each.id === id)) this.#place(page);
    } catch (thrown) {
      // The row may be gone; the list of conversations and the next look at the thread will say so.
      if (epoch === this.#epoch && errorOf(thrown).code !== "notFound")
        this.problem = errorOf(thrown);
    }
  }

  async #fetch(conversation: ConversationId, start: number): Promise<void> {
    const epoch = this.#epoch;
    this.#asked.add(start);
    try {
      const page = await call("chat_page", { conversation, start, count: PAGE_ROWS });
      if (epoch === this.#epoch) this.#place(page);
    } catch (thrown) {
      if (epoch === this.#epoch) this.problem = errorOf(thrown);
    } finally {
      if (epoch === this.#epoch) this.#asked.delete(start);
    }
  }

  #place(page: ThreadPage, known?: ReadonlyMap<MessageId, MessageView>): void {
    this.length = page.length;
    page.messages.forEach((message, index) => {
      this.#put(page.start + index, message, known?.get(message.id));
    });
  }

  #put(position: number, message: MessageView, shown?: MessageView): void {
    const before = shown ?? this.messages.get(position);
    this.messages.set(position, message);
    const live = this.#lives.get(message.id);
    const watched = live !== undefined && !live.ended;
    if (message.state === "streaming") {
      if (!watched) this.#watch(message.id);
    } else if (before?.id === message.id && !watched && isOther(before, message)) {
      this.#revise(message.id);
    }
  }

  #watch(id: MessageId): void {
    this.#lives.get(id)?.close();
    this.#lives.set(
      id,
      new LiveAnswer(id, {
        ended: (message, shown) => {
          this.#ended(message);
          if (!shown) this.#revise(id);
        },
        unwritten: (error) => {
          void this.#unwritten(id, error);
        },
        lost: (error) => {
          this.#lost(id, error);
        },
      }),
    );
    this.#revise(id);
  }

  #ended(message: MessageView): void {
    const position = this.positionOf(message.id);
    if (position >= 0) this.messages.set(position, message);
  }

  /** The row says that the answer broke off; why is known only here. */
  async #unwritten(id: MessageId, error: UiError): Promise<void> {
    await this.refresh(id);
    const position = this.positionOf(id);
    const message = this.messages.get(position);
    if (message?.error === null) this.messages.set(position, { ...message, error });
  }

  #lost(id: MessageId, error: UiError): void {
    this.#lives.delete(id);
    const losses = (this.#losses.get(id) ?? 0) + 1;
    this.#losses.set(id, losses);
    const position = this.positionOf(id);
    const message = this.messages.get(position);
    if (message === undefined) return;
    // The backend ended it before we looked, or the bridge broke: what the row says now is shown, and when that is
    // "streaming" it is watched again. A bridge that breaks each time is not asked for ever.
    this.messages.set(position, { ...message, state: "interrupted", error });
    if (losses <= WATCH_TRIES)
      setTimeout(() => void this.refresh(id), WATCH_PAUSE_MS * (losses - 1));
  }

  #revise(id: MessageId): void {
    this.revisions.set(id, (this.revisions.get(id) ?? 0) + 1);
  }

  #trim(range: RowRange): void {
    const middle = (range.start + range.end) / 2;
    const far = [...this.messages.keys()]
      .filter((position) => position !== this.length - 1)
      .sort((left, right) => Math.abs(right - middle) - Math.abs(left - middle));
    for (const position of far.slice(0, this.messages.size - KEPT_ROWS / 2)) {
      this.messages.delete(position);
    }
  }

  #leave(): void {
    this.#epoch += 1;
    for (const live of this.#lives.values()) live.close();
    this.#lives.clear();
    this.#asked = new Set();
    this.#losses.clear();
    this.messages.clear();
    this.revisions.clear();
    this.opening = false;
    this.problem = null;
  }
}

/** What is shown of the words may be different. */
function isOther(before: MessageView, after: MessageView): boolean {
  return (
    before.state !== after.state ||
    before.usage?.completionTokens !== after.usage?.completionTokens ||
    before.blocks.length !== after.blocks.length
  );
}
