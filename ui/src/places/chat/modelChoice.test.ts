import { describe, expect, it } from "vitest";
import type { ModelView } from "$wire/generated/index";
import { firstPrice, groupsOf, matchingModels, typedId } from "./modelChoice";

const model = (id: string, family: string): ModelView => ({
  id,
  family,
  status: "current",
  successor: null,
  contextTokens: null,
  maxOutputTokens: null,
  vision: false,
  tools: false,
  thinking: "never",
  efforts: [],
  temperature: null,
  topP: null,
  free: false,
  prices: [],
});
const models = [
  model("glm-5.3", "GLM-5"),
  model("my-own", ""),
  model("glm-4.7-flash", "GLM-4.7"),
  model("glm-5", "GLM-5"),
];
const ids = (list: readonly ModelView[]): string[] => list.map((each) => each.id);

describe("choosing a model", () => {
  it("finds by words in any order and without the dashes", () => {
    expect(ids(matchingModels(models, "flash 4.7"))).toEqual(["glm-4.7-flash"]);
    expect(ids(matchingModels(models, "glm5"))).toEqual(["glm-5.3", "glm-5"]);
    expect(ids(matchingModels(models, "  "))).toHaveLength(4);
  });

  it("groups by family and puts unknown ones last", () => {
    expect(groupsOf(models).map((group) => [group.family, ids(group.models)])).toEqual([
      ["GLM-5", ["glm-5.3", "glm-5"]],
      ["GLM-4.7", ["glm-4.7-flash"]],
      ["", ["my-own"]],
    ]);
  });

  it("offers an unknown id that was typed", () => {
    expect(typedId(models, " glm-6-preview ")).toBe("glm-6-preview");
    expect(typedId(models, "glm-5")).toBeNull();
    expect(typedId(models, "two words")).toBeNull();
    expect(typedId(models, "")).toBeNull();
  });

  it("shows the price that short questions pay", () => {
    const any = {
      currency: "CNY",
      promptFrom: null,
      promptBelow: null,
      answerFrom: null,
      answerBelow: null,
      cachedInput: null,
    };
    const tiers = [
      { ...any, promptFrom: 32000, input: 4, output: 16 },
      { ...any, promptBelow: 32000, input: 2, output: 8 },
    ];
    expect(firstPrice({ ...model("a", "b"), prices: tiers })?.input).toBe(2);
    expect(firstPrice(model("a", "b"))).toBeUndefined();
  });
});
