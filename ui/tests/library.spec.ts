import type { Page } from "@playwright/test";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Glim, LOOKS, test } from "./glim";

/** Files of a test, some of which cannot be read. */
async function write(glim: Glim, files: Record<string, string>): Promise<string> {
  const folder = join(glim.folder, "files");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const FILES = {
  "劳动合同（签字版）📄.md": "# 违约责任\n\n乙方承担违约责任，保密期限为三年。\n",
  "report.csv": "city,units\n上海,31\nOslo,7\n",
  "broken.pdf": "%PDF-1.7\nthis is no document",
  "empty.txt": "",
};

const row = (page: Page, name: string | RegExp) =>
  page.getByRole("grid").getByRole("row").filter({ hasText: name });

/** Adds files past the sheet, for tests that begin behind it. */
async function add(glim: Glim, paths: string[], collection: string | null = null): Promise<void> {
  const { ticket } = (await glim.post("hand-in", paths)) as { ticket: string };
  await glim.call("library_add", { ticket, collection });
}

test.beforeEach(async ({ glim }) => {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
});

test("dropped files are added, read, and a broken one says why and stops nothing", async ({
  glim,
  page,
}) => {
  const folder = await write(glim, { ...FILES, ".hidden": "x" });
  await glim.open();
  await glim.post("hover", { count: 2 });
  await expect(page.getByText("Drop 2 items here")).toBeVisible();
  await glim.post("hover", { count: 0 });
  await expect(page.getByText("Drop 2 items here")).toHaveCount(0);

  await glim.post("drop", [folder]);
  const sheet = page.getByRole("dialog", { name: "Add 1 item" });
  await expect(sheet).toContainText("files");
  await glim.expectAccessible();
  await sheet.getByLabel(/^Collection/).click();
  await page.getByRole("option", { name: "New collection…" }).click();
  await sheet.getByRole("button", { name: "Add to Library" }).click();
  await expect(sheet.getByText("Give the collection a name")).toBeVisible();
  await sheet.getByLabel("Name of the collection").fill("合同与法务");
  await sheet.getByRole("button", { name: "Add to Library" }).click();
  const report = page.getByRole("dialog", { name: "What was added" });
  await expect(report).toContainText("4 new sources");
  await expect(report).toContainText("1 hidden file or folder");
  await glim.expectAccessible();
  await report.getByRole("button", { name: "Show in Library" }).click();

  await expect(row(page, "劳动合同（签字版）📄.md")).toContainText("Ready");
  await expect(row(page, "report.csv")).toContainText("Ready");
  await expect(row(page, "broken.pdf")).toContainText("The file is damaged");
  await expect(row(page, "empty.txt")).toContainText("The file is empty");
  await expect(page.getByRole("link", { name: /合同与法务/ })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await expect(page.getByText(/4 sources · \d+ passages/)).toBeVisible();

  // The same folder again adds nothing, and says so in passing.
  await glim.post("drop", [join(folder, "report.csv")]);
  await page.getByRole("button", { name: "Add to Library" }).click();
  await expect(page.getByText("This file is in the Library already")).toBeVisible();
});

test("files are picked from a dialog, and a failed one is read again when it is mended", async ({
  glim,
  page,
}) => {
  const folder = await write(glim, { "数据.json": '{"a": 1}', "broken.pdf": FILES["broken.pdf"] });
  await glim.open("#/library");
  await expect(page.getByText("Your own files, to search and to ask")).toBeVisible();
  await glim.post("next-pick", [join(folder, "数据.json"), join(folder, "broken.pdf")]);
  await page.getByRole("button", { name: "Add files…" }).click();
  await expect(page.getByRole("dialog")).toContainText("数据.json");
  await page.getByRole("button", { name: "Add to Library" }).click();
  await expect(row(page, "broken.pdf")).toContainText("Failed");

  await page.getByText("Failed 1").click();
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(1);
  await row(page, "broken.pdf").click();
  const pane = page.getByRole("region", { name: "broken.pdf" });
  await expect(pane).toContainText("The file is damaged");
  await rm(join(folder, "broken.pdf"));
  await pane.getByRole("button", { name: "Try again" }).click();
  await expect(pane).toContainText("The file is not where it was");
});

test("what is deleted is undone, or restored from the settings", async ({ glim, page }) => {
  const folder = await write(glim, FILES);
  await add(glim, [folder]);
  await glim.open("#/library");
  await row(page, "report.csv").locator("[data-tick]").click();
  await row(page, "empty.txt").locator("[data-tick]").click();
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  await expect(row(page, /report|empty/)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "report.csv")).toBeVisible();
  await expect(row(page, "empty.txt")).toBeVisible();

  await row(page, "劳动合同").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(row(page, "劳动合同")).toHaveCount(0);
  await glim.open("#/settings/library");
  await page.getByRole("button", { name: /^Restore “劳动合同/ }).click();
  await expect(page.getByText("Nothing was deleted.")).toBeVisible();
  await glim.open("#/library");
  await expect(row(page, "劳动合同")).toBeVisible();
});

test("collections are made, filled, renamed, emptied and deleted with a way back", async ({
  glim,
  page,
}) => {
  const folder = await write(glim, FILES);
  await add(glim, [folder]);
  await glim.open("#/library");
  await row(page, "report.csv").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Put into a collection" }).press("ArrowRight");
  await page.getByRole("menuitem", { name: "New collection" }).click();
  await page.getByLabel("Name of the collection").fill("Zahlen");
  await page.keyboard.press("Enter");
  const line = page.getByRole("link", { name: /Zahlen/ });
  await expect(line).toContainText("1");
  await line.click();
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(1);

  await line.press("F2");
  await page.getByLabel("Name of the collection").fill("数字");
  await page.keyboard.press("Enter");
  const renamed = page.getByRole("link", { name: /数字/ });
  await expect(renamed).toBeFocused();

  await row(page, "report.csv").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Take out of this collection" }).click();
  await expect(page.getByText("Nothing in this collection yet")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "report.csv")).toBeVisible();

  await renamed.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete “数字”?" });
  await dialog.getByRole("button", { name: "Delete with sources" }).click();
  await expect(renamed).toHaveCount(0);
  await expect(row(page, "report.csv")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(renamed).toHaveAttribute("aria-current", "page");
  await expect(row(page, "report.csv")).toBeVisible();
});

test("the keyboard alone is enough", async ({ glim, page }) => {
  const folder = await write(glim, FILES);
  await add(glim, [folder]);
  await glim.open();
  await page.keyboard.press("Control+2");
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(4);
  await expect(row(page, "broken.pdf")).toContainText("Failed");
  await page.getByLabel("Filter by name").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: /^Sort/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("grid").getByRole("row").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("grid").getByRole("row").last()).toBeFocused();
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByText("1 selected")).toBeVisible();
  await page.keyboard.press("Control+a");
  await expect(page.getByText("4 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("4 selected")).toHaveCount(0);
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/library\/sources\/all\/./);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/#\/library\/sources$/);
  await page.keyboard.press("Delete");
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(3);
  await page.keyboard.press("Control+Shift+N");
  await page.keyboard.type("Tasten");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Tasten" })).toBeVisible();
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog")).toContainText("Select all sources");
});

test("thousands of sources scroll from end to end, and their names are filtered", async ({
  glim,
  page,
}) => {
  test.setTimeout(120_000);
  const files: Record<string, string> = {};
  for (let at = 0; at < 2_000; at++)
    files[`第${String(at).padStart(4, "0")}章.txt`] = `第${String(at)}章`;
  const folder = await write(glim, files);
  await glim.open("#/library");
  await add(glim, [folder]);
  await expect(page.getByText("All 2,000")).toBeVisible({ timeout: 20_000 });
  const grid = page.getByRole("grid");
  await grid.getByRole("row").first().focus();
  await page.keyboard.press("End");
  await expect(row(page, "第0000章")).toBeFocused();
  expect(await grid.getByRole("row").count(), "few are drawn").toBeLessThan(60);
  await page.getByLabel("Filter by name").fill("第10");
  await expect(page.getByRole("row").filter({ hasText: "第1099章" })).toBeVisible();
  await expect(grid).toHaveAttribute("aria-rowcount", "100");
  await page.getByLabel("Filter by name").fill("nowhere");
  await expect(page.getByText("Nothing matches")).toBeVisible();
});

test("the health report names what cannot be found and leads there", async ({ glim, page }) => {
  const folder = await write(glim, FILES);
  await add(glim, [folder]);
  await glim.open("#/library");
  await expect(row(page, "broken.pdf")).toContainText("Failed");
  await expect(row(page, "empty.txt")).toContainText("No text");
  await page.getByRole("button", { name: "Health and statistics" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("Could not be read 1");
  await expect(sheet).toContainText("Without text 1");
  await glim.expectAccessible();
  await sheet.getByRole("button", { name: /broken\.pdf/ }).click();
  await expect(page.getByRole("region", { name: "broken.pdf" })).toBeVisible();
});

test("a collection that is gone, and a source that is gone, say so", async ({ glim, page }) => {
  await glim.open("#/library/sources/01900000-0000-7000-8000-000000000000");
  await expect(page.getByText("This collection is gone")).toBeVisible();
  await page.getByRole("button", { name: "Show all sources" }).click();
  await expect(page.getByText("Your own files, to search and to ask")).toBeVisible();
  await glim.open("#/library/sources/all/01900000-0000-7000-8000-000000000000");
  await expect(page.getByRole("alert")).toBeVisible();
});

for (const look of LOOKS) {
  test(`the place is accessible in ${look.language}, ${look.theme}`, async ({ glim, page }) => {
    await glim.look(look);
    const folder = await write(glim, FILES);
    await glim.open("#/library");
    const name = `library-${look.language}-${look.theme}`;
    await expect(page.getByRole("grid")).toHaveCount(0);
    await glim.expectAccessible();
    await glim.picture(`${name}-empty`);
    await glim.call("library_collection_create", { name: "合同与法务" });
    await add(glim, [folder]);
    await expect(row(page, "broken.pdf").locator(".failed").first()).toBeVisible();
    await expect(row(page, "report.csv").locator(".ready")).toBeVisible();
    await row(page, "broken.pdf").click();
    await expect(page.getByRole("region", { name: "broken.pdf" })).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-source`);
    await page.setViewportSize({ width: 900, height: 600 });
    await page.keyboard.press("Escape");
    await row(page, "report.csv").locator("[data-tick]").click();
    await glim.expectAccessible();
    await glim.picture(`${name}-narrow`);
    await glim.post("drop", [folder]);
    await expect(page.getByRole("dialog")).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-sheet`);
    await page.keyboard.press("Escape");
    await glim.open("#/settings/library");
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-settings`);
  });
}
