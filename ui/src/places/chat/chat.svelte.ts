import type { SlashWord } from "$lib/text/slash";
import type { Subject } from "$state/asking.svelte";
import { connection } from "$state/connection.svelte";
import { start } from "$state/start.svelte";
import { view } from "$state/view.svelte";
import { call, errorOf } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type {
  ConversationId,
  ConversationView,
  MessageId,
  Sent,
  Thread as ThreadView,
  UiError,
} from "$wire/generated/index";
import { Announcer } from "./announcer.svelte";
import { Citations } from "./citations.svelte";
import { Composer } from "./composer.svelte";
import { Conversations } from "./conversations.svelte";
import { knowledgeOf } from "./knowledge";
import { Makings } from "./makings.svelte";
import { Mentions } from "./mentions.svelte";
import { Models } from "./models.svelte";
import { NO_PARAMETERS } from "./parameters";
import { ScrollPlaces } from "./scrollPlaces";
import { Search } from "./search.svelte";
import { Shelf } from "./shelf.svelte";
import { Slashes } from "./slashes.svelte";
import { Thread } from "./thread.svelte";
import { Viewing } from "./viewing.svelte";
import { Viewport } from "./viewport.svelte";

/** How long a found message is marked. */
const FLASH_MS = 1_800;

/** The Chat place: which conversation is open, and what is being done in it. It outlives the place's components. */
class Chat {
  readonly conversations = new Conversations();
  readonly models = new Models();
  readonly search = new Search();
  readonly thread = new Thread();
  readonly composer = new Composer(this.models);
  readonly citations = new Citations();
  readonly viewing = new Viewing();
  readonly shelf = new Shelf();
  readonly mentions = new Mentions(this.composer, this.shelf);
  readonly slashes = new Slashes(this.composer);
  readonly makings = new Makings(this.thread);
  readonly announcer = new Announcer();
  readonly viewport = new Viewport(new ScrollPlaces(sessionStorage), {
    shown: (range) => {
      this.thread.ensure(range);
    },
    growing: () => this.thread.running !== undefined,
  });
  /** The list lies over the thread, in a narrow window. */
  drawer = $state(false);
  /** The list of models is open. */
  choosing = $state(false);
  /** The list of models that make pictures or videos is open. */
  choosingMaker = $state(false);
  /** The list of what can be asked about is open. */
  knowing = $state(false);
  /** The sheet of parameters is open. */
  tuning = $state(false);
  /** The conversation whose title is being written. */
  renaming = $state<ConversationId | null>(null);
  /** The question that is being rewritten. */
  editing = $state<MessageId | null>(null);
  /** The answer for which another model is being chosen. */
  rechoosing = $state<MessageId | null>(null);
  /** A message that was just found. */
  flashing = $state<MessageId | null>(null);
  /** What went wrong with the last thing that was asked of a message. */
  problem = $state.raw<UiError | null>(null);
  /** Counts the wishes to type. */
  focusAsked = $state(0);
  #opened: ConversationId | null | undefined;
  #flash: ReturnType<typeof setTimeout> | undefined;

  /** The row of the open conversation, as the list knows it. */
  readonly current: ConversationView | null = $derived.by(() => {
    const open = this.thread.conversation;
    return open === null ? null : (this.conversations.find(open.id) ?? open);
  });

  /** Loads what the place shows and hears of changes; returns how to stop. */
  start(): () => void {
    void this.conversations.load();
    void Promise.all([this.models.load(), start.told]).then(() => {
      this.#chooseDefaults();
    });
    const leave = (): void => {
      this.composer.flush();
    };
    addEventListener("pagehide", leave);
    this.makings.all();
    const forget = this.shelf.follow();
    const stop = onAppEvent((event) => {
      this.makings.hear(event);
      if (event.kind === "settingsChanged") {
        this.composer.wish.changed();
        void this.models.load().then(() => {
          this.#chooseDefaults();
        });
      } else if (event.kind === "conversationChanged") {
        this.conversations.touched(event.id);
      } else if (event.kind === "messageChanged") {
        this.conversations.touched(event.conversation);
        this.citations.refresh(event.id);
        if (event.conversation === this.thread.id) void this.thread.refresh(event.id);
      }
    });
    return () => {
      leave();
      removeEventListener("pagehide", leave);
      forget();
      stop();
      this.makings.stop();
    };
  }

  /** Shows a conversation (none is a new one), at a message if one is named. */
  async open(id: ConversationId | null, message?: MessageId): Promise<void> {
    if (id === this.#opened && message === undefined) return;
    this.#opened = id;
    this.drawer = false;
    this.editing = null;
    this.problem = null;
    this.viewing.leave();
    if (id === null) await this.#openNew();
    else await this.#openKept(id, message);
  }

  /** The new chat is about these. */
  about(subject: Subject): void {
    this.composer.know(knowledgeOf(subject));
    this.focusComposer();
  }

  /** Sends what is typed. */
  async send(): Promise<void> {
    const before = this.thread.id;
    const sent = await this.composer.send();
    if (sent === undefined) return;
    this.conversations.put(sent.conversation);
    if (this.thread.id !== before) return;
    this.#accept(sent);
    if (before === null) {
      this.#opened = sent.conversation.id;
      view.open({ place: "chat", conversation: sent.conversation.id });
    }
  }

  /** Runs a command that begins an answer. True when it began. */
  async begin(command: Promise<Sent>): Promise<boolean> {
    const here = this.thread.id;
    this.problem = null;
    try {
      const sent = await command;
      this.conversations.put(sent.conversation);
      if (this.thread.id === here) this.#accept(sent);
      return true;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return false;
    }
  }

  /** Runs a command that shows another branch. True when it did. */
  async change(command: Promise<ThreadView>): Promise<boolean> {
    const here = this.thread.id;
    this.problem = null;
    try {
      const thread = await command;
      if (this.thread.id === here) this.thread.show(thread);
      return true;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return false;
    }
  }

  /** Stops the answer that is being written. */
  async stop(): Promise<void> {
    const running = this.thread.running;
    if (running === undefined) return;
    try {
      await call("chat_stop", running.id);
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  /** What is typed asks for a picture or a video. */
  wishFor(word: SlashWord): void {
    this.composer.wishFor(word);
    this.focusComposer();
  }

  /** Goes to the box where one types. */
  focusComposer(): void {
    this.focusAsked += 1;
  }

  async #openNew(): Promise<void> {
    this.thread.clear();
    this.composer.begin(null, "");
    this.#chooseDefaults();
    this.focusComposer();
    try {
      const draft = await call("chat_draft", null);
      if (this.#opened === null) this.composer.restore(draft);
    } catch {
      // Without its draft the box is empty; what went wrong with the store shows where something is asked of it.
    }
  }

  async #openKept(id: ConversationId, message?: MessageId): Promise<void> {
    this.composer.begin(id, "");
    const position = message === undefined ? null : await this.#locate(message);
    const thread = await this.thread.open(id);
    if (thread === undefined || this.#opened !== id) return;
    this.composer.model = thread.conversation.model;
    this.composer.parameters = thread.parameters;
    this.composer.restore(thread.draft);
    if (position !== null && message !== undefined) this.#show(position, message);
  }

  async #locate(message: MessageId): Promise<number | null> {
    try {
      return (await call("chat_locate", message)).position;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return null;
    }
  }

  #show(position: number, message: MessageId): void {
    const { id, length, branch } = this.thread;
    const idAt = (at: number): MessageId | undefined => this.thread.messages.get(at)?.id;
    this.viewport.sync({ conversation: id, length, branch }, idAt);
    this.viewport.goTo(position);
    this.flashing = message;
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => {
      this.flashing = null;
    }, FLASH_MS);
  }

  #accept(sent: Sent): void {
    this.editing = null;
    this.thread.accept(sent);
    // Its jobs began before anybody here knew them.
    if (sent.answer.making !== null) this.makings.refresh(sent.answer.id);
    this.viewport.toEnd();
  }

  #chooseDefaults(): void {
    if (this.thread.id !== null || this.composer.chosen) return;
    const defaults = connection.defaults;
    this.composer.model = defaults?.model ?? this.models.defaultModel;
    const { knowledge } = this.composer.parameters;
    this.composer.parameters = { ...(defaults?.parameters ?? NO_PARAMETERS), knowledge };
  }
}

/** The Chat place of the window. */
export const chat = new Chat();
