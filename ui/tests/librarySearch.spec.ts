import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, type Glim, LOOKS, test } from "./glim.ts";
import { pdfOf } from "./pdf.ts";
import { underPolicy } from "./policy.ts";

const box = (page: Page): Locator => page.locator("#library-search");
const hits = (page: Page): Locator => page.locator("[data-hit]");
const viewer = (page: Page): Locator => page.locator("section.viewer");
const marks = (page: Page): Locator => viewer(page).locator("[data-mark]");

/** The second page lies on its side and shows only a part of its paper. */
const CONTRACT = pdfOf([
  {
    lines: [
      { text: "Supply contract", x: 72, y: 760, size: 20 },
      {
        text: "The supplier delivers the goods within thirty days after the order.",
        x: 72,
        y: 700,
      },
      { text: "本合同由甲乙双方签订，自签字之日起生效。", x: 72, y: 660 },
    ],
  },
  {
    rotate: 90,
    crop: [40, 100, 555, 800],
    lines: [
      { text: "Penalties", x: 72, y: 740, size: 20 },
      { text: "Late payment carries a penalty of five percent.", x: 72, y: 640 },
      { text: "违约责任由乙方承担，赔偿金为合同总额的百分之五。", x: 72, y: 420 },
    ],
  },
]);

const MANY = pdfOf(
  Array.from({ length: 1_000 }, (_, index) => ({
    lines: [
      { text: `Sheet number ${String(index + 1)} quicksilver${String(index + 1)}`, x: 72, y: 400 },
    ],
  })),
);

/** Hands files in as a drop does, and waits until they can be found. */
async function add(glim: Glim, files: Record<string, string | Buffer>): Promise<string> {
  const folder = join(glim.folder, "files");
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const { ticket } = (await glim.post("hand-in", [folder])) as { ticket: string };
  await glim.call("library_add", { ticket, collection: null });
  const ready = async (): Promise<number> => {
    const overview = (await glim.call("library_overview")) as { statistics: { ready: number } };
    return overview.statistics.ready;
  };
  await expect.poll(ready, { timeout: 30_000 }).toBe(Object.keys(files).length);
  return folder;
}

async function begin(
  glim: Glim,
  files: Record<string, string | Buffer>,
  look = {},
): Promise<string> {
  await glim.start({ connected: true });
  await glim.look({ language: "en", ...look });
  await glim.open("#/library/search");
  const folder = await add(glim, files);
  await glim.page.reload();
  await expect(box(glim.page)).toBeFocused();
  return folder;
}

const USUAL = {
  "合同.pdf": CONTRACT,
  "notes.txt": "The penalty clause is new.\n\n上海的报告写于三月。😀",
  "sales.csv": "city,units\n上海,31\nOslo,7\n",
};

/** How much of `inner` lies within some of `outer`. */
async function covered(inner: Locator, outer: Locator): Promise<number> {
  const target = await inner.boundingBox();
  if (target === null) return 0;
  let area = 0;
  for (const each of await outer.all()) {
    const mark = await each.boundingBox();
    if (mark === null) continue;
    const width =
      Math.min(target.x + target.width, mark.x + mark.width) - Math.max(target.x, mark.x);
    const height =
      Math.min(target.y + target.height, mark.y + mark.height) - Math.max(target.y, mark.y);
    if (width > 0 && height > 0) area += width * height;
  }
  return area / (target.width * target.height);
}

test("an English question opens the PDF at its page, with the marks where the words are", async ({
  glim,
  page,
}) => {
  await begin(glim, USUAL);
  await box(page).fill("late payment penalty");
  const hit = hits(page).filter({ hasText: "five percent" });
  await expect(hit).toContainText("page 2");
  await expect(hit.locator("mark").first()).toBeVisible();
  await hit.click();
  await expect(viewer(page)).toHaveAttribute("data-shows", "pages");
  const words = viewer(page).locator("[data-page='2'] .words span", { hasText: "five percent" });
  await expect(words).toBeVisible();
  await expect(words).toBeInViewport();
  await expect(marks(page).first()).toBeInViewport();
  await expect.poll(() => covered(words, marks(page))).toBeGreaterThan(0.75);
  const other = viewer(page).locator("[data-page='1'] .words span", { hasText: "Supply" });
  if ((await other.count()) > 0) expect(await covered(other, marks(page))).toBeLessThan(0.1);
  await expect(viewer(page).getByLabel("Go to page"), "the last page, halfway up").toHaveValue("2");
  await glim.picture("library-viewer-turned-en");
});

test("Chinese words in a font that the file does not bring are found, drawn and marked", async ({
  glim,
  page,
}) => {
  await begin(glim, USUAL, { language: "zh-CN" });
  await box(page).fill("自签字之日起生效");
  const hit = hits(page).filter({ hasText: "合同由甲乙双方" });
  await expect(hit).toContainText("第 1 页");
  await box(page).press("Enter");
  const words = viewer(page).locator("[data-page='1'] .words span", { hasText: "甲乙双方" });
  await expect(words).toHaveText("本合同由甲乙双方签订，自签字之日起生效。");
  await expect.poll(() => covered(words, marks(page))).toBeGreaterThan(0.75);
  await glim.picture("library-viewer-zh");
  await box(page).fill("违约");
  await expect(hits(page).first()).toContainText("第 2 页");
});

test("the text as read, a table and a plain text show what was found", async ({ glim, page }) => {
  await begin(glim, USUAL);
  await box(page).fill("penalty");
  await hits(page).filter({ hasText: "five percent" }).click();
  await viewer(page).getByText("Text as read").click();
  const target = viewer(page).locator("[aria-current='location']");
  await expect(target).toContainText("Late payment carries a penalty");
  await expect(target.locator("mark").first()).toBeVisible();

  await box(page).fill("上海");
  await hits(page).filter({ hasText: "31" }).click();
  await expect(viewer(page).getByRole("columnheader", { name: "city" })).toBeVisible();
  await expect(viewer(page).getByRole("cell", { name: "31" })).toBeVisible();
  await hits(page).filter({ hasText: "三月" }).click();
  await expect(viewer(page).locator("mark").first()).toHaveText("上海");
  await expect(viewer(page).getByRole("heading")).toHaveText("notes.txt");
});

test("the keyboard alone searches, opens, steps through passages and comes back", async ({
  glim,
  page,
}) => {
  await begin(glim, USUAL);
  await box(page).fill("penalty");
  await expect(hits(page)).not.toHaveCount(0);
  await box(page).press("ArrowDown");
  await expect(hits(page).first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(viewer(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(viewer(page)).toHaveCount(0);
  await expect(hits(page).first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(box(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(box(page)).toHaveValue("");
});

test("a file that went or changed meanwhile is said, and its text is still there", async ({
  glim,
  page,
}) => {
  const folder = await begin(glim, USUAL);
  await box(page).fill("penalty");
  const hit = hits(page).filter({ hasText: "five percent" });
  await expect(hit).toBeVisible();
  await writeFile(join(folder, "合同.pdf"), Buffer.concat([CONTRACT, Buffer.from("\n% later\n")]));
  await hit.click();
  await expect(viewer(page).getByText("The file has changed since it was read")).toBeVisible();
  await page.keyboard.press("Escape");
  await rm(join(folder, "合同.pdf"));
  await hit.click();
  await expect(viewer(page).getByText("The file is not there any more")).toBeVisible();
  await expect(viewer(page).locator("[aria-current='location']")).toContainText("five percent");
  await writeFile(join(folder, "合同.pdf"), CONTRACT);
  await viewer(page).getByRole("button", { name: "Try again" }).click();
  await expect(viewer(page)).toHaveAttribute("data-shows", "pages");
});

test("a thousand pages stay light", async ({ glim, page }) => {
  await begin(glim, { "many.pdf": MANY });
  await box(page).fill("quicksilver777");
  await hits(page).first().click();
  const sheet = viewer(page).locator("[data-page='777']");
  await expect(sheet.locator(".words span", { hasText: "quicksilver777" })).toBeInViewport();
  const field = viewer(page).getByLabel("Go to page");
  await expect(field).toHaveValue("777");
  expect(await viewer(page).locator("canvas").count()).toBeLessThan(8);
  await field.fill("12");
  await field.press("Enter");
  await expect(viewer(page).locator("[data-page='12']")).toBeInViewport();
  await expect(sheet).toHaveCount(0);
  const before = await viewer(page).locator("[data-page='12']").boundingBox();
  await viewer(page).getByRole("button", { name: "Zoom out" }).click();
  await expect
    .poll(async () => (await viewer(page).locator("[data-page='12']").boundingBox())?.width)
    .toBeLessThan(before?.width ?? 0);
  await expect(field).toHaveValue("12");
});

test("nothing found says what was searched, and filters limit it", async ({ glim, page }) => {
  await begin(glim, USUAL);
  await box(page).fill('"no such phrase anywhere"');
  await expect(page.getByText("Nothing found for")).toBeVisible();
  await expect(page.getByText("all 3 sources")).toBeVisible();
  await box(page).fill("penalty");
  await expect(hits(page).filter({ hasText: "five percent" })).toBeVisible();
  await expect(hits(page).filter({ hasText: "Oslo" }), "it has nothing to do with it").toHaveCount(
    0,
  );
  await box(page).fill("penalty -clause");
  await expect(hits(page).filter({ hasText: "five percent" })).toBeVisible();
  await expect(hits(page).filter({ hasText: "clause" })).toHaveCount(0);
  await box(page).fill("penalty");
  await page.getByLabel("Kind: All kinds").click();
  await page.getByRole("option", { name: "PDF", exact: true }).click();
  await expect(hits(page).filter({ hasText: "clause" })).toHaveCount(0);
  await expect(hits(page).filter({ hasText: "five percent" })).toBeVisible();
});

test("the viewer keeps to the policy that the app sets", async ({ glim, page }) => {
  const violations = await underPolicy(page);
  await begin(glim, USUAL);
  await box(page).fill("自签字之日起生效");
  await hits(page).first().click();
  await expect(
    viewer(page).locator("[data-page='1'] .words span", { hasText: "甲乙双方" }),
  ).toBeVisible();
  await expect(marks(page).first()).toBeVisible();
  expect(violations).toEqual([]);
});

for (const look of LOOKS) {
  test(`search and viewer are good in ${look.language}, ${look.theme}`, async ({ glim, page }) => {
    await begin(glim, USUAL, look);
    const name = `library-search-${look.language}-${look.theme}`;
    await glim.picture(`${name}-start`);
    await box(page).fill("penalty 违约责任");
    await expect(hits(page).filter({ hasText: "违约责任" }).first()).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-hits`);
    await hits(page).filter({ hasText: "违约责任" }).first().click();
    await expect(marks(page).first()).toBeInViewport();
    await glim.expectAccessible();
    await glim.picture(`${name}-page`);
    await viewer(page).locator(".segmented label").nth(1).click();
    await expect(viewer(page).locator("mark").first()).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-text`);
    await page.setViewportSize({ width: 900, height: 600 });
    await expect(viewer(page)).toBeVisible();
    await glim.expectAccessible();
    await glim.picture(`${name}-narrow`);
  });
}
