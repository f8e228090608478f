/** A part of a passage as it is set; `start` is where it begins in the passage's text, in UTF-16 units. */
export type Part =
  | { kind: "text"; start: number; text: string }
  | { kind: "table"; start: number; header: boolean; rows: Cell[][] }
  | { kind: "code"; start: number; lines: Line[] };

/** A cell of a table. */
export interface Cell {
  readonly start: number;
  readonly text: string;
}

/** A line of code or of a text whose lines are counted. */
export interface Line {
  readonly start: number;
  readonly text: string;
  /** Its number in the file, where that is known. */
  readonly number: number | null;
}

/** Kinds whose tables begin with the names of their columns. */
const WITH_HEADER = new Set(["csv", "spreadsheet"]);
const CODE = new Set(["code", "json", "xml"]);

/**
 * How a passage is set: tables are lines whose cells are parted by tabs (so the reader writes them), code keeps its lines,
 * with their numbers when the place says which they are.
 */
export function shapeOf(text: string, kind: string, firstLine: number | null): Part[] {
  if (CODE.has(kind)) return [{ kind: "code", start: 0, lines: linesOf(text, 0, firstLine) }];
  const parts: Part[] = [];
  for (const run of runs(text)) {
    const lines = linesOf(text.slice(run.start, run.end), run.start, null);
    if (run.table) {
      const rows = lines.map((line) => cellsOf(line));
      parts.push({ kind: "table", start: run.start, header: WITH_HEADER.has(kind), rows });
    } else {
      parts.push(...paragraphs(text, run.start, run.end));
    }
  }
  return parts;
}

interface Run {
  table: boolean;
  start: number;
  end: number;
}

/** Stretches of lines with and without tabs; the line break between two stretches belongs to neither. */
function runs(text: string): Run[] {
  const found: Run[] = [];
  for (const line of linesOf(text, 0, null)) {
    const table = line.text.includes("\t");
    const end = line.start + line.text.length;
    const last = found.at(-1);
    if (last?.table === table) last.end = end;
    else found.push({ table, start: line.start, end });
  }
  return found;
}

function paragraphs(text: string, from: number, to: number): Part[] {
  const parts: Part[] = [];
  let start = from;
  for (const piece of text.slice(from, to).split(/(\n{2,})/u)) {
    if (piece.trim() !== "") parts.push({ kind: "text", start, text: piece });
    start += piece.length;
  }
  return parts;
}

function linesOf(text: string, from: number, first: number | null): Line[] {
  let start = from;
  return text.split("\n").map((line, index) => {
    const made = { start, text: line, number: first === null ? null : first + index };
    start += line.length + 1;
    return made;
  });
}

function cellsOf(line: Line): Cell[] {
  let start = line.start;
  return line.text.split("\t").map((text) => {
    const cell = { start, text };
    start += text.length + 1;
    return cell;
  });
}

/** The parts of some ranges of the passage that lie in a piece of it, counted from the piece's beginning. */
export function rangesIn(
  ranges: readonly (readonly [number, number])[],
  start: number,
  length: number,
): [number, number][] {
  return ranges.flatMap(([first, last]) => {
    const from = Math.max(0, first - start);
    const to = Math.min(length, last - start);
    return to > from ? [[from, to] as [number, number]] : [];
  });
}
