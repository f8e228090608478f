/** Mathematics: its source while it is typed, typeset by KaTeX once it is closed. KaTeX comes only when needed. */
import type * as Katex from "katex";

/** Longest source that is typeset. */
const LONGEST = 4000;
/** How many typeset pieces are kept for the next time. */
const KEPT = 400;

/** A formula in the page. */
export interface Formula {
  readonly element: HTMLElement;
  /** More of the source. */
  grow(text: string): void;
  /** The closing delimiter has come. */
  close(): void;
}

const typeset = new Map<string, Node[]>();
let loading: Promise<typeof Katex> | undefined;

/** Puts mathematics into an element. */
export function createFormula(
  element: HTMLElement,
  source: string,
  display: boolean,
  closed: boolean,
): Formula {
  let whole = source;
  const close = () => {
    element.dataset["closed"] = "";
    void typesetInto(element, whole, display);
  };
  element.toggleAttribute("data-display", display);
  element.setAttribute("dir", "ltr");
  element.textContent = source;
  element.dataset["source"] = source;
  if (closed) close();
  return {
    element,
    grow(text) {
      whole += text;
      element.textContent = whole;
      element.dataset["source"] = whole;
    },
    close,
  };
}

async function typesetInto(element: HTMLElement, source: string, display: boolean): Promise<void> {
  if (source.length > LONGEST) return;
  const key = `${display ? "D" : "I"}${source}`;
  const kept = typeset.get(key);
  if (kept !== undefined) {
    element.replaceChildren(...kept.map((node) => node.cloneNode(true)));
    return;
  }
  try {
    const katex = await load();
    // It may have changed or left the tree while KaTeX came.
    if (element.textContent !== source) return;
    const box = element.ownerDocument.createElement("span");
    katex.render(source, box, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 200,
      maxSize: 20,
    });
    keep(
      key,
      [...box.childNodes].map((node) => node.cloneNode(true)),
    );
    element.replaceChildren(...box.childNodes);
  } catch {
    // Not TeX, or KaTeX could not be loaded: the source stays, marked.
    element.dataset["failed"] = "";
  }
}

function keep(key: string, nodes: Node[]): void {
  if (typeset.size >= KEPT) {
    for (const oldest of typeset.keys()) {
      typeset.delete(oldest);
      break;
    }
  }
  typeset.set(key, nodes);
}

function load(): Promise<typeof Katex> {
  loading ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(
    ([katex]) => katex.default as unknown as typeof Katex,
    (error: unknown) => {
      // The next piece tries again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
