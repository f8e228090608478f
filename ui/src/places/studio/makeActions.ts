import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { openBoard } from "./boardActions";
import { studio } from "./studio.svelte";

/**
 * Asks for what the form says; true when it is on its way. What is missing is said at its field, and that field gets the
 * keyboard.
 */
export async function make(): Promise<boolean> {
  const asked = await studio.making.ask();
  if (asked) {
    studio.drawer = false;
    studio.jobs.changed();
    void studio.jobs.loadPrompts();
    sayHidden();
    return true;
  }
  const [problem] = studio.making.problems;
  if (problem?.parameter === "prompt") studio.making.focused += 1;
  return false;
}

/** The same by the button beside the prompt: the keyboard goes back to the prompt, where the next one begins. */
export async function makeAndGoOn(): Promise<void> {
  const inDrawer = studio.drawer;
  if ((await make()) && !inDrawer) studio.making.focused += 1;
}

/** What of the gallery was shown when it was last said that it leaves out what is made. */
let said = "";

/** Whoever looks at a part of the gallery would wait for a picture that never comes into view: that is said once. */
function sayHidden(): void {
  const { gallery, board, making } = studio;
  const { text, kind, model, tag, favourite, deleted } = gallery.narrowing;
  const left = [
    board !== null || tag !== null || favourite || deleted,
    kind !== "all" && kind !== making.kind,
    model !== null && model !== making.form?.model,
    !making.prompt.toLowerCase().includes(text.trim().toLowerCase()),
  ].includes(true);
  const shown = JSON.stringify([board, gallery.narrowing]);
  if (!left || shown === said) return;
  said = shown;
  toasts.show(t("studio.hidden"), {
    action: {
      label: t("studio.none.all"),
      run: () => {
        said = "";
        openBoard(null);
        gallery.widen();
      },
    },
  });
}
