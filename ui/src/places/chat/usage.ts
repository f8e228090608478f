import type { MessageView, ModelView, UsageView } from "$wire/generated/index";

/** How full the context window is. */
export interface ContextFill {
  readonly used: number;
  readonly whole: number;
  /** 0 to 1. */
  readonly share: number;
}

/**
 * How much of the model's context the conversation takes, by the platform's own count of the last answer; none while
 * nobody knows.
 */
export function contextFill(
  usage: UsageView | null | undefined,
  model: ModelView | undefined,
): ContextFill | null {
  const whole = model?.contextTokens ?? null;
  const prompt = usage?.promptTokens ?? null;
  if (whole === null || whole === 0 || prompt === null) return null;
  // Thinking is not sent again with the next question.
  const answer = (usage?.completionTokens ?? 0) - (usage?.reasoningTokens ?? 0);
  const used = prompt + Math.max(0, answer);
  return { used, whole, share: Math.min(1, used / whole) };
}

/** The newest answer with numbers among these messages, from the end. */
export function lastUsage(messages: Iterable<MessageView | undefined>): UsageView | null {
  for (const message of messages) {
    if (message?.usage?.promptTokens != null) return message.usage;
  }
  return null;
}
