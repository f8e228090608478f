import { describe, expect, test } from "vitest";
import { choiceOf, optionOf } from "./embedding.svelte";

describe("a choice of a model as the value of a control", () => {
  test("comes back as it was", () => {
    for (const option of ["local", "256", "2048"] as const) {
      expect(optionOf(choiceOf(option))).toBe(option);
    }
    expect(choiceOf("512")).toEqual({ kind: "platform", dimensions: 512 });
  });
});
