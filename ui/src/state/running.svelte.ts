import { call } from "$wire/call";
import { onAppEvent } from "$wire/events";

/** Running answers are in the conversations that were last spoken in: no need to look further down. */
const LOOK_AT = 50;
/** An answer begins and ends with several events; one look after them is enough. */
const SOON_MS = 250;

/** How many conversations have an answer being written: shown where the Chat place is not in view. */
class Running {
  count = $state(0);

  /** Starts to follow; returns how to stop. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.#look().catch(reportError);
      }, SOON_MS);
    };
    look();
    const stop = onAppEvent((event) => {
      if (event.kind === "conversationChanged" || event.kind === "messageChanged") look();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  async #look(): Promise<void> {
    const page = await call("chat_list", { after: null, limit: LOOK_AT });
    this.count = page.conversations.filter((conversation) => conversation.running).length;
  }
}

/** The running answers. */
export const running = new Running();
