import type { Commands, UiError } from "./generated/index";
import { asUiError } from "./failure";
import { host } from "./hosts";

/** The name of a command. */
export type CommandName = keyof Commands;
/** What a command takes. */
export type Input<Name extends CommandName> = Commands[Name]["input"];
/** What a command gives. */
export type Output<Name extends CommandName> = Commands[Name]["output"];

/** Nothing for commands that take nothing, else the one request. */
export type Request<Name extends CommandName> = [Input<Name>] extends [null]
  ? []
  : [request: Input<Name>];

/**
 * Asks the backend. Rejects with a `Failure` only, whose `error` has a code that the UI has words for.
 *
 * @example const thread = await call("chat_open", id);
 */
export async function call<Name extends CommandName>(
  name: Name,
  ...request: Request<Name>
): Promise<Output<Name>> {
  try {
    return (await host().call(name, request[0] ?? null)) as Output<Name>;
  } catch (thrown) {
    throw new Failure(asUiError(thrown, name));
  }
}

/** A command failed. */
export class Failure extends Error {
  constructor(readonly error: UiError) {
    super(error.code);
    this.name = "Failure";
  }
}

/** The `UiError` of anything caught around `call` and `watch`. */
export function errorOf(thrown: unknown): UiError {
  return thrown instanceof Failure ? thrown.error : asUiError(thrown, "");
}
