import type { Host } from "$wire/host";
import { setHost } from "$wire/hosts";
import type {
  AnswerEvent,
  ConversationId,
  ConversationView,
  MessageId,
  MessageView,
  Sent,
  ThreadPage,
} from "$wire/generated/index";

/** A backend for the tests of this place's state: each command answers with what the test gave it. */
export class StandIn {
  readonly calls: { name: string; request: unknown }[] = [];
  readonly answers = new Map<string, (request: never) => unknown>();
  readonly watches: { id: string; tell: (event: AnswerEvent) => void; end: () => void }[] = [];

  constructor() {
    const host: Host = {
      call: async (name, request) => {
        this.calls.push({ name, request });
        const answer = this.answers.get(name);
        if (answer === undefined) throw { code: "internal", params: { command: name } };
        return await Promise.resolve(answer(request as never));
      },
      watch: (_name, request, onEvent, signal) =>
        new Promise((resolve) => {
          const tell = (event: AnswerEvent): void => {
            if (!signal.aborted) onEvent(event);
          };
          const end = (): void => {
            resolve(null);
          };
          this.watches.push({ id: request as string, tell, end });
        }),
      listen: () => () => undefined,
    };
    setHost(host);
  }

  /** Names of the commands that were called, in order. */
  get names(): string[] {
    return this.calls.map((each) => each.name);
  }
}

/** An id, as only the backend makes them. */
export const conversationId = (id: string): ConversationId => id as ConversationId;
/** The same for a message. */
export const messageId = (id: string): MessageId => id as MessageId;

export function conversation(id: string, more: Partial<ConversationView> = {}): ConversationView {
  return {
    id: conversationId(id),
    title: id,
    pinned: false,
    model: "glm-5.3",
    updatedMs: 1,
    running: false,
    ...more,
  };
}

export function message(id: string, more: Partial<MessageView> = {}): MessageView {
  return {
    id: messageId(id),
    conversation: conversationId("c"),
    role: "assistant",
    text: "",
    blocks: [],
    reasoning: null,
    state: "complete",
    error: null,
    model: "glm-5.3",
    createdMs: 1,
    siblings: { position: 1, count: 1, previous: null, next: null },
    usage: null,
    grounding: null,
    makes: null,
    making: null,
    ...more,
  };
}

/** A stretch of a long branch; every message is named after its position. */
export function page(length: number, start: number, count: number): ThreadPage {
  const end = Math.min(length, start + count);
  return {
    length,
    start,
    messages: Array.from({ length: Math.max(0, end - start) }, (_, at) =>
      message(`m${String(start + at)}`, { role: (start + at) % 2 === 0 ? "user" : "assistant" }),
    ),
  };
}

export function sent(length: number, id: string): Sent {
  return {
    conversation: conversation("c", { running: true }),
    length,
    question: message(`q-${id}`, { role: "user", text: "a question" }),
    answer: message(id, { state: "streaming" }),
  };
}

/** Lets everything that is already settled run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
