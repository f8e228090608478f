import { expect, test } from "vitest";
import { type Part, rangesIn, shapeOf } from "./shape";

/** The text of a part, joined as the reader wrote it. */
function joined(part: Part): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "code") return part.lines.map((line) => line.text).join("\n");
  return part.rows.map((row) => row.map((cell) => cell.text).join("\t")).join("\n");
}

test("lines with tabs are a table, the words around it are not", () => {
  const text = "销量如下：\ncity\tunits\n上海\t31\nOslo\t7\nThat is all 😀.";
  const parts = shapeOf(text, "docx", null);
  expect(parts.map((part) => part.kind)).toEqual(["text", "table", "text"]);
  for (const part of parts) {
    expect(text.slice(part.start, part.start + joined(part).length)).toBe(joined(part));
  }
  const table = parts[1];
  expect(table?.kind === "table" && table.rows[1]?.[1]).toEqual({ start: 20, text: "31" });
  expect(table?.kind === "table" && table.header).toBe(false);
  expect(shapeOf("a\tb\n1\t2", "csv", null)[0]).toMatchObject({ kind: "table", header: true });
});

test("code keeps its lines and their numbers, tabs or not", () => {
  const [part] = shapeOf("fn main() {\n\tprintln!();\n}", "code", 10);
  expect(part).toMatchObject({
    kind: "code",
    lines: [{ number: 10 }, { number: 11 }, { number: 12 }],
  });
});

test("paragraphs are parted by empty lines and lose no place", () => {
  const text = "one\nstill one\n\n\ntwo";
  const parts = shapeOf(text, "text", null);
  expect(parts).toEqual([
    { kind: "text", start: 0, text: "one\nstill one" },
    { kind: "text", start: 16, text: "two" },
  ]);
  expect(shapeOf("", "text", null)).toEqual([]);
});

test("ranges are cut to the piece they are asked for", () => {
  expect(rangesIn([[5, 10]], 0, 4)).toEqual([]);
  expect(rangesIn([[5, 10]], 4, 3)).toEqual([[1, 3]]);
  expect(
    rangesIn(
      [
        [5, 10],
        [12, 13],
      ],
      7,
      20,
    ),
  ).toEqual([
    [0, 3],
    [5, 6],
  ]);
  expect(rangesIn([], 0, 5)).toEqual([]);
});
