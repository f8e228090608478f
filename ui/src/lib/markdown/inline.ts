/** From inline nodes to DOM nodes. Addresses are checked once more: this is the last door before the page. */
import { citation } from "./citation";
import { createFormula } from "./math";
import { addAll, element, words, type Context } from "./render";
import type { Shadow } from "./shadow";
import type { Inline, InlineNode } from "./tree";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

/** Makes an inline node. */
export function inline(context: Context, node: Inline): Shadow {
  if (typeof node === "string") return words(context, node);
  switch (node.kind) {
    case "strong":
      return wrapped(context, element(context, "strong"), node.children);
    case "emphasis":
      return wrapped(context, element(context, "em"), node.children);
    case "strike":
      return wrapped(context, element(context, "del"), node.children);
    case "code": {
      const made = element(context, "code", "inline");
      const text = context.document.createTextNode(node.text);
      made.append(text);
      return { dom: made, host: made, holds: "nothing", children: [], text };
    }
    case "link":
      return link(context, node);
    case "image":
      return image(context, node);
    case "math": {
      const made = element(context, "span", "math");
      const math = createFormula(made, node.source, node.display, node.closed);
      return { dom: made, host: made, holds: "nothing", children: [], math };
    }
    case "citation":
      return plain(citation(context, node));
    case "footnoteMark": {
      const made = element(context, "sup", "footnote-mark");
      made.dataset["footnote"] = node.label;
      made.textContent = node.label;
      return plain(made);
    }
    case "break":
      return plain(element(context, "br"));
  }
}

function plain(dom: Element): Shadow {
  return { dom, host: dom, holds: "nothing", children: [] };
}

function wrapped(context: Context, dom: Element, nodes: Inline[], host = dom): Shadow {
  const shadow: Shadow = { dom, host, holds: "inlines", children: [] };
  addAll(context, shadow, nodes);
  return shadow;
}

/** The address if it may be opened. */
function allowed(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  try {
    return SCHEMES.has(new URL(address).protocol) ? address : undefined;
  } catch {
    // Not an address: it is shown as text.
    return undefined;
  }
}

function anchor(context: Context, address: string, className?: string): HTMLAnchorElement {
  const made = element(context, "a", className);
  made.setAttribute("href", address);
  made.setAttribute("rel", "noopener noreferrer");
  made.dataset["href"] = address;
  return made;
}

function link(context: Context, node: Extract<InlineNode, { kind: "link" }>): Shadow {
  const href = allowed(node.href);
  if (href !== undefined) {
    const made = anchor(context, href);
    made.title = node.title ?? href;
    return wrapped(context, made, node.children);
  }
  // Not to be opened: the words, and behind them where they would lead.
  const made = element(context, "span", "blocked");
  const host = element(context, "span");
  const address = element(context, "span", "address");
  address.textContent = ` (${node.address ?? node.href ?? ""})`;
  made.append(host, address);
  return wrapped(context, made, node.children, host);
}

/** A picture inside the text is shown; one on the net is only named, and opened by the person. */
function image(context: Context, node: Extract<InlineNode, { kind: "image" }>): Shadow {
  if (node.source !== undefined && PICTURE.test(node.source)) {
    const made = element(context, "img");
    made.alt = node.alt;
    made.decoding = "async";
    made.src = node.source;
    return plain(made);
  }
  const href = allowed(node.href);
  const made =
    href === undefined ? element(context, "span", "image") : anchor(context, href, "image");
  const { image: word } = context.labels;
  made.textContent = node.alt === "" ? word : `${word}: ${node.alt}`;
  return plain(made);
}
