import { describe, expect, it } from "vitest";
import type { ArtifactView } from "$wire/generated/index";
import { fileName } from "./dragging";

const named = (part: Partial<ArtifactView>): string =>
  fileName({
    name: null,
    prompt: "",
    file: "3cd3e72738bce47b2925",
    mediaType: "image/png",
    ...part,
  } as ArtifactView);

describe("the name of a picture that is dragged out", () => {
  it("is what its prompt begins with", () => {
    expect(named({ prompt: "清晨的纸船 🚣\n水彩" })).toBe("清晨的纸船 🚣 水彩.png");
    expect(named({ prompt: "猫".repeat(300) })).toBe(`${"猫".repeat(60)}.png`);
  });

  it("has nothing that no system allows, and no colon that would end it", () => {
    expect(named({ prompt: "a/b\\c: d*? ../x" })).toBe("a b c d x.png");
    expect(named({ name: "../圆点: 1.png" })).toBe(".. 圆点 1.png");
  });

  it("is that of the file when there are no words", () => {
    expect(named({})).toBe("3cd3e72738bc.png");
    expect(named({ prompt: " ??? " })).toBe("3cd3e72738bc.png");
    expect(named({ name: "///", mediaType: "image/jpeg" })).toBe("3cd3e72738bc.jpg");
  });
});
