import { call } from "$wire/call";
import type { ConversationView } from "$wire/generated/index";

/** How many conversations the palette offers. */
const COUNT = 60;

/** The conversations that were last spoken in, asked for when the palette opens. */
class Recent {
  list = $state.raw<readonly ConversationView[]>([]);

  async load(): Promise<void> {
    try {
      this.list = (await call("chat_list", { after: null, limit: COUNT })).conversations;
    } catch (thrown) {
      // The palette is of use without them; the list of the place itself says what is wrong.
      reportError(thrown);
    }
  }
}

/** The recent conversations. */
export const recent = new Recent();
