import { studio } from "../studio.svelte";

/** The name of a model for people. */
export function modelTitle(model: string): string {
  return studio.making.forms.find((form) => form.model === model)?.title ?? model;
}
