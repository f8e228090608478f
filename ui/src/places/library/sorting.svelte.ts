import type { SortedBy } from "$wire/generated/index";

/** What the list can be ordered by, as the menu offers it. */
export const SORTS = ["added", "name", "bytes", "stage"] as const satisfies readonly SortedBy[];

/** An order of the list. */
export interface Order {
  readonly by: SortedBy;
  /** The other way round than is usual for it. */
  readonly reversed: boolean;
}

const KEY = "library.sorting";
const USUAL: Order = { by: "added", reversed: false };

/** How the list of sources is ordered; a matter of this window, so it is kept with the page and not with the data. */
export class Sorting {
  #order = $state.raw(kept());

  get by(): SortedBy {
    return this.#order.by;
  }

  get reversed(): boolean {
    return this.#order.reversed;
  }

  choose(order: Order): void {
    this.#order = order;
    localStorage.setItem(KEY, JSON.stringify(order));
  }
}

/** What was kept by this version or another, or by nobody. */
function kept(): Order {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof found !== "object" || found === null) return USUAL;
    const by = SORTS.find((each) => "by" in found && each === found.by);
    if (by === undefined) return USUAL;
    return { by, reversed: "reversed" in found && found.reversed === true };
  } catch {
    // It is no JSON: somebody else wrote it.
    return USUAL;
  }
}
