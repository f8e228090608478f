import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { box } from "./chat.ts";
import { expect, type Glim, LOOKS, test } from "./glim.ts";
import { pdfOf } from "./pdf.ts";

const LONG = "2026 年度供应商框架协议与补充条款汇编（含附件一至附件十二，最终签署版本）.md";

const PDF = pdfOf([
  { lines: [{ text: "Supply contract 供货合同", x: 72, y: 760, size: 20 }] },
  { lines: [{ text: "违约责任由乙方承担，赔偿金为合同总额的百分之五。", x: 72, y: 640 }] },
]);

/** Files of every kind and fate; those of `many` take a while. */
async function shelve(glim: Glim): Promise<string> {
  const folder = join(glim.folder, "files");
  await mkdir(folder, { recursive: true });
  const files: Record<string, string | Buffer> = {
    "供货合同.pdf": PDF,
    [LONG]: "# 违约责任\n\n乙方逾期交货的，每逾期一日支付合同总额千分之五的违约金。\n",
    "harbour report.md":
      "# Port of Lindau\n\nThe inner harbour is 14 metres deep at low tide.\n\n## Fees\n\nA berth costs 310 euros.\n",
    "销售.csv": "城市,台数\n上海,31\nOslo,7\n",
    "broken.pdf": "%PDF-1.7\nthis is no document",
    "empty.txt": "",
    "copy.md": "# 违约责任\n\n乙方逾期交货的，每逾期一日支付合同总额千分之五的违约金。\n",
    "تقرير 2026.txt": "تقرير عن الميناء",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

async function add(glim: Glim, path: string, collection: string | null = null): Promise<void> {
  const { ticket } = (await glim.post("hand-in", [path])) as { ticket: string };
  await glim.call("library_add", { ticket, collection });
}

async function atRest(glim: Glim): Promise<void> {
  const left = async (): Promise<number> => {
    const { statistics } = (await glim.call("library_overview")) as {
      statistics: { waiting: number; working: number };
    };
    return statistics.waiting + statistics.working;
  };
  await expect.poll(left, { timeout: 60_000 }).toBe(0);
}

const collection = async (glim: Glim, name: string): Promise<string> =>
  ((await glim.call("library_collection_create", { name })) as { id: string }).id;

const rows = (page: Page) => page.getByRole("grid").getByRole("row");

for (const look of LOOKS) {
  test(`every screen of the library looks right in ${look.language}, ${look.theme}`, async ({
    glim,
    page,
  }) => {
    test.setTimeout(240_000);
    await glim.start({ connected: true });
    await glim.look(look);
    const chinese = look.language === "zh-CN";
    const group = await collection(glim, "合同与法务 Contracts");
    await collection(glim, "一个名字特别长的合集，用来看它在窄栏里怎样被截断");
    await add(glim, await shelve(glim), group);
    await atRest(glim);
    const more = join(glim.folder, "more");
    await mkdir(more);
    for (let at = 0; at < 40; at++) {
      const text = `# 第 ${String(at)} 章\n\n${`段落 ${String(at)}：违约金按日计算，自逾期之日起算。`.repeat(12)}\n`;
      await writeFile(join(more, `第${String(at)}章 chapter.md`), text);
    }
    const shows = async (part: string, size: string): Promise<void> => {
      await glim.picture(`looks-${part}-${look.language}-${look.theme}-${size}`);
    };
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
    ] as const) {
      await page.setViewportSize({ width, height });
      const size = String(width);
      await glim.open("#/library");
      await expect(rows(page).first()).toBeVisible();
      if (width === 1280) {
        await add(glim, more);
        await expect(page.getByRole("progressbar").first()).toBeVisible();
        await shows("busy", size);
        await atRest(glim);
      }
      await page.keyboard.press("Control+n");
      await expect(page.getByRole("menu")).toBeVisible();
      await shows("new", size);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: /^(排序|Sort)/ }).click();
      await shows("sort", size);
      await page
        .getByRole("menuitem", { name: chinese ? "状态" : "Stage" })
        .or(page.getByRole("menuitemcheckbox", { name: chinese ? "状态" : "Stage" }))
        .click();
      await expect(rows(page).first()).toContainText("broken.pdf");
      await glim.expectAccessible();
      await shows("list", size);

      await page.getByLabel(chinese ? "按名称筛选" : "Filter by name").fill("合同");
      await rows(page).filter({ hasText: "供货合同.pdf" }).click({ button: "right" });
      await shows("menu", size);
      await page.keyboard.press("Escape");
      await rows(page).filter({ hasText: "供货合同.pdf" }).click();
      await expect(page.locator("[data-source-pane]")).toContainText("供货合同.pdf");
      await expect(page.locator("[data-source-pane] canvas").first()).toBeVisible();
      await shows("source", size);
      await page.keyboard.press("Escape");

      await glim.open(`#/library/sources/${group}`);
      await page
        .getByRole("button", { name: chinese ? "健康与统计" : "Health and statistics" })
        .click();
      await expect(page.getByRole("dialog")).toContainText("broken.pdf");
      await shows("health", size);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+Shift+U");
      await expect(page.getByRole("dialog")).toBeVisible();
      await shows("page", size);
      await page.keyboard.press("Escape");
      await glim.post("drop", [more, join(glim.folder, "files", LONG)]);
      await expect(page.getByRole("dialog")).toContainText("more");
      await shows("drop", size);
      await page.getByRole("button", { name: chinese ? "加入知识库" : "Add to Library" }).click();
      await expect(page.locator(".toast").or(page.getByRole("dialog"))).toBeVisible();
      await shows("added", size);
      await page.keyboard.press("Escape");

      await glim.open("#/library/search");
      await page.locator("#library-search").fill("违约金 penalty");
      await expect(page.locator("[data-hit]").first()).toBeVisible();
      await shows("hits", size);
      await page.locator("#library-search").fill('"没有这样的词组"');
      await expect(page.locator("[data-hit]")).toHaveCount(0);
      await shows("nothing", size);

      await glim.open("#/settings/appearance");
      await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
      await page.keyboard.press("Control+Slash");
      await expect(page.getByRole("dialog")).toContainText(chinese ? "新建合集" : "New collection");
      await shows("keys", size);
      await page.keyboard.press("Escape");

      await glim.open("#/chat");
      await box(page).pressSequentially("@");
      await expect(page.getByRole("option").first()).toBeVisible();
      await shows("mention", size);
      for (let chip = 0; chip < 3; chip++) {
        await box(page).press("ArrowDown");
        await box(page).press("Enter");
        await box(page).pressSequentially("@");
        await expect(page.getByRole("option").first()).toBeVisible();
      }
      await box(page).press("Escape");
      await box(page).fill("");
      await shows("chips", size);
      for (const remove of await page.locator(".chips .chip button").all()) {
        await remove.isVisible();
        await page.locator(".chips .chip button").last().click();
      }
    }
  });
}
