import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Glim, test } from "./glim";

/** Where SQLite keeps `PRAGMA user_version` in the first page. */
const USER_VERSION_AT = 60;

async function openBlocked(glim: Glim): Promise<void> {
  await glim.start();
  await glim.look({});
  await glim.open();
}

test("a damaged database is named, left as it is, and the places stay shut", async ({
  glim,
  page,
}) => {
  const file = join(glim.folder, "glim.sqlite");
  const damaged = Buffer.alloc(8192, "这不是数据库。");
  await writeFile(file, damaged);
  await openBlocked(glim);
  await expect(page.getByRole("heading", { name: "数据库已损坏" })).toBeVisible();
  await expect(page.getByText(glim.folder)).toBeVisible();
  const theirs = page.locator("details code");
  await expect(theirs, "English words of the system meet nobody unasked").toBeHidden();
  await page.getByText("系统的原话").click();
  await expect(theirs).toBeVisible();
  await expect(theirs).toHaveAttribute("lang", "en");
  await expect(page.getByRole("navigation")).toHaveCount(0);
  expect(await readFile(file)).toEqual(damaged);
  await glim.expectAccessible();
  await glim.picture("blocked-damaged-zh");
});

test("data of a newer Glim is refused politely", async ({ glim, page }) => {
  await glim.start({ connected: true });
  await glim.stop();
  const file = await open(join(glim.folder, "glim.sqlite"), "r+");
  await file.write(Buffer.from([0, 0, 0x27, 0x0f]), 0, 4, USER_VERSION_AT);
  await file.close();
  await openBlocked(glim);
  await expect(page.getByRole("heading", { name: "这些数据由更新版本的 Glim 写入" })).toBeVisible();
  await expect(page.getByText("你的数据是安全的，没有被改动。")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "重启 Glim" })).toBeFocused();
});
