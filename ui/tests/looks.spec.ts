import { ask, begin, ended } from "./chat.ts";
import { expect, LOOKS, test } from "./glim";

const SECTIONS = ["platform", "network", "appearance", "conversations", "data", "about"] as const;

for (const look of LOOKS) {
  const name = `${look.language}-${look.theme}`;

  test(`the first run is accessible: ${name}`, async ({ glim, page }) => {
    await glim.start();
    await glim.look(look);
    await glim.open();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`first-run-${name}`);
    await page.getByRole("radio").nth(4).check();
    await page.getByRole("textbox").first().fill("http://example.com/v1");
    await page.locator("input[type=password]").fill("a key");
    await glim.expectAccessible();
    await page.setViewportSize({ width: 900, height: 600 });
    await glim.picture(`first-run-own-${name}-900`);
  });

  test(`every section of the settings is accessible: ${name}`, async ({ glim, page }) => {
    test.slow();
    await glim.start({ connected: true });
    await glim.look(look);
    for (const section of SECTIONS) {
      await glim.open(`#/settings/${section}`);
      await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
      await glim.expectAccessible();
      await glim.picture(`settings-${section}-${name}`);
    }
    await page.setViewportSize({ width: 900, height: 600 });
    await glim.picture(`settings-about-${name}-900`);
  });

  test(`palette, keys and dialogs are accessible: ${name}`, async ({ glim, page }) => {
    await glim.start({ connected: true });
    await glim.look(look);
    await glim.open("#/settings/platform");
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`palette-${name}`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+/");
    await expect(page.getByRole("dialog")).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`keys-${name}`);
    await page.keyboard.press("Escape");
    await page.locator("aside").getByRole("button").click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`connect-${name}`);
  });
}

test("at twice the size a question can be asked and its answer read", async ({ glim, page }) => {
  await begin(glim, 4_000, { textSize: 200 });
  await page.setViewportSize({ width: 900, height: 600 });
  await ask(page, "Anything [[length:200]]");
  await ended(page);
  const composer = await page.locator(".dock .box").boundingBox();
  for (const button of await page.locator(".dock .bar button").all()) {
    const place = await button.boundingBox();
    const name = (await button.getAttribute("aria-label")) ?? (await button.innerText());
    if (composer === null || place === null) throw new Error(`${name} is not shown`);
    expect(place.x, `${name} begins in the box`).toBeGreaterThanOrEqual(composer.x);
    expect(place.x + place.width, `${name} ends in the box`).toBeLessThanOrEqual(
      composer.x + composer.width,
    );
  }
  await expect(page.getByRole("button", { name: /^Choose a model/ })).toHaveText(/glm/);
  await glim.picture("chat-answer-200");
});

test("at twice the size everything can still be read and reached", async ({ glim, page }) => {
  await glim.start({ connected: true });
  await glim.look({ textSize: 200 });
  await page.setViewportSize({ width: 900, height: 600 });
  for (const section of SECTIONS) {
    await glim.open(`#/settings/${section}`);
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
    const wide = await page.evaluate(() => document.querySelector(".page")?.scrollWidth ?? 0);
    const room = await page.evaluate(() => document.querySelector(".page")?.clientWidth ?? 0);
    expect(wide, `${section} does not scroll sideways`).toBeLessThanOrEqual(room);
    await glim.picture(`settings-${section}-200`);
  }
});
