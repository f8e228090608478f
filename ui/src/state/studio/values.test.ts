import { describe, expect, it } from "vitest";
import type { ControlView, ParameterView } from "$wire/generated/index";
import { fitting, nearestSize, sidesOf, sizeProblem, takes } from "./values";

type Size = Extract<ControlView, { kind: "size" }>;
const cogview: Size = {
  kind: "size",
  recommended: ["1024x1024", "768x1344"],
  free: { min: 512, max: 2048, multiple: 16, mostPixels: 2 ** 21 },
};

describe("values of a form", () => {
  it("go with the person to another model as far as that one takes them", () => {
    const parameters: ParameterView[] = [
      {
        name: "quality",
        default: "speed",
        control: { kind: "choice", values: ["speed", "quality"] },
      },
      { name: "fps", default: 30, control: { kind: "choice", values: [30, 60] } },
      { name: "with_audio", default: false, control: { kind: "switch" } },
    ];
    const values = { quality: "hd", fps: 60, with_audio: true, style: "anime" };
    expect(fitting(values, parameters)).toEqual({ fps: 60, with_audio: true });
  });

  it("are refused when they are of another type or out of range", () => {
    expect(takes({ kind: "choice", values: [30, 60] }, "30")).toBe(false);
    expect(takes({ kind: "whole", min: 1, max: 4 }, 5)).toBe(false);
    expect(takes({ kind: "whole", min: 1, max: 4 }, 2.5)).toBe(false);
    expect(takes({ kind: "text", longest: 2 }, "猫🐈")).toBe(true);
    expect(takes({ kind: "text", longest: 2 }, "猫猫猫")).toBe(false);
  });
});

describe("a size", () => {
  it("is read from what is sent", () => {
    expect(sidesOf("1024x768")).toEqual([1024, 768]);
    for (const broken of ["1024×768", "x", "1024x", "99999999x1"])
      expect(sidesOf(broken)).toBeNull();
  });

  it("of one's own keeps the rule, and one from the list needs none", () => {
    expect(sizeProblem(cogview, [1000, 1008])).toBe("multiple");
    expect(sizeProblem(cogview, [256, 1024])).toBe("range");
    expect(sizeProblem(cogview, [2048, 2048])).toBe("pixels");
    expect(sizeProblem(cogview, [2048, 1024])).toBeNull();
    expect(sizeProblem({ ...cogview, free: null }, [768, 1344])).toBeNull();
    expect(sizeProblem({ ...cogview, free: null }, [768, 768])).toBe("range");
  });

  it("is mended to the nearest that is allowed", () => {
    for (const typed of [
      [1, 1],
      [1000, 1000],
      [5000, 5000],
      [2048, 2047],
      [0, 99999],
    ] as const) {
      expect(sizeProblem(cogview, nearestSize(cogview, typed))).toBeNull();
    }
    expect(nearestSize(cogview, [1000, 700])).toEqual([1008, 704]);
  });
});
