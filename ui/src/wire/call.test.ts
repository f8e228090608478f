import { describe, expect, it, vi } from "vitest";
import { call, errorOf, Failure } from "./call";
import { errorWords, wordsOf } from "./errors";
import type { ErrorCode, MessageId } from "./generated/index";
import type { Host } from "./host";
import { setHost } from "./hosts";
import { watchCommand } from "./watch";
import english from "../i18n/en.json";

const ID = "id" as unknown as MessageId;

function standIn(part: Partial<Host>): void {
  setHost({
    call: () => Promise.reject(new Error("not expected")),
    watch: () => Promise.reject(new Error("not expected")),
    listen: () => () => undefined,
    ...part,
  });
}

describe("calls", () => {
  it("give null for commands without a request", async () => {
    const calling = vi.fn(() => Promise.resolve("draft"));
    standIn({ call: calling });
    await call("settings_backup");
    expect(calling).toHaveBeenCalledWith("settings_backup", null);
  });

  it("fail with a code, whatever was thrown", async () => {
    standIn({ call: () => Promise.reject({ code: "diskFull" }) });
    const failed = await call("settings_backup").catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(Failure);
    expect(errorOf(failed)).toEqual({ code: "diskFull", params: {} });

    standIn({ call: () => Promise.reject(new Error("command settings_backup not allowed")) });
    const refused = await call("settings_backup").catch((thrown: unknown) => thrown);
    expect(errorOf(refused).code).toBe("internal");
    expect(errorOf(refused).params["detail"]).toContain("not allowed");
  });
});

describe("watches", () => {
  it("end quietly when they are stopped from here", async () => {
    standIn({
      watch: (_name, _request, _onEvent, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new DOMException("left", "AbortError")));
        }),
    });
    const watch = watchCommand("chat_watch", ID, () => undefined);
    await Promise.resolve();
    watch.stop();
    expect(await watch.ended).toBeUndefined();
  });

  it("fail with a code when the command does", async () => {
    standIn({ watch: () => Promise.reject({ code: "notFound" }) });
    const failed = await watchCommand("chat_watch", ID, () => undefined).ended.catch(
      (thrown: unknown) => thrown,
    );
    expect(errorOf(failed).code).toBe("notFound");
  });
});

describe("the words of errors", () => {
  it("exist for every code and action", () => {
    for (const words of Object.values(errorWords)) {
      expect(english).toHaveProperty([words.title]);
      expect(english).toHaveProperty([words.body]);
      if (words.action !== null) expect(english).toHaveProperty([`error.action.${words.action}`]);
    }
  });

  it("stand in for a code of a newer backend", () => {
    expect(wordsOf("fromTheFuture" as ErrorCode)).toBe(errorWords.internal);
    expect(wordsOf("toString" as ErrorCode)).toBe(errorWords.internal);
  });
});
