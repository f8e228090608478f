import { call, errorOf } from "$wire/call";
import type { ConversationId, ConversationView, UiError } from "$wire/generated/index";
import { withConversation, withFreshStart } from "./conversationOrder";

/** Rows asked for at once. */
const PAGE = 100;
/** Events come in bursts (begun, first title, ended): one look after them is enough. */
const REFRESH_MS = 120;

/** The list of conversations as far as it has been scrolled. */
export class Conversations {
  list = $state.raw<readonly ConversationView[]>([]);
  /** The first stretch has come. */
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  #next: string | null = null;
  #loading: Promise<void> | null = null;
  #changed = new Set<ConversationId>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Whether there are more than have been loaded. */
  get more(): boolean {
    return this.#next !== null;
  }

  find(id: ConversationId): ConversationView | undefined {
    return this.list.find((each) => each.id === id);
  }

  /** Loads the first stretch, or again what is shown. */
  async load(): Promise<void> {
    try {
      const page = await call("chat_list", { after: null, limit: PAGE });
      this.list = withFreshStart(this.list, page.conversations, page.next !== null);
      if (this.list.length === page.conversations.length) this.#next = page.next;
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
  }

  /** Loads the next stretch when the end of the list comes near. */
  async loadMore(): Promise<void> {
    if (this.#next === null) return;
    this.#loading ??= this.#append(this.#next).finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  /** A conversation changed somewhere: looks again, soon. */
  touched(id: ConversationId): void {
    this.#changed.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#refresh();
    }, REFRESH_MS);
  }

  /** Shows a row as it is known to be now, before the backend's event arrives. */
  put(conversation: ConversationView): void {
    this.list = withConversation(this.list, conversation);
  }

  /** Takes a row away. */
  drop(id: ConversationId): void {
    this.list = this.list.filter((each) => each.id !== id);
  }

  async #append(after: string): Promise<void> {
    try {
      const page = await call("chat_list", { after, limit: PAGE });
      const known = new Set(this.list.map((each) => each.id));
      this.list = [...this.list, ...page.conversations.filter((each) => !known.has(each.id))];
      this.#next = page.next;
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  async #refresh(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    const loaded = this.list.length;
    await this.load();
    // What changed far down the list (deleted in another window) is not in the first stretch: look at all of it.
    const last = this.list[Math.min(PAGE, this.list.length) - 1];
    const far = changed.some((id) => this.list.findIndex((each) => each.id === id) >= PAGE);
    if (!far || last === undefined) return;
    await this.#reload(loaded);
  }

  async #reload(atLeast: number): Promise<void> {
    try {
      let after: string | null = null;
      const list: ConversationView[] = [];
      do {
        const page: { conversations: ConversationView[]; next: string | null } = await call(
          "chat_list",
          { after, limit: PAGE * 2 },
        );
        list.push(...page.conversations);
        after = page.next;
      } while (after !== null && list.length < atLeast);
      this.list = list;
      this.#next = after;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }
}
