import type { Anchor } from "$lib/scroll/range";
import type { ConversationId } from "$wire/generated/index";

const KEY = "glim-chat-places";
/** The oldest are forgotten beyond it. */
const KEPT = 200;

/** Where each conversation was read, until the window is closed: a place is worth a reload, not a disk write. */
export class ScrollPlaces {
  readonly #places = new Map<ConversationId, Anchor>();

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem">) {
    for (const [id, place] of read(storage.getItem(KEY))) this.#places.set(id, place);
  }

  /** Null when it was left at its end. */
  get(id: ConversationId): Anchor | null {
    return this.#places.get(id) ?? null;
  }

  set(id: ConversationId, place: Anchor | null): void {
    this.#places.delete(id);
    if (place !== null) this.#places.set(id, place);
    const oldest = this.#places.keys().next();
    if (this.#places.size > KEPT && oldest.done === false) this.#places.delete(oldest.value);
    this.storage.setItem(KEY, JSON.stringify([...this.#places]));
  }
}

function read(text: string | null): [ConversationId, Anchor][] {
  if (text === null) return [];
  try {
    const places: unknown = JSON.parse(text);
    return Array.isArray(places) ? places.filter(isPlace) : [];
  } catch {
    // Not ours or cut: begin without places.
    return [];
  }
}

function isPlace(value: unknown): value is [ConversationId, Anchor] {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  const place = value[1] as Partial<Anchor> | null;
  return typeof place?.index === "number" && typeof place.offset === "number";
}
