import { describe, expect, it } from "vitest";
import { bestScore, fuzzyScore } from "./fuzzy";
import { pinyinInitials } from "./pinyin";

describe("the search of the palette", () => {
  it("finds a part, the letters of words, and nothing that is not there", () => {
    expect(fuzzyScore("chat", "New chat")).toBeGreaterThan(0);
    expect(fuzzyScore("nc", "New chat")).toBeGreaterThan(0);
    expect(fuzzyScore("xyz", "New chat")).toBe(0);
    expect(fuzzyScore("ewat", "New chat"), "letters inside words do not count").toBe(0);
  });

  it("prefers the beginning, then a word, then the middle", () => {
    const start = fuzzyScore("chat", "Chat with files");
    const word = fuzzyScore("chat", "New chat window");
    const middle = fuzzyScore("hat", "New chat window");
    expect(start).toBeGreaterThan(word);
    expect(word).toBeGreaterThan(middle);
  });

  it("finds Chinese by a part and by the initials of its pinyin", () => {
    expect(fuzzyScore("对话", "新建对话")).toBeGreaterThan(0);
    expect(fuzzyScore("xjdh", "新建对话")).toBeGreaterThan(0);
    expect(fuzzyScore("dh", "新建对话")).toBeGreaterThan(0);
    expect(fuzzyScore("新话", "新建对话"), "characters may be spread").toBeGreaterThan(0);
    expect(fuzzyScore("设置", "新建对话")).toBe(0);
  });

  it("folds case, accents and full-width letters", () => {
    expect(fuzzyScore("CAFE", "café")).toBeGreaterThan(0);
    expect(fuzzyScore("ｇｌｍ", "GLM-5")).toBeGreaterThan(0);
  });

  it("takes everything for an empty query and the best of several names", () => {
    expect(fuzzyScore("", "anything")).toBe(1);
    expect(bestScore("settings", ["设置", "Settings"])).toBeGreaterThan(100);
  });

  it("bears emoji and right-to-left text", () => {
    expect(fuzzyScore("🎉", "party 🎉")).toBeGreaterThan(0);
    expect(fuzzyScore("שלום", "שלום עולם")).toBeGreaterThan(0);
  });
});

describe("pinyin initials", () => {
  it("reads common characters of every letter", () => {
    expect(pinyinInitials("北京上海广州深圳")).toBe("bjshgzsz");
    expect(pinyinInitials("设置外观网络数据平台密钥")).toBe("szwgwlsjptmy");
    expect(pinyinInitials("GLM 模型")).toBe("glm mx");
  });
});
