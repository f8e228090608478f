/**
 * The tree of an answer and its differences as `crates/glim-markdown` sends them. Structural twins of the generated
 * wire types (lib imports nothing); `wire.test.ts` reads what Rust wrote and so keeps both in step.
 */

/** Inline content: a bare string, or a node. */
export type Inline = string | InlineNode;

export type InlineNode =
  | { kind: "strong"; children: Inline[] }
  | { kind: "emphasis"; children: Inline[] }
  | { kind: "strike"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; href?: string; address?: string; title?: string; children: Inline[] }
  | { kind: "image"; source?: string; href?: string; alt: string }
  | { kind: "math"; source: string; display: boolean; closed: boolean }
  | { kind: "citation"; number: number; text: string }
  | { kind: "footnoteMark"; label: string }
  | { kind: "break" };

/** The colour classes of code. */
export type Class =
  | "comment"
  | "keyword"
  | "string"
  | "number"
  | "function"
  | "type"
  | "constant"
  | "variable"
  | "punctuation"
  | "inserted"
  | "deleted";

/** A piece of a line of code: plain, or of a class. */
export type Span = string | [Class, string];
export type Line = Span[];
export type Cell = Inline[];
export type Row = Cell[];
export type Alignment = "none" | "left" | "center" | "right";
export type Alert = "note" | "tip" | "important" | "warning" | "caution";

export interface Item {
  task?: boolean;
  children: Block[];
}

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "heading"; level: number; children: Inline[] }
  | { kind: "code"; language: string; info: string; closed: boolean; lines: Line[] }
  | { kind: "list"; start: number | null; tight: boolean; children: Item[] }
  | { kind: "table"; align: Alignment[]; rows: Row[] }
  | { kind: "quote"; alert: Alert | null; children: Block[] }
  | { kind: "rule" }
  | { kind: "math"; source: string; closed: boolean }
  | { kind: "html"; lines: Line[] }
  | { kind: "footnote"; label: string; children: Block[] };

/** Attributes that change while a node grows. */
export interface Attributes {
  tight?: boolean;
  closed?: boolean;
  task?: boolean;
  alert?: Alert;
}

/** New children; their kind follows from the node they are added to. */
export type Nodes = Block[] | Item[] | Row[] | Cell[] | Line[] | Span[] | Inline[];

/** One edit: append text, set attributes, keep so many children, then add others. */
export interface Edit {
  at: number[];
  keep?: number;
  add?: Nodes;
  text?: string;
  set?: Attributes;
}

export interface Patch {
  edits: Edit[];
}

/** The words that the renderer shows; the host has them in both languages. */
export interface Labels {
  /** On the button of a code block. */
  copyCode: string;
  /** Name of a code block without a language. */
  code: string;
  /** Before the description of a picture that is not shown. */
  image: string;
  /** Name of the notes at the foot. */
  footnotes: string;
  /** Titles of alerts; without them an alert has only its colour. */
  alerts?: Record<Alert, string>;
}
