import { call } from "$wire/call";
import type { ConversationId } from "$wire/generated/index";

/** After the last key before what is typed is kept. */
const QUIET_MS = 400;

/**
 * Keeps what is typed and not sent, a moment after the last key and at once when the person goes elsewhere. A draft
 * that cannot be kept is tried again with the next key: the text itself stays in the box.
 */
export class Draft {
  #conversation: ConversationId | null = null;
  #text = "";
  #kept = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** From now on drafts belong to this conversation; `kept` is what the backend has. */
  begin(conversation: ConversationId | null, kept: string): void {
    this.flush();
    this.#conversation = conversation;
    this.#text = kept;
    this.#kept = kept;
  }

  typed(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, QUIET_MS);
  }

  /** Keeps it now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#text === this.#kept) return;
    const text = this.#text;
    const before = this.#kept;
    this.#kept = text;
    call("chat_set_draft", { conversation: this.#conversation, text }).catch(() => {
      // Not kept: the next key or leaving tries again.
      if (this.#kept === text) this.#kept = before;
    });
  }
}
