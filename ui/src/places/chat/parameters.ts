import type { ModelView, Parameters } from "$wire/generated/index";

/** Nothing chosen: the platform decides. */
export const NO_PARAMETERS: Parameters = {
  thinking: null,
  effort: null,
  temperature: null,
  topP: null,
  maxTokens: null,
  systemPrompt: null,
  knowledge: null,
};

/** What the platform documents for each number. */
export const BOUNDS = {
  temperature: { min: 0, max: 1, step: 0.01 },
  topP: { min: 0.01, max: 1, step: 0.01 },
  maxTokens: { min: 1, max: 131_072, step: 1 },
} as const;

export type NumberName = keyof typeof BOUNDS;

/** The bounds of a number for a model; an unknown model takes what the platform documents for all. */
export function boundsOf(
  name: NumberName,
  model: ModelView | undefined,
): { min: number; max: number; step: number } {
  const bounds = BOUNDS[name];
  if (name !== "maxTokens" || model?.maxOutputTokens == null) return bounds;
  return { ...bounds, max: model.maxOutputTokens };
}

/** Whether the platform would take this number. */
export function isInBounds(
  name: NumberName,
  value: number | null,
  model: ModelView | undefined,
): boolean {
  if (value === null) return true;
  const { min, max } = boundsOf(name, model);
  if (!Number.isFinite(value) || value < min || value > max) return false;
  return name !== "maxTokens" || Number.isInteger(value);
}

/** How many of the parameters were chosen by the person; what is asked about is no parameter of the model. */
export function chosenCount(parameters: Parameters): number {
  const values = Object.values({ ...parameters, knowledge: null });
  return values.filter((value) => value !== null && value !== "").length;
}

/**
 * What is sent to a model: what it does not understand is left out, since the platform refuses some of it (thinking
 * switched off on a model that always thinks, an effort that the model does not have).
 */
export function fittingTo(parameters: Parameters, model: ModelView | undefined): Parameters {
  if (model === undefined) return parameters;
  const thinking = model.thinking === "optional" ? parameters.thinking : null;
  const effort =
    parameters.effort !== null && model.efforts.includes(parameters.effort)
      ? parameters.effort
      : null;
  return { ...parameters, thinking, effort };
}
