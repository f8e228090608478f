import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserHost } from "./browser";

function answers(status: number, ...chunks: (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      }
      controller.close();
    },
  });
  return new Response(body, { status });
}

const fetching = vi.fn<typeof fetch>();

beforeEach(() => {
  fetching.mockReset();
  vi.stubGlobal("fetch", fetching);
  history.replaceState(null, "", "/?token=sesame#/chat");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the host of a browser", () => {
  it("sends the token of the page and takes it out of the address", async () => {
    fetching.mockResolvedValue(answers(200, '{"ok":1}'));
    expect(await browserHost().call("chat_list", { limit: 1 })).toEqual({ ok: 1 });
    expect(fetching.mock.calls[0]?.[0]).toBe("/call/chat_list?token=sesame");
    expect(location.search).toBe("");
    expect(location.hash).toBe("#/chat");
    fetching.mockResolvedValue(answers(200, "null"));
    await browserHost().call("chat_list", null);
    expect(fetching.mock.calls[1]?.[0], "a reload still knows it").toContain("token=sesame");
  });

  it("throws the error of the backend as it is", async () => {
    fetching.mockResolvedValue(answers(422, '{"code":"keyMissing","params":{}}'));
    await expect(browserHost().call("chat_send", {})).rejects.toEqual({
      code: "keyMissing",
      params: {},
    });
  });

  it("hears events over any cutting of the bytes", async () => {
    const bytes = new TextEncoder().encode(
      'data: {"event":"你好 🎉"}\n\n: still here\n\ndata: {"event":2}\n\ndata: {"answer":null}\n\n',
    );
    for (let size = 1; size < bytes.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
      fetching.mockResolvedValue(answers(200, ...chunks));
      const heard: unknown[] = [];
      const answer = await browserHost().watch(
        "chat_watch",
        "id",
        (event) => heard.push(event),
        new AbortController().signal,
      );
      expect(answer).toBeNull();
      expect(heard, `in pieces of ${size}`).toEqual(["你好 🎉", 2]);
    }
  });

  it("says so when the stream ends without an answer, and throws an error line", async () => {
    const signal = new AbortController().signal;
    fetching.mockResolvedValue(answers(200, 'data: {"event":1}\n\n'));
    await expect(browserHost().watch("x", null, () => undefined, signal)).rejects.toThrow("ended");
    fetching.mockResolvedValue(answers(200, 'data: {"error":{"code":"notFound"}}\n\n'));
    await expect(browserHost().watch("x", null, () => undefined, signal)).rejects.toEqual({
      code: "notFound",
    });
  });
});
