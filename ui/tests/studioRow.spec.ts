import type { Page } from "@playwright/test";
import { expect, test } from "./glim.ts";
import { allDone, ask, begin, cards, cells, openStudio, painted, prompt } from "./studio.ts";

// Pictures one after the other, as somebody makes them who has an afternoon for it.
test.slow();

/** Keeps all that the regions of the page tell a screen reader. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target.parentElement ?? (target as Element)).closest("[role=status]");
        const text = region?.textContent.trim() ?? "";
        if (text !== "" && heard.at(-1) !== text) heard.push(text);
      }
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

test("twenty pictures in a row are twenty presses of Enter, and the keyboard stays in the prompt", async ({
  glim,
  page,
}) => {
  await begin(glim, {}, 500);
  await openStudio(glim);
  await page.getByRole("button", { name: /^Model:/ }).click();
  await page.getByRole("radio", { name: /CogView-3-Flash/ }).click();
  const heard = await listen(page);
  await prompt(page).focus();
  for (let at = 1; at <= 20; at++) {
    await prompt(page).press("Control+a");
    await page.keyboard.type(`纸船 ${String(at)}`);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Make", exact: true })).toBeEnabled();
    await expect(prompt(page)).toBeFocused();
    await expect(prompt(page), "Enter breaks no line").toHaveValue(`纸船 ${String(at)}`);
  }
  await allDone(glim);
  await expect(cells(page).first()).toBeVisible();
  await expect(cards(page)).toHaveCount(0);
  await expect(page.getByText("20 items").first()).toBeVisible();
  await expect(cells(page).first()).toHaveAccessibleName(/纸船 20/);
  const told = await heard();
  expect(told.at(-1)).toBe("All jobs have ended");
  const endings = told.filter(
    (text) => !/in progress$/.test(text) && !/^(About|Price|Free)/.test(text),
  );
  const begun = told.filter((text) => /in progress$/.test(text));
  expect(endings.length, endings.join("; ")).toBeLessThanOrEqual(begun.length);
  expect(
    told.filter((text) => /items?$/.test(text)),
    "no picture is counted aloud",
  ).toEqual([]);
});

test("Shift+Enter breaks the line, an input method's Enter makes nothing, and the setting swaps the two", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("a boat");
  await prompt(page).press("Shift+Enter");
  await page.keyboard.type("on a lake");
  await expect(prompt(page)).toHaveValue("a boat\non a lake");
  await prompt(page).dispatchEvent("compositionstart");
  await page.keyboard.press("Enter");
  await prompt(page).dispatchEvent("compositionend");
  await prompt(page).fill("a boat");
  await glim.look({ language: "en", enterSends: false });
  await page.reload();
  await prompt(page).press("End");
  await prompt(page).press("Enter");
  await expect(prompt(page)).toHaveValue("a boat\n");
  await expect(cards(page).or(cells(page))).toHaveCount(0);
  await prompt(page).press("Control+Enter");
  await painted(page, 1);
});

test("the button gives the keyboard back to the prompt", async ({ glim, page }) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("a boat");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.type(" 🚣");
  await page.keyboard.press("Enter");
  await allDone(glim);
  await painted(page, 2);
  await page.getByRole("button", { name: "Earlier prompts" }).click();
  await page.getByRole("menuitem", { name: "a boat", exact: true }).click();
  await expect(prompt(page)).toHaveValue("a boat");
  await expect(prompt(page)).toBeFocused();
});

test("nothing that is looked at moves when the queue comes, and new pictures come above it", async ({
  glim,
  page,
}) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await begin(glim, {}, 1_500);
  for (let at = 0; at < 6; at++) await ask(glim, `old ${String(at)}`, { count: 4 });
  await allDone(glim);
  await openStudio(glim);
  await expect(cells(page).first()).toBeVisible();
  const scroller = page.locator("[data-gallery-scroll]");
  const first = cells(page).first();
  const before = await first.boundingBox();
  await ask(glim, "a kite over wheat", { model: "cogvideox-flash", parameters: {} });
  await expect(cards(page)).toHaveCount(1);
  expect(await first.boundingBox(), "at the top").toEqual(before);
  await scroller.evaluate((element) => (element.scrollTop = 400));
  // The first that is seen whole: rows are made anew with each picture, and it is the one that holds them.
  await expect(cells(page).first()).toBeVisible();
  const id = await scroller.evaluate((element) => {
    const edge = element.getBoundingClientRect().top;
    const whole = [...element.querySelectorAll<HTMLElement>("[data-artifact]")]
      .map((cell) => ({ id: cell.dataset["artifact"], top: cell.getBoundingClientRect().top }))
      .filter(({ top }) => top >= edge)
      .sort((one, other) => one.top - other.top);
    return whole[0]?.id ?? "";
  });
  const looked = page.locator(`[data-artifact="${id}"]`);
  const there = await looked.boundingBox();
  await allDone(glim);
  await expect(page.getByText("25 items").first()).toBeVisible();
  await expect(cards(page)).toHaveCount(0);
  const after = await looked.boundingBox();
  expect(Math.abs((after?.y ?? 0) - (there?.y ?? 99)), "further down").toBeLessThanOrEqual(1);
});

test("while the pointer is over the queue its cards stay, so that the right one is cancelled", async ({
  glim,
  page,
}) => {
  await begin(glim, {}, 2_000);
  await openStudio(glim);
  await ask(glim, "bad one [[fault:1301]]");
  await expect(cards(page)).toHaveCount(1);
  await ask(glim, "the second", { model: "cogvideox-flash", parameters: {} });
  const second = cards(page).filter({ hasText: "the second" });
  await expect(second).toBeVisible();
  await second.hover();
  const before = await second.boundingBox();
  await expect(second).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  expect(await second.boundingBox()).toEqual(before);
  await page.mouse.move(640, 200);
  await expect(second).toHaveCount(0);
  await cards(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(cards(page)).toHaveCount(0);
});

test("who cancels by the keyboard does not lose it", async ({ glim, page }) => {
  await begin(glim, {}, 5_000);
  await openStudio(glim);
  await ask(glim, "a long one", { model: "cogvideox-flash", parameters: {}, count: 2 });
  await expect(cards(page)).toHaveCount(2);
  await cards(page).first().getByRole("button", { name: "Cancel" }).focus();
  await page.keyboard.press("Enter");
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page).getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cards(page)).toHaveCount(0);
  await expect(prompt(page)).toBeFocused();
});

test("a picture is dragged out of the gallery as a file with a name, and into a slot as itself", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await ask(glim, "清晨的纸船 🚣");
  await allDone(glim);
  await openStudio(glim);
  await painted(page, 1);
  const drag = () =>
    cells(page)
      .first()
      .evaluate((cell) => {
        const dataTransfer = new DataTransfer();
        cell.dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer }));
        return Object.fromEntries(
          [...dataTransfer.types].map((type) => [type.toLowerCase(), dataTransfer.getData(type)]),
        );
      });
  const asked = page.waitForResponse((answer) => answer.url().includes("/call/studio_artifact"));
  await cells(page).first().hover();
  await page.mouse.down();
  await asked;
  const data = await drag();
  await page.mouse.up();
  expect(data["downloadurl"]).toMatch(/^image\/png:清晨的纸船 🚣\.png:http:\/\/127\.0\.0\.1:/);
  const address = data["text/uri-list"] ?? "";
  expect((await fetch(address)).headers.get("content-type")).toBe("image/png");
  await page.keyboard.press("Escape");
  await page.getByRole("radiogroup", { name: "Make a" }).getByText("Video").click();
  await page.getByRole("radiogroup", { name: "Mode" }).getByText("First & last").click();
  await cells(page)
    .first()
    .dragTo(page.getByRole("group", { name: "Last frame" }));
  await expect(page.getByRole("button", { name: "Remove: Last frame" })).toBeVisible();
});

test("somebody who looks at a part of the gallery is told that new pictures are not in it", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await ask(glim, "a kite");
  await allDone(glim);
  await openStudio(glim);
  await painted(page, 1);
  await page.getByRole("searchbox").fill("kite");
  await prompt(page).fill("a red kite");
  await page.keyboard.press("Enter");
  await painted(page, 2);
  const told = page.getByText("What you make now is not among what is shown");
  await expect(told, "it is among them").toHaveCount(0);
  await prompt(page).fill("a boat");
  await page.keyboard.press("Enter");
  await expect(told).toBeVisible();
  await page.locator(".toast").getByRole("button", { name: "Show all" }).click();
  await painted(page, 3);
  await expect(page.getByRole("searchbox")).toHaveValue("");
});
