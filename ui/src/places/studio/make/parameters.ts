import type { ParameterView } from "$wire/generated/index";

/** What few people ever set: behind a line that opens. */
const RARE = ["user_id", "request_id", "sensitive_word_check", "off_peak", "watermark_enabled"];

/** Those that the form shows at once. */
export function shownParameters(parameters: readonly ParameterView[]): ParameterView[] {
  return parameters.filter((each) => !RARE.includes(each.name) && isChoice(each));
}

/** The rest. */
export function rareParameters(parameters: readonly ParameterView[]): ParameterView[] {
  return parameters.filter((each) => RARE.includes(each.name) && isChoice(each));
}

/** A list of one value is no choice: it is sent by itself, and the full view tells it. */
function isChoice({ control, default: usual }: ParameterView): boolean {
  switch (control.kind) {
    case "choice":
      return control.values.length > 1 || usual === null;
    case "size":
      return control.recommended.length > 1 || control.free !== null;
    default:
      return true;
  }
}
