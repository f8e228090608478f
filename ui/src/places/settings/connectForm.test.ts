import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import { connection } from "$state/connection.svelte";
import type { CheckKey, Connect, KeyVerdict, Overview, UiError } from "$wire/generated/index";
import { setHost } from "$wire/hosts";
import { ConnectForm } from "./connectForm.svelte";

const overview: Overview = {
  platform: null,
  key: { kind: "missing" },
  keychain: "available",
  proxy: { kind: "system" },
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
  folder: "/data",
  dataBytes: 0,
  snapshots: [],
  version: "0.1.0",
};

/** What the backend was asked, and what it says. */
let checked: CheckKey[] = [];
let connected: Connect[] = [];
let verdict: KeyVerdict = { kind: "accepted", models: 3 };
let refusal: UiError | null = null;

beforeEach(() => {
  setLocale("en");
  connection.adopt(overview);
  checked = [];
  connected = [];
  verdict = { kind: "accepted", models: 3 };
  refusal = null;
  setHost({
    call: (name, request) => {
      if (name === "settings_check_key") {
        checked.push(request as CheckKey);
        return Promise.resolve(verdict);
      }
      if (name !== "settings_connect") return Promise.reject(new Error(name));
      connected.push(request as Connect);
      return refusal ? Promise.reject(refusal) : Promise.resolve(overview);
    },
    watch: () => Promise.reject(new Error("no watch here")),
    listen: () => () => undefined,
  });
});

describe("connecting", () => {
  it("checks the key, keeps it, and forgets it at once", async () => {
    const form = new ConnectForm();
    form.service = "zai";
    form.coding = true;
    form.key = "abc.密钥";
    expect(await form.submit()).toEqual({ models: 3 });
    expect(checked).toEqual([{ platform: { kind: "zaiCoding" }, key: "abc.密钥" }]);
    expect(connected).toEqual([
      { platform: { kind: "zaiCoding" }, key: "abc.密钥", keep: "keychain", passphrase: null },
    ]);
    expect(form.key, "nothing of the key stays in the page").toBe("");
  });

  it("keeps nothing when the platform refuses the key", async () => {
    verdict = { kind: "problem", problem: { code: "keyRefused", params: {} } };
    const form = new ConnectForm();
    form.key = "bad";
    expect(await form.submit()).toBeNull();
    expect(connected).toEqual([]);
    expect(form.problem?.code).toBe("keyRefused");
    expect(form.mayKeepAnyway).toBe(false);
    expect(form.key, "it can be corrected").toBe("bad");
  });

  it("lets a key be kept unchecked when only the way to the platform failed", async () => {
    verdict = { kind: "problem", problem: { code: "platformUnreachable", params: {} } };
    const form = new ConnectForm();
    form.key = "good";
    await form.submit();
    expect(form.mayKeepAnyway).toBe(true);
    expect(await form.submit(true)).toEqual({ models: null });
    expect(checked).toHaveLength(1);
  });

  it("puts a missing key at its field", async () => {
    verdict = { kind: "problem", problem: { code: "keyMissing", params: {} } };
    const form = new ConnectForm();
    await form.submit();
    expect(form.fields.key).toBe("Paste a key for this platform.");
    expect(form.problem).toBeNull();
  });

  it("turns to the sealed file when the keychain fails", async () => {
    refusal = { code: "keychainLocked", params: {} };
    const form = new ConnectForm();
    form.key = "good";
    expect(await form.submit()).toBeNull();
    expect(form.problem?.code).toBe("keychainLocked");
    expect(form.keep).toBe("sealedFile");
  });

  it("asks for a whole address of an own server and takes it without a key", async () => {
    const form = new ConnectForm();
    form.service = "custom";
    for (const bad of ["", "localhost:8080", "file:///etc", "http://"]) {
      form.baseUrl = bad;
      expect(await form.submit(), bad).toBeNull();
      expect(form.fields.baseUrl, bad).toBeDefined();
    }
    expect(checked).toEqual([]);
    form.baseUrl = " http://127.0.0.1:8080/v1 ";
    await form.submit();
    const platform = { kind: "custom", baseUrl: "http://127.0.0.1:8080/v1" };
    expect(checked).toEqual([{ platform, key: null }]);
  });

  it("warns before a key travels in the open, but not on this machine", () => {
    const form = new ConnectForm();
    form.service = "custom";
    form.key = "k";
    for (const [address, exposed] of [
      ["http://example.com/v1", true],
      ["https://example.com/v1", false],
      ["http://localhost:8080", false],
      ["http://127.0.0.1:8080", false],
    ] as const) {
      form.baseUrl = address;
      expect(form.exposed, address).toBe(exposed);
    }
  });

  it("looks around without a key", async () => {
    const form = new ConnectForm();
    expect(await form.lookAround()).toBe(true);
    expect(connected[0]).toMatchObject({ platform: { kind: "demo" }, key: null });
  });
});

describe("the sealed file", () => {
  it("is the first offer when there is no keychain", () => {
    connection.adopt({ ...overview, keychain: "noService" });
    expect(new ConnectForm().keep).toBe("sealedFile");
  });

  it("takes a new passphrase only when it is long enough and typed twice", async () => {
    const form = new ConnectForm();
    form.keep = "sealedFile";
    form.key = "k";
    await form.submit();
    expect(form.fields.passphrase).toBe("Enter a passphrase.");
    form.passphrase = "short";
    await form.submit();
    expect(form.fields.passphrase).toBe("At least 8 characters.");
    form.passphrase = "落霞与孤鹜齐飞，秋水";
    form.repeated = "落霞";
    await form.submit();
    expect(form.fields.repeated).toBe("The two passphrases differ.");
    expect(checked).toEqual([]);
    form.repeated = form.passphrase;
    expect(await form.submit()).not.toBeNull();
    expect(connected[0]).toMatchObject({ keep: "sealedFile", passphrase: "落霞与孤鹜齐飞，秋水" });
    expect([form.passphrase, form.repeated]).toEqual(["", ""]);
  });

  it("asks once for the passphrase of one that is there, and says when it is wrong", async () => {
    connection.adopt({ ...overview, platform: { kind: "zai" }, key: { kind: "locked" } });
    refusal = { code: "passphraseWrong", params: {} };
    const form = new ConnectForm();
    expect([form.keep, form.service]).toEqual(["sealedFile", "zai"]);
    form.key = "k";
    form.passphrase = "old";
    expect(await form.submit()).toBeNull();
    expect(form.fields.passphrase).toBe("Wrong passphrase");
  });
});
