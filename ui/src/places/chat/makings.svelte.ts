import { Repeated } from "$lib/repeated";
import { call } from "$wire/call";
import type { AppEvent, MakingView, MessageId } from "$wire/generated/index";
import type { Thread } from "./thread.svelte";

/** Jobs go through several stages in a moment, and many end at once. */
const AGAIN_MS = 150;

/** Keeps what is shown of pictures and videos as it stands in the studio. */
export class Makings {
  readonly #wanted = new Set<MessageId>();
  readonly #look = new Repeated(AGAIN_MS, () => this.#load());

  constructor(private readonly thread: Thread) {}

  /** A job is further, or what is kept is another. */
  hear(event: AppEvent): void {
    if (event.kind === "studioJobChanged") {
      const { id } = event;
      this.#again((making) => making.results.some(({ job }) => job.id === id));
    } else if (event.kind === "studioArtifactsChanged") {
      this.all();
    }
  }

  /** Asks after all of them: nobody listened while another place was open. */
  all(): void {
    this.#again(() => true);
  }

  /** Asks how an answer stands: something may have been told of it before it was shown. */
  refresh(answer: MessageId): void {
    this.#wanted.add(answer);
    this.#look.soon();
  }

  stop(): void {
    this.#look.stop();
  }

  #again(concerned: (making: MakingView) => boolean): void {
    for (const { id, making } of this.thread.messages.values()) {
      if (making !== null && concerned(making)) this.#wanted.add(id);
    }
    if (this.#wanted.size > 0) this.#look.soon();
  }

  async #load(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    try {
      this.thread.made(await call("chat_made", wanted));
    } catch {
      // What is shown is what it was; the next event asks for these again.
      for (const id of wanted) this.#wanted.add(id);
    }
  }
}
