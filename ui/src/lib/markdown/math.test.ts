import { beforeAll, expect, it, vi } from "vitest";
import { createFormula } from "./math";

// KaTeX refuses pages without a doctype, and happy-dom has none.
beforeAll(() => {
  Object.defineProperty(document, "compatMode", { value: "CSS1Compat" });
});

const box = () => document.createElement("span");

it(
  "typesets a closed formula, and the same one at once the next time",
  { timeout: 20_000 },
  async () => {
    const first = box();
    createFormula(first, "x^2", false, true);
    await vi.waitFor(() => expect(first.querySelector(".katex")).not.toBeNull(), 10_000);
    const second = box();
    createFormula(second, "x^2", false, true);
    expect(second.querySelector(".katex")).not.toBeNull();
  },
);

it("shows the source while it is open, and of what is no TeX", { timeout: 20_000 }, async () => {
  const open = box();
  const formula = createFormula(open, "\\frac{a", false, false);
  formula.grow("}");
  expect(open.textContent).toBe("\\frac{a}");
  formula.close();
  await vi.waitFor(() => expect(open.dataset["failed"]).toBe(""), 10_000);
  expect(open.textContent).toBe("\\frac{a}");
});

it("makes no link, whatever the source says", { timeout: 20_000 }, async () => {
  const formula = box();
  createFormula(formula, "\\href{javascript:alert(1)}{x} + \\alpha", false, true);
  await vi.waitFor(
    () => expect(formula.dataset["failed"] ?? formula.querySelector(".katex")).toBeTruthy(),
    10_000,
  );
  expect(formula.querySelector("a")).toBeNull();
});
