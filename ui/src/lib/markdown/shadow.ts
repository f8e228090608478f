/** The shadow of the tree: which DOM node stands for which node, and where its children go. */
import type { Formula } from "./math";
import type { Attributes } from "./tree";

/** What the children of a node are. */
export type Holds =
  "blocks" | "items" | "rows" | "cells" | "lines" | "spans" | "inlines" | "nothing";

/** A node of the tree in the DOM. */
export interface Shadow {
  /** The DOM node that stands for it. */
  readonly dom: ChildNode;
  /** Where the DOM nodes of its children go; none for text. A table has two such places. */
  readonly host: Element | null;
  readonly holds: Holds;
  readonly children: Shadow[];
  /** The text that can grow. */
  readonly text?: Text;
  readonly math?: Formula;
  /** Takes over changed attributes. */
  readonly set?: (attributes: Attributes) => void;
  /** Of a table: the place of the rows below the header. */
  readonly body?: Element;
  /** Of a table and its rows: the alignments. */
  readonly align?: readonly string[];
  /** Of a row: it is the header. */
  readonly header?: boolean;
}

/** Adds a child at the end. */
export function append(parent: Shadow, child: Shadow): void {
  const host = parent.children.length > 0 ? (parent.body ?? parent.host) : parent.host;
  host?.append(child.dom);
  parent.children.push(child);
}

/** Removes all children from `keep` on. */
export function truncate(parent: Shadow, keep: number): void {
  while (parent.children.length > keep) parent.children.pop()?.dom.remove();
}
