import { call } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type { ChatDefaults, Overview, PlatformChoice, Start } from "$wire/generated/index";

/** What is known of platform, key, proxy and data; asked again whenever the settings change. */
class Connection {
  #overview = $state<Overview>();
  /** What the start said, until the keychain has been asked. */
  #begun = $state.raw<Pick<Start, "platform" | "defaults">>();

  #expected = $state.raw<string | null>(null);

  /** `undefined` until the first answer. */
  get overview(): Overview | undefined {
    return this.#overview;
  }

  get platform(): PlatformChoice | null {
    return (this.#overview ?? this.#begun)?.platform ?? null;
  }

  /** What a new conversation begins with. */
  get defaults(): ChatDefaults | undefined {
    return (this.#overview ?? this.#begun)?.defaults;
  }

  /** Answers come from the demonstration platform. */
  get demo(): boolean {
    return (this.platform?.kind ?? this.#expected) === "demo";
  }

  /** The key lies in the sealed file, which has not been opened in this run. */
  get locked(): boolean {
    return this.#overview?.key.kind === "locked";
  }

  /** Takes the kind of platform of the last start as that of this one, until the backend has said. */
  expect(kind: string | null): void {
    this.#expected = kind;
  }

  /** Takes over what the start knows already. */
  begin(start: Start): void {
    this.#begun = start;
    this.#expected = null;
    this.#overview = undefined;
  }

  /** Takes over an overview that a command answered with. */
  adopt(overview: Overview): void {
    this.#overview = overview;
  }

  /** Asks again. Rejects with a `Failure`. */
  async refresh(): Promise<void> {
    this.#overview = await call("settings_overview");
  }

  /** Starts to follow changes; returns how to stop. */
  follow(onFailure: (thrown: unknown) => void): () => void {
    return onAppEvent((event) => {
      if (event.kind === "settingsChanged") this.refresh().catch(onFailure);
    });
  }
}

/** The connection of the window. */
export const connection = new Connection();
