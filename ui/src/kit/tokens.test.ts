import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/kit/tokens.css", "utf8");

type Colour = [lightness: number, chroma: number, hue: number];

/** The colours of a theme by name. */
function coloursOf(selector: string): Map<string, Colour> {
  const block = css.slice(css.lastIndexOf(selector)).split("}")[0] ?? "";
  const found = new Map<string, Colour>();
  const line = /--([a-z-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g;
  for (const [, name, l, c, h] of block.matchAll(line)) {
    found.set(String(name), [Number(l), Number(c), Number(h)]);
  }
  // Greys may leave the hue at 0.
  return found;
}

/** Relative luminance of WCAG 2, by way of OKLab and linear sRGB (clipped to the gamut). */
function luminance([lightness, chroma, hue]: Colour): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const GROUNDS = ["surface", "surface-sunken", "surface-raised"];
const HOVER = [...GROUNDS, "surface-hover"];
const SELECTED = [...HOVER, "surface-selected", "surface-pressed"];
const TEXTS: [text: string, grounds: string[], ratio: number][] = [
  ["text", [...SELECTED, "danger-soft", "success-soft", "warning-soft", "accent-soft", "mark"], 7],
  ["text-muted", [...SELECTED, "danger-soft", "success-soft", "warning-soft", "accent-soft"], 4.5],
  ["text-faint", HOVER, 4.5],
  ["accent-text", [...SELECTED, "accent-soft"], 4.5],
  ["danger-text", [...HOVER, "danger-soft"], 4.5],
  ["success-text", [...GROUNDS, "success-soft"], 4.5],
  ["warning-text", [...GROUNDS, "warning-soft"], 4.5],
  ["on-accent", ["accent", "accent-hover", "accent-pressed"], 4.5],
  ["on-danger", ["danger", "danger-hover"], 4.5],
  ["focus", [...SELECTED], 3],
  ["border-strong", GROUNDS, 3],
  ["surface", ["text"], 4.5],
];

describe.each(["light", "dark"])("the %s theme", (theme) => {
  const colours = coloursOf(`[data-theme="${theme}"] {`);
  const of = (name: string): Colour => {
    const colour = colours.get(name);
    if (colour === undefined) throw new Error(`no colour --${name} in ${theme}`);
    return colour;
  };

  it.each(TEXTS)("--%s can be read", (text, grounds, ratio) => {
    for (const ground of grounds) {
      expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(ratio);
    }
  });

  it("has readable colours of code", () => {
    const code = [...colours.keys()].filter((name) => name.startsWith("code-"));
    expect(code).toHaveLength(11);
    for (const name of code) {
      for (const ground of GROUNDS) {
        const ratio = contrast(of(name), of(ground));
        expect(ratio, `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
