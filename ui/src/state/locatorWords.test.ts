import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import type { Locator } from "$wire/generated/index";
import { locatorWords } from "./locatorWords";

const page = (number: number): Locator => ({ at: "page", page: number, boxes: [] });
const rows = (sheet: string, firstRow: number, lastRow: number): Locator => ({
  at: "cells",
  sheet,
  range: { firstRow, firstColumn: 1, lastRow, lastColumn: 4 },
});

beforeEach(() => {
  setLocale("en");
});

describe("where something stands", () => {
  it("names pages, neighbours as one stretch and each once", () => {
    expect(locatorWords([page(12)])).toBe("page 12");
    expect(locatorWords([page(3), page(2), page(2), page(7)])).toBe("pages 2–3, 7");
    expect(locatorWords([page(1200)])).toBe("page 1,200");
    expect(locatorWords([1, 3, 5, 7, 9].map(page))).toBe("pages 1, 3, 5…");
  });

  it("names rows with their sheet, if the file has several", () => {
    expect(locatorWords([rows("", 3, 8)])).toBe("rows 3–8");
    expect(locatorWords([rows("预算 2026", 3, 3)])).toBe("“预算 2026”, row 3");
    expect(locatorWords([rows("a", 3, 3), rows("b", 9, 9)])).toBe("“a”, row 3");
  });

  it("names slides, lines, paragraphs and chapters", () => {
    expect(locatorWords([{ at: "slide", slide: 4 }])).toBe("slide 4");
    expect(locatorWords([{ at: "lines", first: 10, last: 20 }])).toBe("lines 10–20");
    expect(locatorWords([{ at: "paragraph", first: 1, last: 1 }])).toBe("paragraph 1");
    const chapter = (number: number): Locator => ({
      at: "chapter",
      chapter: number,
      first: 3,
      last: 5,
    });
    expect(locatorWords([chapter(2)])).toBe("chapter 2, paragraphs 3–5");
    expect(locatorWords([chapter(2), chapter(3)])).toBe("chapters 2–3");
  });

  it("names times as a player does", () => {
    expect(locatorWords([{ at: "time", startMs: 65_400, endMs: 72_000 }])).toBe("1:05–1:12");
    expect(locatorWords([{ at: "time", startMs: 3_725_000, endMs: 3_725_400 }])).toBe("1:02:05");
  });

  it("says nothing of what has no place", () => {
    expect(locatorWords([])).toBe("");
  });

  it("speaks Chinese", () => {
    setLocale("zh-CN");
    expect(locatorWords([page(12), page(13)])).toBe("第 12–13 页");
    expect(locatorWords([rows("预算", 3, 8)])).toBe("“预算”，第 3–8 行");
    expect(locatorWords([{ at: "chapter", chapter: 2, first: 3, last: 5 }])).toBe(
      "第 2 章，第 3–5 段",
    );
  });
});
