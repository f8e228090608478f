import { beforeEach, expect, test } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import { cellsName, placeWords } from "./placeWords";

beforeEach(() => setLocale("en"));

const page = (number: number) => ({ at: "page" as const, page: number, boxes: [] });

test("places are named in the words of both languages", () => {
  expect(placeWords([page(3)])).toBe("page 3");
  expect(placeWords([page(3), page(4)])).toBe("pages 3–4");
  expect(placeWords([{ at: "lines", first: 7, last: 7 }])).toBe("line 7");
  expect(placeWords([{ at: "time", startMs: 62_000, endMs: 3_723_000 }])).toBe("1:02–1:02:03");
  setLocale("zh-CN");
  expect(placeWords([page(3), page(5)])).toBe("第 3–5 页");
  expect(placeWords([{ at: "slide", slide: 2 }])).toBe("第 2 张幻灯片");
  expect(placeWords([])).toBe("");
});

test("cells are named as spreadsheets name them", () => {
  const range = { firstRow: 2, firstColumn: 1, lastRow: 5, lastColumn: 28 };
  expect(cellsName(range)).toBe("A2:AB5");
  expect(placeWords([{ at: "cells", sheet: "表 1", range }])).toBe("表 1!A2:AB5");
  expect(placeWords([{ at: "cells", sheet: "", range }])).toBe("rows 2–5");
  expect(cellsName({ firstRow: 1, firstColumn: 26, lastRow: 1, lastColumn: 26 })).toBe("Z1");
});
