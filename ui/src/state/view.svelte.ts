import { formatHash, parseHash, type View } from "$lib/hash";

/** What is open, mirrored in the address (`#/chat/<id>`) so that a reload and "back" find it again. */
class OpenView {
  #current = $state<View>(parseHash(globalThis.location.hash));
  /** Where each place was left, so that coming back finds it again. */
  #left = new Map<View["place"], View>([[this.#current.place, this.#current]]);

  get current(): View {
    return this.#current;
  }

  /** Starts to follow the address; returns how to stop. */
  follow(): () => void {
    const read = (): void => {
      this.#set(parseHash(globalThis.location.hash));
    };
    addEventListener("hashchange", read);
    return () => {
      removeEventListener("hashchange", read);
    };
  }

  /** Opens a view; `replace` leaves no step to go back to. */
  open(next: View, replace = false): void {
    const hash = formatHash(next);
    if (replace) history.replaceState(history.state, "", hash);
    else if (globalThis.location.hash !== hash) history.pushState(null, "", hash);
    this.#set(next);
  }

  /** Opens a place where it was left. */
  openPlace(place: View["place"]): void {
    this.open(this.#left.get(place) ?? parseHash(`#/${place}`));
  }

  /** Opens a section of the settings by its name, as an action's argument gives it. */
  openSettings(section: string): void {
    this.open(parseHash(`#/settings/${section}`));
  }

  #set(next: View): void {
    this.#current = next;
    this.#left.set(next.place, next);
  }
}

/** The view of the window. */
export const view = new OpenView();
