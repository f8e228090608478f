import { titleOf } from "$state/studio/words";
import { studio } from "../studio.svelte";

/** The name of a model for people. */
export function modelTitle(model: string): string {
  const { forms } = studio.making;
  const form = forms.find((each) => each.model === model);
  return form === undefined ? model : titleOf(form, forms);
}
