import { t } from "$i18n/t.svelte";
import { SHORTEST_PASSPHRASE } from "$lib/passphrase";
import { webAddress } from "$lib/webAddress";
import { connection } from "$state/connection.svelte";
import { call, errorOf } from "$wire/call";
import type { KeyPlace, PlatformChoice, UiError } from "$wire/generated/index";

/** Who answers, as the form asks it: the plan of a hosted platform is a second question. */
export type PlatformFamily = "bigModel" | "zai" | "custom";

/** Problems of a platform that say nothing against the key: it may be kept all the same. */
const KEY_MAY_BE_GOOD = new Set<UiError["code"]>([
  "platformUnreachable",
  "platformFailed",
  "proxyFailed",
  "timedOut",
  "connectionCut",
  "answerMalformed",
  "balanceUsedUp",
  "rateLimited",
  "quotaReached",
  "planExcludes",
  "accessDenied",
]);

/** What came of it. */
export type Connected = { models: number | null };

type FieldName = "key" | "baseUrl" | "passphrase" | "repeated";

/** Choosing a platform, giving it a key, having both checked, and keeping the key. */
export class ConnectForm {
  service = $state<PlatformFamily>("bigModel");
  coding = $state(false);
  baseUrl = $state("");
  key = $state("");
  keep = $state<KeyPlace>("keychain");
  passphrase = $state("");
  repeated = $state("");
  busy = $state<"no" | "checking" | "saving" | "demo">("no");
  /** What the platform or the keychain said against it. */
  problem = $state.raw<UiError | null>(null);
  fields = $state<Partial<Record<FieldName, string>>>({});

  constructor() {
    const { overview } = connection;
    if (overview === undefined) return;
    this.#startFrom(overview.platform);
    this.keep = overview.keychain === "available" ? "keychain" : "sealedFile";
    if (overview.key.kind === "present") this.keep = overview.key.place;
    if (overview.key.kind === "locked") this.keep = "sealedFile";
  }

  get platform(): PlatformChoice {
    switch (this.service) {
      case "bigModel":
        return { kind: this.coding ? "bigModelCoding" : "bigModel" };
      case "zai":
        return { kind: this.coding ? "zaiCoding" : "zai" };
      case "custom":
        return { kind: "custom", baseUrl: this.baseUrl.trim() };
    }
  }

  /** A key would go over an open line to another machine. */
  get exposed(): boolean {
    if (this.service !== "custom" || this.key === "") return false;
    return /^http:\/\/(?!(localhost|127\.|\[::1\]))/i.test(this.baseUrl.trim());
  }

  /** The sealed file is there already: its passphrase is asked for once, not made. */
  get sealedAlready(): "no" | "open" | "locked" {
    const key = connection.overview?.key;
    if (key?.kind === "locked") return "locked";
    return key?.kind === "present" && key.place === "sealedFile" ? "open" : "no";
  }

  /** The check failed in a way that leaves the key in doubt only. */
  get mayKeepAnyway(): boolean {
    return this.problem !== null && KEY_MAY_BE_GOOD.has(this.problem.code);
  }

  /** Checks and keeps. `null` when something is in the way: then `problem` or `fields` say what. */
  async submit(unchecked = false): Promise<Connected | null> {
    if (this.busy !== "no" || !this.#fieldsAreFine()) return null;
    this.problem = null;
    try {
      const models = unchecked ? null : await this.#check();
      if (models === undefined) return null;
      this.busy = "saving";
      await this.#connect(this.platform, this.key === "" ? null : this.key);
      this.forget();
      return { models };
    } catch (thrown) {
      this.#place(errorOf(thrown));
      return null;
    } finally {
      this.busy = "no";
    }
  }

  /** The demonstration platform, without a key. True when it is chosen. */
  async lookAround(): Promise<boolean> {
    if (this.busy !== "no") return false;
    this.busy = "demo";
    this.problem = null;
    try {
      await this.#connect({ kind: "demo" }, null);
      this.forget();
      return true;
    } catch (thrown) {
      this.problem = errorOf(thrown);
      return false;
    } finally {
      this.busy = "no";
    }
  }

  /** Leaves no secret behind. */
  forget(): void {
    this.key = "";
    this.passphrase = "";
    this.repeated = "";
  }

  /** Something was changed: what was said about it no longer holds. */
  touched(): void {
    this.problem = null;
    this.fields = {};
  }

  #startFrom(platform: PlatformChoice | null): void {
    if (platform === null || platform.kind === "demo") return;
    if (platform.kind === "custom") {
      this.service = "custom";
      this.baseUrl = platform.baseUrl;
      return;
    }
    this.service = platform.kind.startsWith("zai") ? "zai" : "bigModel";
    this.coding = platform.kind.endsWith("Coding");
  }

  #fieldsAreFine(): boolean {
    const fields: typeof this.fields = {};
    if (this.service === "custom" && webAddress(this.baseUrl, ["http:", "https:"]) === null) {
      fields.baseUrl = t("connect.baseUrl.invalid");
    }
    if (this.keep === "sealedFile" && this.key !== "" && this.sealedAlready !== "open") {
      if (this.passphrase === "") fields.passphrase = t("passphrase.missing");
      else if (this.sealedAlready === "no") {
        if ([...this.passphrase].length < SHORTEST_PASSPHRASE) {
          fields.passphrase = t("passphrase.short", { least: SHORTEST_PASSPHRASE });
        } else if (this.passphrase !== this.repeated) fields.repeated = t("passphrase.differs");
      }
    }
    this.fields = fields;
    return Object.keys(fields).length === 0;
  }

  /** How many models it has, `null` when it cannot say, `undefined` when it was refused. */
  async #check(): Promise<number | null | undefined> {
    this.busy = "checking";
    const verdict = await call("settings_check_key", {
      platform: this.platform,
      key: this.key === "" ? null : this.key,
    });
    if (verdict.kind === "accepted") return verdict.models;
    if (verdict.kind === "unknown") return null;
    this.#place(verdict.problem);
    return undefined;
  }

  async #connect(platform: PlatformChoice, key: string | null): Promise<void> {
    const passphrase = this.keep === "sealedFile" && key !== null ? this.passphrase : "";
    connection.adopt(
      await call("settings_connect", {
        platform,
        key,
        keep: this.keep,
        passphrase: passphrase === "" ? null : passphrase,
      }),
    );
  }

  /** Puts a problem where it belongs: at its field, else above the buttons. */
  #place(problem: UiError): void {
    if (problem.code === "keyMissing") this.fields = { key: t("connect.key.missing") };
    else if (problem.code === "passphraseWrong") {
      this.fields = { passphrase: t("error.passphraseWrong.title") };
    } else if (problem.params["field"] === "baseUrl") {
      this.fields = { baseUrl: t("connect.baseUrl.invalid") };
    } else {
      this.problem = problem;
      if (problem.code.startsWith("keychain")) this.keep = "sealedFile";
    }
  }
}
