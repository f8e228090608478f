import { beforeEach, describe, expect, it } from "vitest";
import { keepDraft } from "$state/studio/draft";
import type { AskStudio, FormView, ModeView } from "$wire/generated/index";
import { settle, StandIn } from "./standIn";
import { Wish } from "./wish.svelte";

const size: ModeView["parameters"] = [
  {
    name: "size",
    default: "1024x1024",
    control: { kind: "size", recommended: ["1024x1024", "768x1344"], free: null },
  },
];

function way(mode: string, part: Partial<ModeView> = {}): ModeView {
  return {
    mode,
    prompt: { required: true, longest: 10 },
    parameters: size,
    pictures: null,
    price: null,
    ...part,
  };
}

const pictures: ModeView["pictures"] = {
  roles: ["firstFrame"],
  least: 1,
  most: 1,
  mostBytes: null,
  mediaTypes: [],
  minSide: null,
  mostAspect: null,
};

function form(model: string, kind: FormView["kind"], part: Partial<FormView> = {}): FormView {
  const modes = [way("text")];
  return {
    model,
    title: model,
    kind,
    modes,
    linkSeconds: null,
    asynchronous: true,
    usable: true,
    ...part,
  };
}

const FORMS = [
  form("first", "image"),
  form("second", "image"),
  form("elsewhere", "image", { usable: false }),
  form("from-pictures", "video", { modes: [way("image", { pictures })] }),
  form("both", "video", { modes: [way("image", { pictures }), way("text")] }),
];

describe("a wish", () => {
  let backend: StandIn;
  let wish: Wish;
  const asked = () => backend.calls.filter(({ name }) => name === "studio_estimate");

  beforeEach(() => {
    localStorage.clear();
    backend = new StandIn();
    backend.answers.set("studio_forms", () => FORMS);
    backend.answers.set("studio_estimate", ({ count }: AskStudio) => ({
      cost: { amount: 0.06 * count, currency: "CNY" },
      problems: [{ code: "promptMissing", parameter: "prompt", params: {} }],
    }));
    wish = new Wish();
  });

  it("takes the model and the values last used in the studio", async () => {
    const values = { size: "768x1344", watermark: true };
    const models = { image: "second" };
    keepDraft({ kind: "image", prompt: "p", models, mode: "text", values, count: 3 });
    wish.begin("image");
    await settle();
    expect(wish.form?.model).toBe("second");
    expect(wish.request(" 猫 ")).toMatchObject({
      model: "second",
      mode: "text",
      prompt: "猫",
      parameters: { size: "768x1344" },
      inputs: [],
      count: 1,
    });
    wish.choose("first");
    expect(wish.request("x")?.parameters).toEqual({});
    await settle();
    expect(wish.estimate?.cost?.amount).toBe(0.06);
  });

  it("offers only what the platform has and what is made from words alone", async () => {
    wish.begin("image");
    await settle();
    expect(wish.offered.map(({ model }) => model)).toEqual(["first", "second"]);
    wish.begin("video");
    await settle();
    expect(wish.offered.map(({ model }) => model)).toEqual(["both"]);
    expect(wish.request("x")?.mode).toBe("text");
  });

  it("is not to be sent without a model, without words, or with too many", async () => {
    wish.begin("image");
    expect(wish.takes("cat"), "before the models are known").toBe(false);
    await settle();
    expect(wish.takes(" \n")).toBe(false);
    expect(wish.takes("cat")).toBe(true);
    expect(wish.takes("🐈".repeat(10)), "ten characters, twenty units").toBe(true);
    expect(wish.problemOf("🐈".repeat(11))?.code).toBe("promptTooLong");
    expect(wish.takes("x".repeat(5_000_000))).toBe(false);
  });

  it("says the cost anew when the number or the model is another, and never for a letter", async () => {
    wish.begin("image");
    await settle();
    wish.problemOf("c");
    wish.problemOf("ca");
    expect(asked()).toHaveLength(1);
    wish.setCount(4);
    await settle();
    expect(wish.estimate?.cost?.amount).toBeCloseTo(0.24);
    expect(wish.request("x")?.count).toBe(4);
    wish.begin("video");
    await settle();
    expect(wish.request("x")?.count).toBe(1);
  });

  it("says why there is no model, and asks again when the settings are others", async () => {
    backend.answers.set("studio_forms", () => {
      throw { code: "storeFailed", params: {} };
    });
    wish.begin("image");
    await settle();
    expect(wish.problem?.code).toBe("storeFailed");
    expect(wish.form).toBeNull();
    backend.answers.set("studio_forms", () => FORMS);
    wish.changed();
    await settle();
    expect(wish.problem).toBeNull();
    expect(wish.form?.model).toBe("first");
  });
});
