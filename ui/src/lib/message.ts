/**
 * The part of ICU MessageFormat that the words of Glim use: `{name}`, `{count, plural, one {…} other {…}}`
 * (with `#` and `=0`) and `{kind, select, a {…} other {…}}`, nested. An apostrophe quotes only before a brace.
 */
export type Values = Record<string, string | number>;

type Part =
  | string
  | { argument: string }
  | { hash: true }
  | { argument: string; kind: "plural" | "select"; branches: Map<string, Part[]> };

const parsed = new Map<string, Part[]>();

/** The message with its values, in the rules of `locale`. A value that is missing stays visible as `{name}`. */
export function formatMessage(message: string, values: Values, locale: string): string {
  if (!message.includes("{") && !message.includes("'")) return message;
  let parts = parsed.get(message);
  if (parts === undefined) {
    parts = parseMessage(message);
    parsed.set(message, parts);
  }
  return render(parts, values, locale, undefined);
}

/** The names of all arguments of a message, sorted: for the test that both languages ask for the same. */
export function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (parts: Part[]): void => {
    for (const part of parts) {
      if (typeof part === "string" || !("argument" in part)) continue;
      names.add(part.argument);
      if ("branches" in part) for (const branch of part.branches.values()) visit(branch);
    }
  };
  visit(parseMessage(message));
  return [...names].sort();
}

function render(parts: Part[], values: Values, locale: string, count: number | undefined): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if ("hash" in part) return count === undefined ? "#" : number(count, locale);
      const value = values[part.argument];
      if (value === undefined) return `{${part.argument}}`;
      if (!("branches" in part)) return typeof value === "number" ? number(value, locale) : value;
      const branch = choose(part.kind, part.branches, value, locale);
      return render(branch, values, locale, typeof value === "number" ? value : count);
    })
    .join("");
}

function choose(
  kind: "plural" | "select",
  branches: Map<string, Part[]>,
  value: string | number,
  locale: string,
): Part[] {
  const exact = branches.get(kind === "plural" ? `=${value}` : String(value));
  if (exact !== undefined) return exact;
  const category = kind === "plural" ? pluralsOf(locale).select(Number(value)) : "other";
  return branches.get(category) ?? branches.get("other") ?? [];
}

const number = (value: number, locale: string): string => numbersOf(locale).format(value);

// Making one reads the tables of its language; an answer's line of numbers asks for five.
const pluralsOf = once((locale) => new Intl.PluralRules(locale));
const numbersOf = once((locale) => new Intl.NumberFormat(locale));

function once<Made>(make: (locale: string) => Made): (locale: string) => Made {
  const made = new Map<string, Made>();
  return (locale) => {
    const kept = made.get(locale);
    if (kept !== undefined) return kept;
    const fresh = make(locale);
    made.set(locale, fresh);
    return fresh;
  };
}

/** Throws a `SyntaxError` that names the place when braces do not match. */
function parseMessage(message: string): Part[] {
  const reader = new Reader(message);
  const parts = reader.parts(false);
  if (!reader.atEnd) throw new SyntaxError(`unmatched } in message: ${message}`);
  return parts;
}

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  parts(inPlural: boolean): Part[] {
    const found: Part[] = [];
    let plain = "";
    const flush = (): void => {
      if (plain !== "") found.push(plain);
      plain = "";
    };
    while (!this.atEnd && this.#peek() !== "}") {
      const character = this.#take();
      if (character === "'") plain += this.#quoted();
      else if (character === "{") {
        flush();
        found.push(this.#argument());
      } else if (character === "#" && inPlural) {
        flush();
        found.push({ hash: true });
      } else plain += character;
    }
    flush();
    return found;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(): string {
    return this.#text.charAt(this.#at++);
  }

  #quoted(): string {
    if (this.#peek() === "'") return this.#take();
    if (this.#peek() !== "{" && this.#peek() !== "}") return "'";
    const end = this.#text.indexOf("'", this.#at);
    const until = end === -1 ? this.#text.length : end;
    const literal = this.#text.slice(this.#at, until);
    this.#at = until + 1;
    return literal;
  }

  #argument(): Part {
    const argument = this.#until(/[,}]/).trim();
    if (this.#take() === "}") return { argument };
    const kind = this.#until(/,/).trim();
    this.#take();
    if (kind !== "plural" && kind !== "select") this.#fail(`unknown kind ${kind}`);
    const branches = new Map<string, Part[]>();
    for (;;) {
      const name = this.#until(/[{}]/).trim();
      if (this.#take() !== "{") return { argument, kind, branches };
      branches.set(name, this.parts(kind === "plural"));
      if (this.#take() !== "}") this.#fail("missing }");
    }
  }

  #until(stop: RegExp): string {
    const start = this.#at;
    while (!this.atEnd && !stop.test(this.#peek())) this.#at++;
    if (this.atEnd) this.#fail("missing }");
    return this.#text.slice(start, this.#at);
  }

  #fail(why: string): never {
    throw new SyntaxError(`${why} at ${this.#at} in message: ${this.#text}`);
  }
}
