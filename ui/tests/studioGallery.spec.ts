import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Glim, LOOKS, test } from "./glim.ts";
import { allDone, ask, begin, cells, full, openStudio, painted, prompt } from "./studio.ts";

// Every test makes its pictures first, with all the steps of a paid one.
test.slow();

const PROMPTS = ["清晨的纸船", "雨后的红灯笼小巷", "a kite over wheat", "قارب ورقي 🚣"];

/** Eight pictures of four prompts; `all` are then there with those of before. */
async function some(glim: Glim, all = 8): Promise<void> {
  for (const text of PROMPTS) await ask(glim, text, { count: 2 });
  await allDone(glim);
  await openStudio(glim);
  await painted(glim.page, all);
}

test("the gallery is filtered, and searched in Chinese by any part of a word", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await ask(glim, "a cheap one", { model: "cogview-3-flash" });
  await some(glim, 9);
  const search = page.getByRole("searchbox", { name: "Search prompts and tags" });
  await page.keyboard.press("Control+f");
  await expect(search).toBeFocused();
  await search.fill("灯笼");
  await expect(cells(page)).toHaveCount(2);
  await expect(cells(page).first()).toHaveAccessibleName(/红灯笼/);
  await search.fill("船");
  await expect(cells(page)).toHaveCount(2);
  await search.fill("KITE");
  await expect(cells(page)).toHaveCount(2);
  await search.fill("nothing like this");
  await expect(page.getByText("Nothing fits")).toBeVisible();
  await glim.expectAccessible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(cells(page)).toHaveCount(9);
  await expect(search).toHaveValue("");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel(/^Model: Any model/).click();
  await page.getByRole("option", { name: /CogView-3-Flash/ }).click();
  await expect(cells(page)).toHaveCount(1);
  await glim.expectAccessible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Filter (1)" })).toBeVisible();
  await page.getByRole("radiogroup", { name: "Kind" }).getByText("Videos").click();
  await expect(page.getByText("Nothing fits")).toBeVisible();
});

test("the keyboard alone goes through the gallery, chooses, loves, deletes and undoes", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await some(glim);
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("ArrowDown");
  await expect(cells(page).first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(cells(page).last()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(cells(page).last()).not.toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("f");
  await expect(cells(page).first()).toHaveAccessibleName(/favorite/);
  await page.getByRole("button", { name: "Favorites only" }).click();
  await expect(cells(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Favorites only" }).click();
  await expect(cells(page)).toHaveCount(8);
  await cells(page).first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByText("3 selected")).toBeVisible();
  await expect(page.locator("[data-artifact][aria-selected=true]")).toHaveCount(3);
  await glim.expectAccessible();
  await glim.picture("studio-selection");
  await page.keyboard.press("Delete");
  await expect(cells(page)).toHaveCount(5);
  await expect(page.locator("[data-artifact]:focus")).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(cells(page)).toHaveCount(8);
  await cells(page).first().focus();
  await page.keyboard.press("Control+a");
  await expect(page.getByText("8 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("8 selected")).toHaveCount(0);
});

test("what was deleted is found under Deleted and brought back", async ({ glim, page }) => {
  await begin(glim);
  await some(glim);
  await cells(page).first().focus();
  await page.keyboard.press("Delete");
  await expect(cells(page)).toHaveCount(7);
  await page.getByRole("button", { name: /^Boards:/ }).click();
  await page.getByRole("button", { name: /^Deleted/ }).click();
  await expect(cells(page)).toHaveCount(1);
  await cells(page).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Bring back" }).click();
  await expect(page.getByText("Nothing is deleted")).toBeVisible();
});

test("the full view zooms, moves on by the arrows, and closes to where it was", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await some(glim);
  await cells(page).nth(2).click();
  const picture = full(page).locator(".picture");
  await expect(full(page)).toContainText("3 / 8");
  await expect(full(page).getByRole("img").first()).toBeVisible();
  const before = await picture.boundingBox();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect
    .poll(async () => (await picture.boundingBox())?.width)
    .toBeGreaterThan((before?.width ?? 0) * 1.4);
  await page.keyboard.press("ArrowRight");
  await expect(full(page), "zoomed in, the arrows move the picture").toContainText("3 / 8");
  await page.keyboard.press("0");
  await page.keyboard.press("ArrowRight");
  await expect(full(page)).toContainText("4 / 8");
  await glim.expectAccessible();
  await page.keyboard.press("i");
  await expect(full(page).getByRole("complementary")).toHaveCount(0);
  await page.keyboard.press("Delete");
  await expect(full(page)).toContainText("4 / 7");
  await page.keyboard.press("Escape");
  await expect(full(page)).toHaveCount(0);
  await expect(cells(page)).toHaveCount(7);
  await expect(cells(page).nth(3)).toBeFocused();
});

test("two are compared with a slider", async ({ glim, page }) => {
  await begin(glim);
  await some(glim);
  await cells(page)
    .nth(0)
    .click({ modifiers: ["Control"] });
  await cells(page).nth(3).click();
  await page.getByRole("button", { name: "Compare" }).click();
  const slider = page.getByRole("slider", { name: "How much of the first is shown" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(page.locator(".over")).toHaveAttribute(
    "style",
    /inset\(0px 100% 0px 0px\)|inset\(0 100% 0 0\)/,
  );
  await page.keyboard.press("End");
  await page.mouse.click(640, 400);
  await expect
    .poll(() => slider.evaluate((input: HTMLInputElement) => Number(input.value)))
    .toBeLessThan(60);
  await glim.expectAccessible();
  await glim.picture("studio-compare");
  await page.keyboard.press("Escape");
  await expect(slider).toHaveCount(0);
});

test("boards and tags gather, and find again", async ({ glim, page }) => {
  await begin(glim);
  await some(glim);
  await cells(page)
    .nth(0)
    .click({ modifiers: ["Control"] });
  await cells(page).nth(1).click();
  await page.getByRole("button", { name: "Tags…" }).click();
  const tags = page.getByRole("dialog", { name: "Tags of 2 items" });
  await tags.getByRole("textbox", { name: "Add a tag" }).fill("湖边");
  await page.keyboard.press("Enter");
  await glim.expectAccessible();
  await page.keyboard.press("Enter");
  await expect(tags).toHaveCount(0);
  await page.getByRole("button", { name: "Put on a board" }).click();
  await page.getByRole("menuitem", { name: "New board…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("灯笼与小巷");
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 items are on “灯笼与小巷”")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Boards:/ }).click();
  await glim.expectAccessible();
  await page.getByRole("button", { name: /^灯笼与小巷/ }).click();
  await expect(cells(page)).toHaveCount(2);
  await expect(page).toHaveURL(/#\/studio\/[^/]+$/);
  await page.reload();
  await expect(cells(page)).toHaveCount(2);
  await page.getByRole("button", { name: /^Boards:/ }).click();
  await page.getByRole("button", { name: "Delete “灯笼与小巷”" }).click();
  await expect(cells(page)).toHaveCount(8);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("searchbox").fill("湖边");
  await expect(cells(page)).toHaveCount(2);
});

test("a file that falls on the studio becomes part of it, and what is none is refused in words", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  const good = join(glim.folder, "圆点.png");
  const bad = join(glim.folder, "notes.png");
  // One grey pixel.
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
  await writeFile(good, Buffer.from(png, "base64"));
  await writeFile(bad, "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>");
  await glim.post("drop", [good, bad]);
  const dialog = page.getByRole("dialog", { name: "2 files dropped" });
  await glim.expectAccessible();
  await dialog.getByRole("button", { name: "Add to the gallery" }).click();
  await expect(cells(page)).toHaveCount(1);
  await expect(page.getByText(/notes\.png: .*(picture|damaged)/)).toBeVisible();
});

for (const look of LOOKS) {
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
  ] as const) {
    test(`the studio looks right in ${look.language}, ${look.theme}, ${String(width)}`, async ({
      glim,
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await begin(glim, look);
      await some(glim);
      const name = `${look.language}-${look.theme}-${String(width)}`;
      await prompt(page).fill(PROMPTS[0] ?? "");
      await glim.expectAccessible();
      await glim.picture(`studio-${name}`);
      await cells(page).nth(1).click();
      await expect(full(page).locator(".picture")).toBeVisible();
      await expect(full(page).locator(".preview")).toHaveCount(0);
      await glim.expectAccessible();
      await glim.picture(`studio-full-${name}`);
    });
  }
}

test("at twice the size of text everything can still be reached", async ({ glim, page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await begin(glim, { textSize: 200 });
  for (const text of PROMPTS) await ask(glim, text);
  await allDone(glim);
  await glim.open("#/studio");
  await expect(cells(page).first()).toBeVisible();
  await glim.picture("studio-200");
  await page.getByRole("button", { name: "What to make" }).click();
  await expect(prompt(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Make", exact: true })).toBeInViewport();
  await glim.expectAccessible();
  await glim.picture("studio-200-form");
});
