import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, type Glim, LOOKS, test } from "./glim";

/** A picture of 640 × 480, as far as its head says. */
const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e0", "hex");

/** A library with text, a scan and a picture of a kind the platform does not read. */
async function fill(glim: Glim, collection: string): Promise<void> {
  const files = join(glim.folder, "files");
  await mkdir(files, { recursive: true });
  for (let number = 1; number < 9; number++) {
    await writeFile(
      join(files, `第${String(number)}章.txt`),
      `第${String(number)}章说的是年假。😀`,
    );
  }
  await writeFile(join(files, "病假规则.md"), "# 病假\n\n病假需要医生证明，每年五天。\n");
  await writeFile(join(files, "发票扫描件.png"), PNG);
  await writeFile(join(files, "old.gif"), "GIF89a....");
  const made = (await glim.call("library_collection_create", { name: collection })) as {
    id: string;
  };
  const { ticket } = (await glim.post("hand-in", [files])) as { ticket: string };
  await glim.call("library_add", { ticket, collection: made.id });
  await expect
    .poll(async () => {
      const { statistics } = (await glim.call("library_overview")) as {
        statistics: { waiting: number; working: number };
      };
      return statistics.waiting + statistics.working;
    })
    .toBe(0);
}

const settings = (page: Page) => page.getByRole("region", { name: "Library" });

test.beforeEach(async ({ glim }) => {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
});

test("Embedding-3 is chosen after its price and left again", async ({ glim, page }) => {
  await fill(glim, "Rules");
  await glim.open("#/settings/library");
  const platform = settings(page).getByRole("radio", { name: /Embedding-3 of the platform/ });
  const local = settings(page).getByRole("radio", { name: /Local model/ });
  await expect(local).toBeChecked();
  await platform.check();
  const dialog = page.getByRole("dialog", { name: "Use the platform’s Embedding-3" });
  await expect(dialog).toContainText(/about ¥0\.\d+, at most ¥0\.\d+/);
  await expect(dialog).toContainText("Embedding-3 (1,024 dimensions)");
  await glim.expectAccessible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(local).toBeChecked();

  await settings(page)
    .getByLabel(/^Length of the vectors/)
    .click();
  await page.getByRole("option", { name: "256" }).click();
  await platform.check();
  await expect(dialog).toContainText("Embedding-3 (256 dimensions)");
  await dialog.getByRole("button", { name: "Agree and begin" }).click();
  await expect(
    settings(page).getByText("Searches use Embedding-3 (256 dimensions)."),
  ).toBeVisible();
  await expect(platform).toBeChecked();

  await settings(page).getByRole("switch", { name: "Let the platform order the hits" }).click();
  await page.reload();
  await expect(
    settings(page).getByRole("switch", { name: "Let the platform order the hits" }),
  ).toBeChecked();
  await glim.expectAccessible();
  await local.check();
  await expect(settings(page).getByText(/vectors kept/)).toBeVisible();
  await settings(page).getByRole("button", { name: "Delete", exact: true }).click();
  await expect(settings(page).getByText(/vectors kept/)).toHaveCount(0);
});

test("a scan is read by the platform only after its price was agreed to", async ({
  glim,
  page,
}) => {
  await fill(glim, "Rules");
  await glim.open("#/library");
  await page.getByRole("button", { name: "Health and statistics" }).click();
  await page.getByRole("button", { name: "Recognise text…" }).click();
  const sheet = page.getByRole("dialog", { name: "Recognise pictures and scans" });
  const scan = sheet.getByRole("checkbox", { name: /发票扫描件/ });
  await expect(scan).toBeChecked();
  const gif = sheet.getByRole("checkbox", { name: /old\.gif/ });
  await expect(gif).toBeDisabled();
  await expect(gif).toHaveAccessibleName(/PDF, JPEG and PNG only/);
  await expect(sheet).toContainText(/about ¥0\.\d+, at most ¥0\.\d+/);
  await glim.expectAccessible();
  await scan.uncheck();
  await expect(sheet.getByRole("button", { name: "Agree and recognise" })).toBeDisabled();
  await scan.check();
  await sheet.getByRole("button", { name: "Agree and recognise" }).click();
  // It has text now: it is in the list no more.
  await expect(scan).toHaveCount(0);
  await expect(gif).toBeVisible();
});

test("a collection goes to the cloud, is found there, and is deleted for good", async ({
  glim,
  page,
}) => {
  await fill(glim, "Rules");
  await glim.open("#/library");
  await page.getByRole("button", { name: "Cloud knowledge bases", exact: true }).click();
  await expect(page.getByText("The account has no knowledge bases yet.")).toBeVisible();
  await page.getByRole("button", { name: "New cloud knowledge base" }).click();
  await page.getByLabel("Name of the knowledge base").fill("手册");
  await page.getByLabel("Name of the knowledge base").press("Enter");
  const sheet = page.getByRole("dialog", { name: "Cloud knowledge base: 手册" });
  await expect(sheet).toContainText("Embedding-3");
  await expect(sheet).toContainText("There are no documents");
  await sheet.getByText("Copy from here").click();
  await sheet.getByLabel(/^Collection/).click();
  await page.getByRole("option", { name: "Rules" }).click();
  await expect(sheet).toContainText(/at most ¥/);
  await expect(sheet).toContainText("2 were not sent");
  await glim.expectAccessible();
  await sheet.getByRole("button", { name: "Agree and copy to the cloud" }).click();
  await expect(sheet).toContainText("The platform took 9 documents");
  await sheet.getByText("Documents", { exact: true }).click();
  await expect(sheet.getByText(/Can be searched/)).toHaveCount(9, { timeout: 15_000 });
  await glim.expectAccessible();
  await sheet.getByText("Search", { exact: true }).first().click();
  await sheet.getByLabel("Ask the cloud").fill("病假要什么证明？");
  await sheet.getByLabel("Ask the cloud").press("Enter");
  await expect(sheet.getByRole("list", { name: "Passages found in the cloud" })).toContainText(
    "医生证明",
  );
  await sheet.getByRole("button", { name: "Delete knowledge base…" }).click();
  await expect(sheet.getByRole("alert")).toContainText("There is no undo");
  await glim.expectAccessible();
  await sheet.getByRole("button", { name: "Delete for good" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByText("The account has no knowledge bases yet.")).toBeVisible();
});

for (const look of LOOKS) {
  test(`what the platform does looks right in ${look.language}, ${look.theme}`, async ({
    glim,
    page,
  }) => {
    await glim.look(look);
    await fill(glim, "合同与法务 Contracts");
    const base = (await glim.call("library_cloud_create", { name: "产品手册 Handbook" })) as {
      id: string;
    };
    const name = (part: string) => `paid-${part}-${look.language}-${look.theme}`;
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
    ] as const) {
      await page.setViewportSize({ width, height });
      const size = String(width);
      await glim.open("#/settings/library");
      await page.getByRole("radio", { name: /Embedding-3/ }).check();
      await expect(page.getByRole("dialog")).toContainText("¥");
      await glim.picture(name(`price-${size}`));
      await page.keyboard.press("Escape");
      await glim.picture(name(`settings-${size}`));

      await glim.open("#/library");
      await page
        .getByRole("button", { name: /健康|Health/ })
        .first()
        .click();
      await page.getByRole("button", { name: /识别文字|Recognise text/ }).click();
      await expect(page.getByRole("dialog")).toContainText("¥");
      await glim.picture(name(`ocr-${size}`));
      await page.keyboard.press("Escape");

      await glim.open("#/library");
      if (width < 1000) continue;
      await page.getByRole("button", { name: /^(云端知识库|Cloud knowledge bases)$/ }).click();
      await page.getByRole("button", { name: /产品手册/ }).click();
      await expect(page.getByRole("dialog")).toContainText(base.id);
      await glim.picture(name(`cloud-${size}`));
      await page.keyboard.press("Escape");
      await glim.picture(name(`list-${size}`));
    }
  });
}
