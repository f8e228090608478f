import { untrack, type Component } from "svelte";
import type { Key } from "$i18n/t.svelte";

/** Something a person can do. Written once: buttons, keys, palette and the sheet of keys read it from here. */
export interface Action {
  /** `place.verb`, such as `chat.rename`. */
  readonly id: string;
  readonly label: Key;
  /** Groups the palette and the sheet of keys. */
  readonly group: "general" | "chat" | "library" | "studio" | "settings";
  readonly icon?: Component;
  /** As tinykeys writes them: `$mod+K`, `Shift+?`, `Escape`. The first is shown. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; always when left out. */
  readonly when?: () => boolean;
  /** Left out of the palette: for what only makes sense as a key. */
  readonly hidden?: boolean;
  /** Its keys work over an open dialog too: for what opens and closes overlays. */
  readonly overlay?: boolean;
  /** Its keys work while something is typed into, though they carry no Ctrl/⌘. */
  readonly whileTyping?: boolean;
  readonly run: (argument?: string) => void | Promise<void>;
}

function isPossible(action: Action): boolean {
  return action.when?.() ?? true;
}

class Registry {
  #registered = $state.raw<readonly (readonly Action[])[]>([]);
  readonly #unique = $derived([
    ...new Map(this.#registered.flat().map((action) => [action.id, action])).values(),
  ]);
  /** What was registered last, such as by the place that is open, has its keys first. */
  readonly #byKeys = $derived(
    [...this.#registered]
      .reverse()
      .flat()
      .filter((action) => this.#unique.includes(action)),
  );

  /** All, in the order in which they were registered. */
  get all(): readonly Action[] {
    return this.#unique;
  }

  /** Those that can be done now. */
  get possible(): readonly Action[] {
    return this.#unique.filter(isPossible);
  }

  /** The same in the order in which a key is theirs. */
  get byKeys(): readonly Action[] {
    return this.#byKeys.filter(isPossible);
  }

  find(id: string): Action | undefined {
    return this.#unique.find((action) => action.id === id);
  }

  /** The combination to show for an action; none where the open place has something else by it. */
  keysOf(id: string): string | undefined {
    const action = this.find(id);
    const keys = action?.keys?.[0];
    if (keys === undefined) return undefined;
    const holder = this.#byKeys.find((other) => other.keys?.[0] === keys);
    return holder?.group === action?.group ? keys : undefined;
  }

  /**
   * Adds actions; returns how to take them out again. A place registers its own when it is mounted:
   * `$effect(() => actions.register([...]))`. One with the same id stands in front of the older until it is
   * taken out: an open place does "new chat" better than the frame.
   */
  register(added: readonly Action[]): () => void {
    // Read untracked: the effect that registers must not depend on what it changes.
    const now = (): readonly (readonly Action[])[] => untrack(() => this.#registered);
    this.#registered = [...now(), added];
    return () => {
      this.#registered = now().filter((each) => each !== added);
    };
  }

  /** Does it, when it can be done now. True when it was there to be done. */
  run(id: string, argument?: string): boolean {
    const action = this.find(id);
    if (action === undefined || !isPossible(action)) return false;
    void Promise.resolve(action.run(argument)).catch((thrown: unknown) => {
      // An action shows its own failures; what arrives here is a fault of ours and goes to the log.
      reportError(thrown);
    });
    return true;
  }
}

/** The actions of the window. */
export const actions = new Registry();
