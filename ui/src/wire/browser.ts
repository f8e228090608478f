import type { AppEvent } from "./generated/index";
import type { Host } from "./host";
import { eventsOf } from "./serverEvents";

const TOKEN = "glim-token";

type Line = { event: unknown } | { answer: unknown } | { error: unknown };

/** The same backend behind HTTP (`glim-devhost`): for tests in a browser and for work on the UI. */
export function browserHost(): Host {
  const token = tokenOfPage();
  const address = (path: string): string => `${path}?token=${encodeURIComponent(token)}`;

  const post = (name: string, request: unknown, extra: RequestInit): Promise<Response> =>
    fetch(address(`/call/${name}`), { method: "POST", body: JSON.stringify(request), ...extra });

  return {
    call: async (name, request) => {
      const answer = await post(name, request, {
        headers: { "Content-Type": "application/json" },
      });
      return await bodyOf(answer);
    },

    watch: async (name, request, onEvent, signal) => {
      const answer = await post(name, request, {
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        signal,
      });
      if (!answer.ok || answer.body === null) return await bodyOf(answer);
      for await (const data of eventsOf(answer.body)) {
        const line = JSON.parse(data) as Line;
        if ("answer" in line) return line.answer;
        if ("error" in line) throw line.error;
        if (!signal.aborted) onEvent(line.event);
      }
      throw new Error(`the stream of ${name} ended without an answer`);
    },

    listen: (onEvent) => {
      const source = new EventSource(address("/events"));
      source.onmessage = (message: MessageEvent<string>) => {
        onEvent(JSON.parse(message.data) as AppEvent);
      };
      return () => {
        source.close();
      };
    },
  };
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === "" && answer.ok) return null;
  const body: unknown = JSON.parse(text);
  if (!answer.ok) throw body;
  return body;
}

/** Takes the token out of the address, so that it is neither copied nor lost by a reload. */
function tokenOfPage(): string {
  const address = new URL(globalThis.location.href);
  const given = address.searchParams.get("token");
  if (given !== null) {
    sessionStorage.setItem(TOKEN, given);
    address.searchParams.delete("token");
    history.replaceState(history.state, "", address);
  }
  return given ?? sessionStorage.getItem(TOKEN) ?? "";
}
