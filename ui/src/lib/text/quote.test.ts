import { expect, test } from "vitest";
import { findQuote, findWords } from "./quote";

function quoted(text: string, quote: string): string | null {
  const range = findQuote(text, quote);
  return range === null ? null : text.slice(...range);
}

test("a quote is found across line breaks and in any case", () => {
  expect(quoted("The late\n  payment penalty is 5%.", "the LATE payment")).toBe(
    "The late\n  payment",
  );
  expect(quoted("违约责任由乙\n方承担😀。", "由乙方承担😀")).toBe("由乙\n方承担😀");
  expect(quoted("שלום עולם", "עולם")).toBe("עולם");
});

test("what does not stand there is not found", () => {
  expect(findQuote("违约", "履约")).toBeNull();
  expect(findQuote("anything", " \n ")).toBeNull();
  expect(findQuote("", "a")).toBeNull();
});

test("a text that is only a part of the quote is all of it", () => {
  expect(quoted(" payment penalty ", "late payment penalty is due")).toBe("payment penalty");
});

test("letters that grow when lowered shift nothing", () => {
  expect(quoted("İİ abc", "abc")).toBe("abc");
});

test("words are found within the quote and nowhere else", () => {
  const text = "Penalty first. The penalty is 违约金, a PENALTY.";
  const within = findQuote(text, "The penalty is 违约金, a penalty.");
  expect(within).not.toBeNull();
  const found = findWords(text, ["penalty", "违约", ""], within ?? [0, 0]);
  expect(found.map((range) => text.slice(...range))).toEqual(["penalty", "违约", "PENALTY"]);
  expect(findWords("", ["a"], [0, 0])).toEqual([]);
});
