import { chips, fill, HARBOUR, numbers } from "./asking.ts";
import { answers, ask, begin, box, ended, last } from "./chat.ts";
import { expect, LOOKS, test } from "./glim.ts";

/** The demonstration platform answers from the passages; asked for it, it adds a wrong claim and one without a source. */
const RIGHT = "How deep is the inner harbour at low tide?";
const WRONG = `${RIGHT} [[claim:wrong]]`;
const WRONG_IN_CHINESE = "提前离职要付多少违约金？ [[claim:wrong]]";

test("a file is asked, and the answer shows where it stands", async ({ glim, page }) => {
  await begin(glim);
  await fill(glim);
  await box(page).pressSequentially("@harb");
  await expect(page.getByRole("option", { name: /harbour\.md/ })).toBeVisible();
  await box(page).press("Enter");
  await expect(chips(page)).toHaveText([/harbour\.md/]);
  await expect(box(page)).toHaveValue("");
  await ask(page, RIGHT);
  await ended(page);

  const first = numbers(last(page)).first();
  await expect(first).toHaveAccessibleName(/Source 1: harbour\.md/);
  const sources = last(page).locator(".sources");
  await expect(sources).toContainText("harbour.md");
  await expect(sources).toContainText("Checked:");
  await glim.expectAccessible();

  await first.hover();
  await expect(page.getByRole("tooltip")).toContainText("14 metres");
  await first.click();
  const viewer = page.locator(".viewer");
  await expect(viewer).toContainText("14 metres deep at low tide");
  await glim.expectAccessible();
  await page.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);
  await expect(first).toBeFocused();

  await page.reload();
  await expect(numbers(last(page)).first()).toHaveAccessibleName(/Source 1: harbour\.md/);
  await expect(chips(page)).toHaveText([/harbour\.md/]);
});

test("what an answer claims without its source is marked, listed and mended", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await fill(glim, { "harbour.md": HARBOUR });
  await page.keyboard.press("Control+Shift+K");
  await page.getByRole("option", { name: "Whole library" }).click();
  await page.keyboard.press("Escape");
  await ask(page, WRONG);
  await ended(page);
  const sources = last(page).locator(".sources");
  await sources.getByRole("button", { name: /^Checked/ }).click();
  const claims = sources.getByRole("list", { name: "Claims to check" }).getByRole("button");
  await expect(claims).toHaveText([/Not in its source.*4711 kinds/s, /No source.*an owl/s]);
  const marked = await page.evaluate(() =>
    ["claim-unsupported", "claim-uncited"].map((name) =>
      [...(CSS.highlights.get(name) ?? [])].map((range) => (range as Range).toString().trim()),
    ),
  );
  expect(marked[0]).toEqual([expect.stringContaining("The moon is made of 4711 kinds of cheese.")]);
  expect(marked[1]).toEqual(["Every cheese on it was baked by an owl."]);
  await expect(last(page).locator(".citation[data-doubt] button")).toHaveAccessibleName(
    /The source does not say this/,
  );
  await claims.first().press("Enter");
  await glim.expectAccessible();

  await sources.getByRole("button", { name: "Mend these" }).click();
  await expect(last(page)).not.toContainText("baked by an owl");
  await ended(page);
  await expect(last(page)).toContainText("14 metres");
  await expect(last(page)).toContainText("2/2");
});

test("the keyboard alone asks, reads a source and takes a chip away", async ({ glim, page }) => {
  await begin(glim);
  await fill(glim);
  await box(page).pressSequentially("@ldht");
  await box(page).press("Tab");
  await expect(chips(page)).toHaveText([/劳动合同\.md/]);
  await box(page).press("Backspace");
  await expect(chips(page)).toHaveCount(0);
  await box(page).pressSequentially("mail a@b");
  await expect(page.getByRole("option")).toHaveCount(0);
  await box(page).fill("");
  await box(page).pressSequentially("@harb");
  await expect(page.getByRole("option")).toHaveCount(1);
  await box(page).press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await box(page).press("Enter");
  await ended(page);
  await expect(last(page).locator(".sources")).toHaveCount(0);

  await page.keyboard.press("Control+Shift+K");
  await page.getByRole("combobox", { name: "Collection or file" }).fill("harb");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(chips(page)).toHaveText([/harbour\.md/]);
  await box(page).focus();
  await ask(page, RIGHT);
  await ended(page);
  await numbers(last(page)).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".viewer")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(numbers(last(page)).first()).toBeFocused();
});

test("an empty library and a deleted file are told", async ({ glim, page }) => {
  await begin(glim);
  await page.keyboard.press("Control+Shift+K");
  await expect(page.locator(".popover")).toContainText("The library is empty");
  await page.keyboard.press("Escape");
  const ids = await fill(glim, { "harbour.md": HARBOUR });
  await box(page).pressSequentially("@harb");
  await box(page).press("Enter");
  await ask(page, RIGHT);
  await ended(page);
  await glim.call("library_delete", ids);
  await page.reload();
  await expect(chips(page)).toHaveText([/harbour\.md\s*deleted/]);
  await numbers(last(page)).first().click();
  await expect(page.locator(".toast")).toContainText("was deleted from the library");
  await expect(page.locator(".viewer")).toHaveCount(0);
});

test("a copied answer keeps its numbers and says what they mean", async ({ glim, page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await begin(glim);
  await fill(glim, { "harbour.md": HARBOUR });
  await box(page).pressSequentially("@harb");
  await box(page).press("Enter");
  await ask(page, RIGHT);
  await ended(page);
  await expect(numbers(last(page)).first()).toBeVisible();
  await last(page).getByRole("button", { name: "Copy answer" }).click();
  await expect(page.locator(".toast")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("[1]");
  expect(copied).toMatch(/\*\*Sources\*\*\n\n- \[1\] harbour\.md, lines/);
  const selected = await last(page)
    .locator("[data-part='text']")
    .evaluate((text) => {
      getSelection()?.selectAllChildren(text);
      return getSelection()?.toString() ?? "";
    });
  expect(selected).toContain("[1]");
});

for (const look of LOOKS) {
  test(`asking is good to look at: ${look.language} ${look.theme}`, async ({ glim, page }) => {
    await begin(glim, 400, look);
    await fill(glim);
    const name = `asking-${look.language}-${look.theme}`;
    await page.keyboard.press("Control+Shift+K");
    await expect(page.getByRole("option")).toHaveCount(4);
    await glim.picture(`${name}-picker`);
    await page.keyboard.press("Escape");
    await box(page).focus();
    await box(page).pressSequentially("@");
    await expect(page.getByRole("option").first()).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-mention`);
    await box(page).press("Enter");
    await ask(page, look.language === "en" ? WRONG : WRONG_IN_CHINESE);
    await ended(page);
    await last(page)
      .getByRole("button", { name: /^(Checked|已核对)/ })
      .click();
    await glim.expectAccessible();
    await glim.picture(`${name}-answer`);
    await numbers(last(page)).first().hover();
    await expect(page.getByRole("tooltip")).toBeVisible();
    await glim.picture(`${name}-card`);
    await numbers(last(page)).first().click();
    await expect(page.locator(".viewer")).toBeVisible();
    await glim.picture(`${name}-viewer`);
    await page.setViewportSize({ width: 900, height: 600 });
    await glim.picture(`${name}-viewer-small`);
    await page.keyboard.press("Escape");
    await glim.picture(`${name}-small`);
    await expect(answers(page)).toHaveCount(1);
  });
}
