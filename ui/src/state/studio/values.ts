import type { ControlView, ParameterView } from "$wire/generated/index";

/** What the form is set to, by the names of the parameters; what is not in it is left to the platform. */
export type Values = Readonly<Record<string, unknown>>;

/** Those values that the parameters of another form take as well. */
export function fitting(values: Values, parameters: readonly ParameterView[]): Values {
  const kept = parameters
    .filter(({ name, control }) => name in values && takes(control, values[name]))
    .map(({ name }) => [name, values[name]] as const);
  return Object.fromEntries(kept);
}

/** Whether a control can be set to a value. */
export function takes(control: ControlView, value: unknown): boolean {
  switch (control.kind) {
    case "choice":
      return control.values.some((each) => each === value);
    case "whole":
      return (
        Number.isInteger(value) && Number(value) >= control.min && Number(value) <= control.max
      );
    case "switch":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string" && [...value].length <= (control.longest ?? Infinity);
    case "size":
      return typeof value === "string" && takesSize(control, value);
  }
}

type SizeControl = Extract<ControlView, { kind: "size" }>;

function takesSize(control: SizeControl, value: string): boolean {
  if (control.recommended.includes(value)) return true;
  const sides = sidesOf(value);
  return sides !== null && sizeProblem(control, sides) === null;
}

/** Width and height of `1024x768`. */
export function sidesOf(size: string): [number, number] | null {
  const found = /^(\d{1,5})x(\d{1,5})$/.exec(size);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

/** What is wrong with a size of one's own: `null` when nothing is. */
export function sizeProblem(
  { recommended, free }: SizeControl,
  [width, height]: readonly [number, number],
): "range" | "multiple" | "pixels" | null {
  if (recommended.includes(`${String(width)}x${String(height)}`)) return null;
  if (free === null) return "range";
  const sides = [width, height];
  if (sides.some((side) => side < free.min || side > free.max)) return "range";
  if (sides.some((side) => side % free.multiple !== 0)) return "multiple";
  return width * height > free.mostPixels ? "pixels" : null;
}

/** The nearest size of one's own that is allowed, for what was typed. */
export function nearestSize(
  { free }: SizeControl,
  [width, height]: readonly [number, number],
): [number, number] {
  if (free === null) return [width, height];
  const { min, max, multiple, mostPixels } = free;
  const first = Math.ceil(min / multiple) * multiple;
  const last = Math.floor(max / multiple) * multiple;
  const near = (side: number): number =>
    Math.min(last, Math.max(first, Math.round(side / multiple) * multiple));
  const fitted: [number, number] = [near(width), near(height)];
  while (fitted[0] * fitted[1] > mostPixels && Math.max(...fitted) > first) {
    const longer = fitted[0] >= fitted[1] ? 0 : 1;
    fitted[longer] -= multiple;
  }
  return fitted;
}
