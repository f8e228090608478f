import { expect, it } from "vitest";
import { meanColour } from "./thumbhash";

function header(light: number, yellowBlue: number, redGreen: number): string {
  const bits = light | (yellowBlue << 6) | (redGreen << 12);
  return btoa(String.fromCharCode(bits & 255, (bits >> 8) & 255, (bits >> 16) & 255));
}

it("tells the mean colour of a picture", () => {
  expect(meanColour(header(63, 31, 31))).toMatch(/^rgb\(25\d 25\d 255\)$/);
  expect(meanColour(header(0, 32, 32))).toMatch(/^rgb\(\d \d 0\)$/);
  const [red = 0, green = 0, blue = 0] =
    (meanColour(header(21, 42, 63)) ?? "").match(/\d+/g)?.map(Number) ?? [];
  expect(red).toBeGreaterThan(200);
  expect(green + blue).toBeLessThan(100);
});

it("knows that a broken hash has none", () => {
  for (const broken of ["", "not base64!", "AA=="]) expect(meanColour(broken)).toBeNull();
});
