const KEY = "glim-chat-list-width";
/** In rem, so that the list grows with the text. */
export const LIST_WIDTH = { min: 12, max: 26, start: 16, step: 1 } as const;

/** How the place is divided; a matter of this window, so it is kept with the page and not with the data. */
class Panes {
  #list = $state(read());

  /** Width of the list in rem. */
  get list(): number {
    return this.#list;
  }

  set list(width: number) {
    this.#list = within(width);
    localStorage.setItem(KEY, String(this.#list));
  }
}

function within(width: number): number {
  return Math.min(LIST_WIDTH.max, Math.max(LIST_WIDTH.min, width));
}

function read(): number {
  const kept = Number(localStorage.getItem(KEY));
  return Number.isFinite(kept) && kept > 0 ? within(kept) : LIST_WIDTH.start;
}

/** The panes of the Chat place. */
export const panes = new Panes();
