import { studio } from "./studio.svelte";

/** Asks for what the form says. What is missing is said at its field, and that field gets the keyboard. */
export async function make(): Promise<void> {
  const asked = await studio.making.ask();
  if (asked) {
    studio.drawer = false;
    studio.jobs.changed();
    void studio.jobs.loadPrompts();
    return;
  }
  const [problem] = studio.making.problems;
  if (problem?.parameter === "prompt") studio.making.focused += 1;
}
