import { formatMoney, formatNumber } from "$i18n/format";
import { isKey, t, type Key } from "$i18n/t.svelte";
import type { FormProblem, FormView, InputRole, ModeView, Money } from "$wire/generated/index";

/** The name of a model: where several go by one name, with what each is asked for. */
export function titleOf(form: FormView, all: readonly FormView[]): string {
  const [mode] = form.modes;
  const alone = all.every((each) => each === form || each.title !== form.title);
  return alone || mode === undefined ? form.title : `${form.title} · ${modeName(mode.mode)}`;
}

/** The name of a way to ask a model. */
export function modeName(mode: string): string {
  return worded(`studio.mode.${mode}`) ?? mode;
}

/** The name of a parameter; one that we have no word for keeps the platform's. */
export function parameterName(name: string): string {
  return worded(`studio.param.${name}`) ?? name.replaceAll("_", " ");
}

/** One line more about a parameter, where the name does not say enough. */
export function parameterHint(name: string): string | undefined {
  return worded(`studio.param.${name}.hint`);
}

/** The name of a value that can be chosen. */
export function valueName(parameter: string, value: unknown): string {
  const plain = typeof value === "string" ? value : JSON.stringify(value);
  if (parameter === "size") return plain.replace("x", " × ");
  const own = worded(`studio.value.${parameter}.${plain}`);
  if (own !== undefined) return own;
  const unit = `studio.unit.${parameter}`;
  return isKey(unit) && typeof value === "number" ? t(unit, { value: formatNumber(value) }) : plain;
}

/** The name of a kind of file, such as `PNG` for `image/png`. */
export function typeName(mediaType: string): string {
  const name = mediaType.split("/")[1] ?? mediaType;
  return name.replace(/^x-|\+xml$/g, "").toUpperCase();
}

/** What a picture is for. */
export function roleName(role: InputRole): string {
  return t(`studio.role.${role}`);
}

/** What is wrong with the form; a code that a newer backend may send says which field it is about. */
export function problemWords(problem: FormProblem): string {
  const key = `studio.problem.${problem.code}`;
  const values = { ...problem.params, parameter: fieldName(problem.parameter) };
  return isKey(key) ? t(key, values) : t("studio.problem.other", values);
}

/** What one result costs. */
export function priceOf(price: Money | null): string {
  if (price === null) return t("studio.price.unknown");
  return price.amount === 0
    ? t("studio.price.free")
    : t("studio.price.each", { price: formatMoney(price.amount, price.currency) });
}

/** What the ways of a model cost at least. */
export function leastPrice(modes: readonly ModeView[]): Money | null {
  const known = modes.flatMap(({ price }) => (price === null ? [] : [price]));
  return known.reduce<Money | null>(
    (least, price) => (least === null || price.amount < least.amount ? price : least),
    null,
  );
}

function fieldName(parameter: string): string {
  return worded(`studio.field.${parameter}`) ?? parameterName(parameter);
}

function worded(key: string): string | undefined {
  return isKey(key) ? t(key satisfies Key) : undefined;
}
