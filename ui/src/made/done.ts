import { toasts } from "$kit/toasts.svelte";
import { describe } from "$state/problem";
import { errorOf } from "$wire/call";

/** Says what went wrong; what is shown stays what is so. */
export function failed(thrown: unknown): void {
  toasts.show(describe(errorOf(thrown)).title, { kind: "danger" });
}

/** Does it; says so when it could not be done. */
export async function done(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    failed(thrown);
    return false;
  }
}
