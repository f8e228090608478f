import type { ModelView, PriceView } from "$wire/generated/index";

/** Models of one family, as the picker shows them. */
export interface ModelGroup {
  /** Empty for models that no catalogue knows. */
  readonly family: string;
  readonly models: readonly ModelView[];
}

/** Models whose id or family holds every word of the query; `glm5` finds `glm-5.3`. */
export function matchingModels(models: readonly ModelView[], query: string): ModelView[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  return models.filter((model) => {
    const name = `${model.id} ${model.family}`.toLowerCase();
    const bare = name.replaceAll(/[-._]/gu, "");
    return words.every(
      (word) => name.includes(word) || bare.includes(word.replaceAll(/[-._]/gu, "")),
    );
  });
}

/** By family, in the order the backend gave (current ones first); unknown models last. */
export function groupsOf(models: readonly ModelView[]): ModelGroup[] {
  const groups = new Map<string, ModelView[]>();
  for (const model of models) {
    const group = groups.get(model.family);
    if (group === undefined) groups.set(model.family, [model]);
    else group.push(model);
  }
  const named = [...groups].map(([family, members]) => ({ family, models: members }));
  return [
    ...named.filter((group) => group.family !== ""),
    ...named.filter((group) => group.family === ""),
  ];
}

/** A typed id that no model has: may be asked all the same, the platform knows more than the catalogue. */
export function typedId(models: readonly ModelView[], query: string): string | null {
  const id = query.trim();
  if (id === "" || /\s/u.test(id)) return null;
  return models.some((model) => model.id === id) ? null : id;
}

/** The price to show first: the cheapest tier, which is the one short questions pay. */
export function firstPrice(model: ModelView): PriceView | undefined {
  return [...model.prices].sort((left, right) => (left.input ?? 0) - (right.input ?? 0))[0];
}
