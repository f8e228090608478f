import { describe, expect, it } from "vitest";
import { argumentsOf, formatMessage } from "./message";

const models = "{count, plural, =0 {no model} one {# model} other {# models}}";

describe("messages", () => {
  it("fills in values and leaves a missing one visible", () => {
    expect(formatMessage("你好，{name}！", { name: "王芳 🎉" }, "zh-CN")).toBe("你好，王芳 🎉！");
    expect(formatMessage("Hello {name}", {}, "en")).toBe("Hello {name}");
    expect(formatMessage("مرحبا {name}", { name: "سلمى" }, "en")).toBe("مرحبا سلمى");
  });

  it("never looks for arguments in a value", () => {
    expect(formatMessage("{a}", { a: "{b}", b: "x" }, "en")).toBe("{b}");
  });

  it("chooses the plural of the language", () => {
    expect(formatMessage(models, { count: 0 }, "en")).toBe("no model");
    expect(formatMessage(models, { count: 1 }, "en")).toBe("1 model");
    expect(formatMessage(models, { count: 1234 }, "en")).toBe("1,234 models");
    expect(formatMessage("{count, plural, other {# 个模型}}", { count: 1 }, "zh-CN")).toBe(
      "1 个模型",
    );
  });

  it("chooses by word, with plurals inside", () => {
    const text = "{kind, select, file {{n, plural, one {a file} other {# files}}} other {things}}";
    expect(formatMessage(text, { kind: "file", n: 2 }, "en")).toBe("2 files");
    expect(formatMessage(text, { kind: "?", n: 2 }, "en")).toBe("things");
  });

  it("quotes braces by apostrophes and leaves other apostrophes alone", () => {
    expect(formatMessage("it's '{raw}' isn''t", {}, "en")).toBe("it's {raw} isn't");
  });

  it("names its arguments, also those inside branches", () => {
    expect(argumentsOf("{b} {a, plural, one {{c}} other {#}}")).toEqual(["a", "b", "c"]);
  });

  it("refuses broken messages", () => {
    for (const broken of ["{", "{a", "a}", "{a, plural, one {x}", "{a, number}"]) {
      expect(() => argumentsOf(broken), broken).toThrow(SyntaxError);
    }
  });
});
