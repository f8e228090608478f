import { describe, expect, it } from "vitest";
import type { ModelView } from "$wire/generated/index";
import { chosenCount, fittingTo, isInBounds, NO_PARAMETERS } from "./parameters";

const model: ModelView = {
  id: "glm-5.3",
  family: "GLM-5",
  status: "current",
  successor: null,
  contextTokens: 1_000_000,
  maxOutputTokens: 131_072,
  vision: false,
  tools: true,
  thinking: "always",
  efforts: ["low", "high", "max"],
  temperature: 1,
  topP: 0.95,
  free: false,
  prices: [],
};

describe("parameters", () => {
  it("the platform's default is always within bounds", () => {
    expect(isInBounds("temperature", null, model)).toBe(true);
  });

  it("knows the documented bounds", () => {
    expect(isInBounds("temperature", 0, model)).toBe(true);
    expect(isInBounds("temperature", 1.01, model)).toBe(false);
    expect(isInBounds("topP", 0, model)).toBe(false);
    expect(isInBounds("maxTokens", 131_072, model)).toBe(true);
    expect(isInBounds("maxTokens", 131_073, model)).toBe(false);
    expect(isInBounds("maxTokens", 10.5, model)).toBe(false);
    expect(isInBounds("temperature", Number.NaN, model)).toBe(false);
    expect(isInBounds("maxTokens", 5_000, { ...model, maxOutputTokens: 4_095 })).toBe(false);
  });

  it("leaves out what the model would refuse", () => {
    const wish = { ...NO_PARAMETERS, thinking: false, effort: "medium", temperature: 0.2 };
    expect(fittingTo(wish, model)).toEqual({ ...NO_PARAMETERS, temperature: 0.2 });
    expect(fittingTo(wish, { ...model, thinking: "optional" }).thinking).toBe(false);
    expect(fittingTo({ ...wish, effort: "max" }, model).effort).toBe("max");
  });

  it("an unknown model gets everything as it was chosen", () => {
    const wish = { ...NO_PARAMETERS, thinking: false, effort: "xhigh" };
    expect(fittingTo(wish, undefined)).toEqual(wish);
  });

  it("counts what was chosen", () => {
    expect(chosenCount(NO_PARAMETERS)).toBe(0);
    expect(
      chosenCount({ ...NO_PARAMETERS, temperature: 0, thinking: false, systemPrompt: "" }),
    ).toBe(2);
  });
});
