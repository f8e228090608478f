import type { Commands } from "./generated/index";
import { type CommandName, Failure, type Input, type Output } from "./call";
import { asUiError } from "./failure";
import { host } from "./hosts";

/** Commands that tell events while they run. */
export type WatchName = {
  [Name in CommandName]: Commands[Name]["event"] extends null ? never : Name;
}[CommandName];

/** A running watch. */
export interface Watch<Answer> {
  /** Settles when the command ends; rejects with a `Failure`. `undefined` when it was stopped from here. */
  readonly ended: Promise<Answer | undefined>;
  /** Hears no more. The work itself goes on in the backend. */
  stop(): void;
}

/**
 * Runs a command and hears its events, in order, until it ends or `stop` is called.
 *
 * @example const watch = watchCommand("chat_watch", id, (event) => apply(event));
 */
export function watchCommand<Name extends WatchName>(
  name: Name,
  request: Input<Name>,
  onEvent: (event: Commands[Name]["event"]) => void,
): Watch<Output<Name>> {
  const leaving = new AbortController();
  const hear = (event: unknown): void => {
    onEvent(event as Commands[Name]["event"]);
  };
  const run = async (): Promise<Output<Name> | undefined> => {
    try {
      return (await host().watch(name, request, hear, leaving.signal)) as Output<Name>;
    } catch (thrown) {
      if (leaving.signal.aborted) return undefined;
      throw new Failure(asUiError(thrown, name));
    }
  };
  return {
    ended: run(),
    stop: () => {
      leaving.abort();
    },
  };
}
