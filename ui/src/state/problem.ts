import { t } from "$i18n/t.svelte";
import { wordsOf } from "$wire/errors";
import type { UiError } from "$wire/generated/index";

/** An error in the words of the language in use: the props of `kit/ErrorBanner.svelte`. */
export interface Problem {
  title: string;
  body: string;
  /** What the platform itself said. */
  message: string | undefined;
  requestId: string | undefined;
  action: ReturnType<typeof wordsOf>["action"];
}

/** The words of an error; reactive like `t`. */
export function describe(error: UiError): Problem {
  const words = wordsOf(error.code);
  return {
    title: t(words.title, error.params),
    body: t(words.body, error.params),
    message: error.params["message"],
    requestId: error.requestId,
    action: words.action,
  };
}
