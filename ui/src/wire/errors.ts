import type { ErrorCode } from "./generated/index";

/** What a person can do about an error with one press; its label is `error.action.<name>`. */
export type ErrorAction =
  | "retry"
  | "continue"
  | "openPlatform"
  | "openNetwork"
  | "openData"
  | "unlock"
  | "topUp"
  | "switchModel"
  | "newChat"
  | "restart"
  | "reload";

/** The words of an error: what happened (`title`), what is safe and what to do (`body`). */
interface Words<Code extends string = string> {
  title: `error.${Code}.title`;
  body: `error.${Code}.body`;
  action: ErrorAction | null;
}

function words<Code extends ErrorCode>(code: Code, action: ErrorAction | null): Words<Code> {
  return { title: `error.${code}.title`, body: `error.${code}.body`, action };
}

/** Every code with its words and its action. A code of the backend that is missing here does not compile. */
export const errorWords = {
  notConnected: words("notConnected", "openPlatform"),
  keyMissing: words("keyMissing", "openPlatform"),
  keyRefused: words("keyRefused", "openPlatform"),
  keyLocked: words("keyLocked", "unlock"),
  passphraseWrong: words("passphraseWrong", "unlock"),
  keychainNoBus: words("keychainNoBus", "openPlatform"),
  keychainNoService: words("keychainNoService", "openPlatform"),
  keychainLocked: words("keychainLocked", "retry"),
  keychainTimedOut: words("keychainTimedOut", "retry"),
  keychainFailed: words("keychainFailed", "openPlatform"),
  balanceUsedUp: words("balanceUsedUp", "topUp"),
  rateLimited: words("rateLimited", "retry"),
  modelOverloaded: words("modelOverloaded", "retry"),
  quotaReached: words("quotaReached", "switchModel"),
  planExcludes: words("planExcludes", "switchModel"),
  accessDenied: words("accessDenied", "openPlatform"),
  modelUnknown: words("modelUnknown", "switchModel"),
  requestRefused: words("requestRefused", "retry"),
  promptTooLong: words("promptTooLong", "newChat"),
  contentRefused: words("contentRefused", null),
  platformFailed: words("platformFailed", "retry"),
  platformUnreachable: words("platformUnreachable", "retry"),
  proxyFailed: words("proxyFailed", "openNetwork"),
  timedOut: words("timedOut", "retry"),
  connectionCut: words("connectionCut", "continue"),
  answerMalformed: words("answerMalformed", "retry"),
  storeTooNew: words("storeTooNew", null),
  storeDamaged: words("storeDamaged", null),
  storeLocked: words("storeLocked", "restart"),
  diskFull: words("diskFull", "openData"),
  storeDenied: words("storeDenied", "openData"),
  storeFailed: words("storeFailed", "restart"),
  pageNotTaken: words("pageNotTaken", null),
  bundleNotTaken: words("bundleNotTaken", null),
  notFound: words("notFound", null),
  outcomeUnknown: words("outcomeUnknown", null),
  linkExpired: words("linkExpired", null),
  notMedia: words("notMedia", null),
  modelElsewhere: words("modelElsewhere", "openPlatform"),
  notOffered: words("notOffered", "openPlatform"),
  alreadyRunning: words("alreadyRunning", null),
  badInput: words("badInput", "reload"),
  openFailed: words("openFailed", null),
  internal: words("internal", "reload"),
} satisfies { [Code in ErrorCode]: Words<Code> };

/** The words of a code, also of one that a newer backend may send. */
export function wordsOf(code: ErrorCode): (typeof errorWords)[ErrorCode] {
  return Object.hasOwn(errorWords, code) ? errorWords[code] : errorWords.internal;
}
