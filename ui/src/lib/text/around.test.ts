import { describe, expect, it } from "vitest";
import { around } from "./around";

describe("the words that matter in a text", () => {
  it("stand between what is before and after them", () => {
    expect(around("The harbour is 14 m deep. It is calm.", "14 m deep")).toEqual({
      before: "The harbour is ",
      words: "14 m deep",
      after: ". It is calm.",
    });
  });

  it("are near the beginning, however long the text before them is", () => {
    const { before, words } = around(`${"word ".repeat(200)}here.`, "here");
    expect(words).toBe("here");
    expect(before.length).toBeLessThan(130);
    expect(before.startsWith("…word ")).toBe(true);
  });

  it("cut Chinese behind a sign, and never a character in half", () => {
    const { before } = around(`${"港口很深，".repeat(60)}水深十四米`, "水深十四米");
    expect(before.startsWith("…港口很深，")).toBe(true);
    const emoji = around(`${"👍🏽".repeat(100)}x`, "x").before;
    expect(encodeURIComponent(emoji)).not.toBe("");
  });

  it("are none when they are not in it", () => {
    expect(around("text", "other")).toEqual({ before: "", words: "", after: "text" });
    expect(around("text", "")).toEqual({ before: "", words: "", after: "text" });
  });
});
