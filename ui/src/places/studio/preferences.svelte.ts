const KEY = "glim-studio-stamped";

/** How the person likes the studio; a matter of this window, so it is kept with the page. */
class Preferences {
  #stamped = $state(localStorage.getItem(KEY) !== "no");

  /** Prompt, model and parameters are written into files that are saved. */
  get stamped(): boolean {
    return this.#stamped;
  }

  set stamped(stamped: boolean) {
    this.#stamped = stamped;
    localStorage.setItem(KEY, stamped ? "yes" : "no");
  }
}

/** The preferences of the studio. */
export const preferences = new Preferences();
