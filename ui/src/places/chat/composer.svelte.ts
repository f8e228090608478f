import { type SlashWord, slashCommand, withSlash } from "$lib/text/slash";
import { call, errorOf } from "$wire/call";
import type { ConversationId, Knowledge, Parameters, Sent, UiError } from "$wire/generated/index";
import { Draft } from "./draft";
import { fittingTo, NO_PARAMETERS } from "./parameters";
import { keepKnowledge, keptKnowledge } from "./newKnowledge";
import type { Models } from "./models.svelte";
import { Wish } from "./wish.svelte";

/** What is being typed, and what it will be sent with. */
export class Composer {
  text = $state("");
  model = $state("");
  parameters = $state.raw<Parameters>(NO_PARAMETERS);
  sending = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** Where the caret belongs after the text was changed by a program; the box takes it from here. */
  caret = $state<number | null>(null);
  /** Model or parameters of a conversation that has not begun were chosen by the person. */
  chosen = false;
  #conversation: ConversationId | null = null;
  readonly #draft = new Draft();
  /** The picture or video that is asked for, if one is. */
  readonly wish = new Wish();

  constructor(private readonly models: Models) {}

  get canSend(): boolean {
    if (this.sending) return false;
    if (this.wish.kind !== null) return this.wish.takes(this.text);
    return this.text.trim() !== "" && this.model !== "";
  }

  /** The box belongs to this conversation now. */
  begin(conversation: ConversationId | null, draft: string): void {
    this.#draft.begin(conversation, draft);
    this.#conversation = conversation;
    this.wish.leave();
    this.#show(draft);
    this.parameters = {
      ...NO_PARAMETERS,
      knowledge: conversation === null ? keptKnowledge() : null,
    };
    this.problem = null;
    this.chosen = false;
  }

  /** The kept draft came; what has been typed while it was on its way stands behind it. */
  restore(draft: string): void {
    if (draft === "") return;
    const typed = this.text;
    this.#draft.begin(this.#conversation, draft);
    this.#show(draft);
    if (typed !== "" && typed !== draft) this.typed(`${this.text}\n${typed}`);
  }

  /** Called with every change of the text. */
  typed(text: string): void {
    this.text = text;
    this.#draft.typed(withSlash(this.wish.kind, text));
  }

  /** The text asks for a picture or a video from now on; `null` lets it ask for words again. */
  wishFor(word: SlashWord | null, text = this.text): void {
    if (word === null) this.wish.leave();
    else this.wish.begin(word);
    this.problem = null;
    this.typed(text);
  }

  /** Escape, and Backspace in an empty box, let it ask for words again. True when that was meant. */
  leavesWish({ key, repeat }: Pick<KeyboardEvent, "key" | "repeat">): boolean {
    const emptied = key === "Backspace" && !repeat && this.text === "";
    if (this.wish.kind === null || !(emptied || key === "Escape")) return false;
    this.wishFor(null);
    return true;
  }

  /** Takes a command that stands at the beginning of what was typed. True when there was one. */
  takeCommand(): boolean {
    const command = this.wish.kind === null ? slashCommand(this.text) : null;
    if (command === null) return false;
    this.wishFor(command.word, command.rest);
    return true;
  }

  /** Shows a text as it was kept, with the wish that is written in it. */
  #show(draft: string): void {
    const command = slashCommand(draft);
    this.text = command?.rest ?? draft;
    if (command !== null) this.wish.begin(command.word);
  }

  /** Keeps the draft now: the page may go away. */
  flush(): void {
    this.#draft.flush();
  }

  /** What the next answer is made with; kept with the conversation. */
  choose(model: string, parameters: Parameters): void {
    this.model = model;
    this.parameters = parameters;
    this.chosen = true;
    if (this.#conversation === null) return;
    call("chat_set_parameters", { conversation: this.#conversation, model, parameters }).catch(
      (thrown: unknown) => {
        this.problem = errorOf(thrown);
      },
    );
  }

  /** What the next answers are asked about. */
  know(knowledge: Knowledge | null): void {
    const parameters = { ...this.parameters, knowledge };
    if (this.#conversation !== null) {
      this.choose(this.model, parameters);
      return;
    }
    // The defaults of a new conversation may still be on their way: this does not hold them up.
    this.parameters = parameters;
    keepKnowledge(knowledge);
  }

  /** Sends the text. It stays in the box until the backend has it, so a failure loses nothing. */
  async send(): Promise<Sent | undefined> {
    if (!this.canSend) return undefined;
    const text = this.text;
    const conversation = this.#conversation;
    this.sending = true;
    this.problem = null;
    try {
      const { model } = this;
      const parameters = fittingTo(this.parameters, this.models.find(model));
      const form = this.wish.kind === null ? null : this.wish.request(text);
      const sent =
        form === null
          ? await call("chat_send", { conversation, text, model, parameters })
          : await call("chat_make", { conversation, form, model, parameters });
      this.#taken(text, conversation, sent.conversation.id);
      return sent;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return undefined;
    } finally {
      this.sending = false;
    }
  }

  /** The text was accepted; what was typed behind it meanwhile stays, as the draft of the conversation it is now in. */
  #taken(text: string, before: ConversationId | null, now: ConversationId): void {
    if (this.#conversation !== before) return;
    const rest = this.text.startsWith(text) ? this.text.slice(text.length) : this.text;
    // A picture costs money: the next one is asked for as plainly as this one.
    this.wish.leave();
    this.typed("");
    this.#draft.flush();
    this.#draft.begin(now, "");
    this.#conversation = now;
    if (before === null) keepKnowledge(null);
    if (rest === "") this.text = "";
    else this.typed(rest);
  }
}
