import { describe, expect, it } from "vitest";
import { markedPieces } from "./marked";

describe("marked pieces", () => {
  it("cuts Chinese and emoji by UTF-16 units", () => {
    expect(markedPieces("😀合同违约金", [[4, 6]])).toEqual([
      { text: "😀合同", hit: false },
      { text: "违约", hit: true },
      { text: "金", hit: false },
    ]);
  });

  it("no range gives the text as it is", () => {
    expect(markedPieces("مرحبا", [])).toEqual([{ text: "مرحبا", hit: false }]);
    expect(markedPieces("", [])).toEqual([]);
  });

  it("overlapping, unordered and outlying ranges lose no letter", () => {
    const pieces = markedPieces("abcdef", [
      [4, 99],
      [1, 3],
      [2, 4],
      [-3, 0],
    ]);
    expect(pieces.map((piece) => piece.text).join("")).toBe("abcdef");
    expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual([
      "bc",
      "d",
      "ef",
    ]);
  });
});
