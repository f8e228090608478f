import { describe, expect, it } from "vitest";
import { slashCommand, slashQuery, withSlash } from "./slash";

describe("a command behind a slash", () => {
  it("is ended by a space, in either language and with either sign", () => {
    expect(slashCommand("/image a cat")).toEqual({ word: "image", rest: "a cat" });
    expect(slashCommand("/IMAGE\na cat")).toEqual({ word: "image", rest: "a cat" });
    expect(slashCommand("/图片 一只猫")).toEqual({ word: "image", rest: "一只猫" });
    expect(slashCommand("、视频 海浪 🌊")).toEqual({ word: "video", rest: "海浪 🌊" });
    expect(slashCommand("／video قارب")).toEqual({ word: "video", rest: "قارب" });
  });

  it("stands at the very beginning and is nothing but the word", () => {
    for (const text of ["/image", "/images are", " /image x", "see /image x", "/img x", "", "/"]) {
      expect(slashCommand(text), text).toBeNull();
    }
  });

  it("is read again as it was kept, whatever stands behind it", () => {
    for (const rest of ["", " ", "a\nb", "/video x", "、"]) {
      expect(slashCommand(withSlash("video", rest))).toEqual({ word: "video", rest });
    }
    expect(withSlash(null, "/etc/hosts")).toBe("/etc/hosts");
  });

  it("is looked for while it is the only word and the caret is at its end", () => {
    expect(slashQuery("/", 1)).toBe("");
    expect(slashQuery("/Im", 3)).toBe("im");
    expect(slashQuery("、图", 2)).toBe("图");
    for (const [text, caret] of [
      ["/im", 1],
      ["a/", 2],
      ["/a b", 4],
      ["/a-very-long-path", 17],
      ["", 0],
    ] as const) {
      expect(slashQuery(text, caret), text).toBeNull();
    }
  });
});
