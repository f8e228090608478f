/** Which line of a list over the message box Enter takes, while the keyboard stays in the box. */
export class Pointing {
  #at = $state(0);

  constructor(private readonly count: () => number) {}

  get active(): number {
    return Math.min(this.#at, this.count() - 1);
  }

  to(index: number): void {
    this.#at = index;
  }

  /** Takes a key that is for the list; false when it is not, or the list is empty. */
  pressed(key: string, { choose, close }: { choose: () => void; close: () => void }): boolean {
    const count = this.count();
    if (count === 0) return false;
    if (key === "ArrowDown") this.#at = (this.active + 1) % count;
    else if (key === "ArrowUp") this.#at = (this.active + count - 1) % count;
    else if (key === "Escape") close();
    else if (key === "Enter" || key === "Tab") choose();
    else return false;
    return true;
  }
}
