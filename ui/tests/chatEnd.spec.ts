import { ask, begin, ended } from "./chat.ts";
import { expect, test } from "./glim.ts";

for (const [width, height] of [
  [1280, 800],
  [900, 600],
] as const) {
  test(`the way to the end lies over no line: ${String(width)}`, async ({ glim, page }) => {
    await page.setViewportSize({ width, height });
    await begin(glim, 4_000);
    await ask(page, "Anything [[length:900]]");
    await ended(page);
    await page.locator("#chat-thread").hover();
    await page.mouse.wheel(0, -500);
    const button = page.getByRole("button", { name: "To the end" });
    await expect(button).toBeVisible();
    const way = await button.boundingBox();
    const thread = await page.locator("#chat-thread").boundingBox();
    const text = await page.locator("article.answer").last().boundingBox();
    if (way === null || thread === null || text === null) throw new Error("nothing is shown");
    const besides = way.x >= text.x + text.width || way.y >= thread.y + thread.height;
    expect(besides, JSON.stringify({ way, thread, text })).toBe(true);
    expect(way.x + way.width, "it is whole").toBeLessThanOrEqual(width);
    await button.click();
    await expect(button).toHaveCount(0);
    await page.mouse.wheel(0, -500);
    await expect(button, "it comes and goes without a flicker").toBeVisible();
  });
}
