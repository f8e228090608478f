import { ask, begin, ended } from "./chat.ts";
import { expect, test } from "./glim.ts";

/** Where the lines of code stand that are seen now: the text itself, not the box around it. */
function linesOfCode(): { top: number; bottom: number; left: number; right: number }[] {
  const thread = document.querySelector("#chat-thread")?.getBoundingClientRect();
  return [...document.querySelectorAll("[data-code] .line, article p, article li")].flatMap(
    (line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      return [...range.getClientRects()]
        .map((box) => ({
          top: box.top,
          bottom: Math.min(box.bottom, thread?.bottom ?? 0),
          left: box.left,
          right: box.right,
        }))
        .filter((box) => box.bottom > box.top && box.right > box.left);
    },
  );
}

for (const [width, height] of [
  [1280, 800],
  [900, 600],
  [640, 600],
] as const) {
  test(`the way to the end lies over no line: ${String(width)}`, async ({ glim, page }) => {
    await page.setViewportSize({ width, height });
    await begin(glim, 4_000);
    await ask(page, "Show me every kind of formatting [[format:code]] [[length:900]]");
    await ended(page);
    const thread = page.locator("#chat-thread");
    const button = page.getByRole("button", { name: "To the end" });
    await thread.hover();
    await page.mouse.wheel(0, -300);
    await expect(button).toBeVisible();
    let seen = 0;
    for (let step = 0; step < 24; step++) {
      const way = await button.boundingBox();
      if (way === null) throw new Error("the button is not shown");
      const lines = await page.evaluate(linesOfCode);
      seen += lines.length;
      const under = lines.filter(
        (line) =>
          line.bottom > way.y &&
          line.top < way.y + way.height &&
          line.right > way.x &&
          line.left < way.x + way.width,
      );
      expect(under, `after ${String(step)} steps`).toEqual([]);
      expect(way.x + way.width, "it is whole").toBeLessThanOrEqual(width);
      await page.mouse.wheel(0, -37);
    }
    expect(seen, "there was something to lie over").toBeGreaterThan(100);
    await glim.picture(`chat-to-end-${String(width)}`);
    await button.click();
    await expect(button).toHaveCount(0);
    await thread.hover();
    await page.mouse.wheel(0, -300);
    await expect(button, "it comes and goes without a flicker").toBeVisible();
  });
}
