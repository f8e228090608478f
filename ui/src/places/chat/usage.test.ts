import { describe, expect, it } from "vitest";
import type { ModelView, UsageView } from "$wire/generated/index";
import { contextFill } from "./usage";

const model = { contextTokens: 10_000 } as ModelView;
const usage: UsageView = {
  promptTokens: 2_000,
  completionTokens: 1_500,
  cachedTokens: null,
  reasoningTokens: 500,
  cost: null,
  firstTokenMs: null,
  durationMs: null,
  tokensPerSecond: null,
};

describe("the context meter", () => {
  it("counts question and answer but not the thinking, which is not sent again", () => {
    expect(contextFill(usage, model)).toEqual({ used: 3_000, whole: 10_000, share: 0.3 });
  });

  it("says nothing while nobody knows", () => {
    expect(contextFill(null, model)).toBeNull();
    expect(contextFill(usage, undefined)).toBeNull();
    expect(contextFill({ ...usage, promptTokens: null }, model)).toBeNull();
  });

  it("is full at most", () => {
    expect(contextFill({ ...usage, promptTokens: 99_000 }, model)?.share).toBe(1);
  });
});
