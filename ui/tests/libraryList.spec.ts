import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectToastBesides } from "./chat.ts";
import { expect, type Glim, test } from "./glim.ts";

const FILES = {
  "第10章.md": "# 十\n\n违约责任由乙方承担。\n",
  "第9章.md": `# 九\n\n${"保密期限为三年。".repeat(50)}\n`,
  "broken.pdf": "%PDF-1.7\nthis is no document",
};

const row = (page: Page, name: string) =>
  page.getByRole("grid").getByRole("row").filter({ hasText: name });

async function add(glim: Glim, path: string): Promise<void> {
  const { ticket } = (await glim.post("hand-in", [path])) as { ticket: string };
  await glim.call("library_add", { ticket, collection: null });
}

async function begin(glim: Glim, page: Page): Promise<string> {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
  const folder = join(glim.folder, "files");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  await add(glim, folder);
  await glim.open("#/library");
  await expect(row(page, "broken.pdf")).toContainText("Failed");
  await expect(row(page, "第10章")).toContainText("Ready");
  await expect(row(page, "第9章")).toContainText("Ready");
  return folder;
}

/** The first piece of each row's name, in order. */
async function expectOrder(page: Page, names: string[]): Promise<void> {
  await expect(page.getByRole("grid").locator(".name")).toHaveText(names);
}

test("sources are sorted by name, size and stage, and stay so", async ({ glim, page }) => {
  await begin(glim, page);
  const sort = async (by: string): Promise<void> => {
    await page.getByRole("button", { name: /^Sort/ }).click();
    await page.getByRole("menuitemcheckbox", { name: by }).click();
  };
  await sort("Name");
  await expectOrder(page, ["broken.pdf", "第9章.md", "第10章.md"]);
  await sort("Z to A");
  await expectOrder(page, ["第10章.md", "第9章.md", "broken.pdf"]);
  await page.reload();
  await expectOrder(page, ["第10章.md", "第9章.md", "broken.pdf"]);
  await expect(page.getByRole("button", { name: "Sort: Name (Z to A)" })).toBeVisible();
  await sort("Size");
  await expectOrder(page, ["第9章.md", "第10章.md", "broken.pdf"]);
  await sort("Stage");
  await expect(page.getByRole("grid").locator(".name").first()).toHaveText("broken.pdf");
  // With the keyboard alone, and back.
  await page.getByRole("button", { name: /^Sort/ }).press("Enter");
  await page.getByRole("menuitemcheckbox", { name: "Date added" }).press("Enter");
  await expect(page.getByRole("button", { name: "Sort: Date added (Newest first)" })).toBeFocused();
});

test("Ctrl+N offers what can be begun in the Library, and a chat elsewhere", async ({
  glim,
  page,
}) => {
  await begin(glim, page);
  await page.getByLabel("Filter by name").focus();
  await page.keyboard.press("Control+n");
  await expect(page.getByRole("menuitem", { name: "Add files…" })).toBeFocused();
  await page.getByRole("menuitem", { name: "New collection" }).click();
  await page.getByLabel("Name of the collection").fill("合同");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: /合同/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("new chat");
  await expect(page.getByRole("option", { name: /New chat/ })).not.toContainText("Ctrl");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+n");
  await expect(page.locator("#chat-composer")).toBeFocused();
});

test("a moved file is called as it is now, and found by that name", async ({ glim, page }) => {
  const folder = await begin(glim, page);
  await rename(join(folder, "第9章.md"), join(folder, "保密条款 final.md"));
  await add(glim, folder);
  await expect(row(page, "保密条款 final.md")).toContainText("Ready");
  await expect(row(page, "第9章")).toHaveCount(0);
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(3);
  await glim.open("#/library/search");
  await page.locator("#library-search").fill("保密条款");
  await expect(page.getByRole("main")).toContainText("保密条款 final.md");
});

test("a toast covers nothing that is worked with", async ({ glim, page }) => {
  await begin(glim, page);
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
  ] as const) {
    await page.setViewportSize({ width, height });
    await glim.open("#/library");
    await row(page, "第10章").focus();
    await page.keyboard.press("Delete");
    await expect(page.locator(".toast")).toBeVisible();
    await expect(row(page, "第10章")).toHaveCount(0);
    await expectToastBesides(
      page,
      page.getByRole("radiogroup").first(),
      page.getByRole("button", { name: "Add", exact: true }),
      page.getByRole("heading", { name: "All sources" }),
      page.getByRole("grid"),
    );
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row(page, "第10章")).toBeVisible();
    await row(page, "第10章").focus();
    await page.keyboard.press("Delete");
    await glim.open("#/settings/library");
    await page.getByRole("button", { name: /^Restore/ }).click();
    await expect(page.locator(".toast")).toBeVisible();
    await expectToastBesides(page, page.getByRole("region", { name: "Library" }));
  }
});

test("the sheet of keys has those of every place wherever it is opened", async ({ glim, page }) => {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
  await glim.open("#/settings/appearance");
  await page.getByRole("heading", { level: 2 }).click();
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("Copy answer");
  await expect(sheet).toContainText("Select all sources");
  await expect(sheet.getByText("New chat", { exact: true })).toHaveCount(1);
});

test("beside an open source all counts can be read and the box for names has its width", async ({
  glim,
  page,
}) => {
  await begin(glim, page);
  await row(page, "第10章").click();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Source: 第10章.md" })).toBeVisible();
  const counts = page.getByRole("radiogroup", { name: "Which sources" });
  for (const width of [1280, 1000, 900]) {
    await page.setViewportSize({ width, height: 700 });
    await expect
      .poll(() =>
        counts.evaluate((group) => {
          const room = group.parentElement;
          return room !== null && room.scrollWidth <= room.clientWidth;
        }),
      )
      .toBe(true);
    const box = await page.getByRole("searchbox", { name: "Filter by name" }).boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(112);
  }
});
