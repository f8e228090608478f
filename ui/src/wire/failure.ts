import type { UiError } from "./generated/index";

/** Makes a `UiError` of whatever a host threw; what is not one already is a fault of the bridge: `internal`. */
export function asUiError(thrown: unknown, command: string): UiError {
  if (isUiError(thrown)) return { ...thrown, params: thrown.params ?? {} };
  return {
    code: "internal",
    params: { command, detail: thrown instanceof Error ? thrown.message : String(thrown) },
  };
}

function isUiError(
  thrown: unknown,
): thrown is Omit<UiError, "params"> & Partial<Pick<UiError, "params">> {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    typeof thrown.code === "string"
  );
}
