import { beforeEach, describe, expect, it, vi } from "vitest";
import { locale } from "$i18n/t.svelte";
import type { Start } from "$wire/generated/index";
import { setHost } from "$wire/hosts";
import { appearance } from "./appearance.svelte";
import { connection } from "./connection.svelte";
import { overlays } from "./overlays.svelte";
import { start } from "./start.svelte";

const usual: Start = {
  appearance: { language: "en", theme: "dark", textSize: 120, enterSends: true },
  blocked: null,
  firstRun: false,
  platform: { kind: "demo" },
  defaults: {
    model: null,
    parameters: {
      thinking: null,
      effort: null,
      temperature: null,
      topP: null,
      maxTokens: null,
      systemPrompt: null,
      knowledge: null,
    },
  },
  interrupted: 0,
  version: "0.1.0",
};

function backend(answers: Record<string, unknown>): void {
  setHost({
    call: (name) =>
      name in answers ? Promise.resolve(answers[name]) : Promise.reject(new Error(`no ${name}`)),
    watch: () => Promise.reject(new Error("no watch here")),
    listen: () => () => undefined,
  });
}

beforeEach(() => {
  localStorage.clear();
  overlays.close();
});

describe("the start", () => {
  it("opens the places and looks as was chosen", async () => {
    backend({ settings_start: usual, settings_overview: { key: { kind: "notNeeded" } } });
    await start.begin();
    expect(start.phase).toEqual({ kind: "open" });
    expect(document.documentElement.lang).toBe("en");
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(document.documentElement.style.getPropertyValue("--text-size")).toBe("1.2");
    expect(locale()).toBe("en");
    expect(overlays.open).toBeNull();
  });

  it("opens the places before the keychain has been asked", async () => {
    let answer: (overview: unknown) => void = () => undefined;
    const overview = new Promise((resolve) => {
      answer = resolve;
    });
    backend({ settings_start: usual, settings_overview: overview });
    const begun = start.begin();
    await vi.waitFor(() => {
      expect(start.phase).toEqual({ kind: "open" });
    });
    expect(connection.demo).toBe(true);
    answer({ key: { kind: "locked" }, platform: { kind: "demo" } });
    await begun;
    expect(overlays.open).toBe("unlock");
  });

  it("opens the places at once when the last start had them, and closes them when it was wrong", async () => {
    backend({ settings_start: usual, settings_overview: { key: { kind: "notNeeded" } } });
    await start.begin();
    const blocked = { problem: { code: "storeTooNew", params: {} }, snapshots: [], folder: "/x" };
    backend({ settings_start: { ...usual, blocked, platform: null } });
    const begun = start.begin();
    expect(start.phase).toEqual({ kind: "open" });
    expect(connection.demo).toBe(true);
    await begun;
    expect(start.phase.kind).toBe("blocked");
    const again = start.begin();
    expect(start.phase).toEqual({ kind: "loading" });
    await again;
  });

  it("asks for the passphrase when the key is locked", async () => {
    backend({ settings_start: usual, settings_overview: { key: { kind: "locked" } } });
    await start.begin();
    expect(overlays.open).toBe("unlock");
  });

  it("asks nothing of a store that cannot be opened", async () => {
    const blocked = {
      problem: { code: "storeTooNew", params: {} },
      snapshots: [],
      folder: "/数据",
    };
    backend({ settings_start: { ...usual, blocked } });
    await start.begin();
    expect(start.phase).toEqual({ kind: "blocked", blocked });
  });

  it("begins with the first run when no platform was chosen", async () => {
    const key = { kind: "missing" };
    backend({ settings_start: { ...usual, firstRun: true }, settings_overview: { key } });
    await start.begin();
    expect(start.phase.kind).toBe("firstRun");
    start.enter();
    expect(start.phase.kind).toBe("open");
  });

  it("says so when the backend does not answer", async () => {
    backend({});
    await start.begin();
    expect(start.phase).toMatchObject({ kind: "failed", problem: { code: "internal" } });
  });
});

describe("the appearance", () => {
  it("follows the system's language: any Chinese is Chinese, what is neither is English", () => {
    appearance.adopt({ ...usual.appearance, language: "system" });
    expect(["zh-CN", "en"]).toContain(appearance.locale);
    appearance.adopt({ ...usual.appearance, language: "zh-CN" });
    expect(appearance.locale).toBe("zh-CN");
    expect(document.documentElement.lang).toBe("zh-CN");
  });

  it("is remembered for the first paint of the next start", () => {
    appearance.adopt({ ...usual.appearance, theme: "light" });
    expect(localStorage.getItem("glim-appearance")).toContain('"theme":"light"');
  });
});
