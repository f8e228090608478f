/** A short message of the place, besides what is worked with. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: "info" | "success" | "danger";
  /** A button, such as "Undo". */
  readonly action: { label: string; run: () => void } | undefined;
}

interface ToastOptions {
  kind?: Toast["kind"];
  action?: Toast["action"];
}

const PLAIN_MS = 4_000;
/** Long enough to read, reach and press; the pointer or the focus on it holds it. */
const WITH_ACTION_MS = 8_000;

let next = 1;

/** What is shown now, oldest first. */
class Toasts {
  all = $state<Toast[]>([]);
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows a message; returns its id for `close`. */
  show(text: string, options: ToastOptions = {}): number {
    const toast: Toast = {
      id: next++,
      text,
      kind: options.kind ?? "info",
      action: options.action,
    };
    // Three at most: more would hide the place.
    for (const old of this.all.slice(0, Math.max(0, this.all.length - 2))) this.close(old.id);
    this.all.push(toast);
    this.release(toast);
    return toast.id;
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Stays while the pointer or the focus is on it. */
  hold(toast: Toast): void {
    clearTimeout(this.#timers.get(toast.id));
  }

  release(toast: Toast): void {
    this.hold(toast);
    const wait = toast.action ? WITH_ACTION_MS : PLAIN_MS;
    this.#timers.set(
      toast.id,
      setTimeout(() => {
        this.close(toast.id);
      }, wait),
    );
  }
}

/** The toasts of the window. */
export const toasts = new Toasts();
