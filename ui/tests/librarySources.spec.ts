import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Glim, LOOKS, test } from "./glim";

const PAGE = "<title>人工智能 in law</title><h1>Law</h1><p>违约责任由乙方承担。</p>";

/** A site of the test's own. */
async function site(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    if (request.url === "/inside") response.writeHead(302, { location: "http://169.254.169.254/" });
    else if (request.url === "/page") response.writeHead(200, { "content-type": "text/html" });
    else response.writeHead(404);
    response.end(request.url === "/page" ? PAGE : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, address: `127.0.0.1:${String(port)}` };
}

/** The next dialog of the host is answered with these paths. */
async function pick(glim: Glim, paths: string[]): Promise<void> {
  await glim.post("next-pick", paths);
}

const made: string[] = [];
test.afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder to watch, outside of the app's own data, which is refused. */
async function watched(glim: Glim): Promise<string> {
  const outside = await mkdtemp(join(tmpdir(), "glim-watched-"));
  made.push(outside);
  const folder = join(outside, "研究 papers");
  await mkdir(join(folder, "deep"), { recursive: true });
  await writeFile(join(folder, "甲.md"), "# 甲\n\nheliotrope\n");
  await writeFile(join(folder, "deep", "b.txt"), "second");
  await pick(glim, [folder]);
  return folder;
}

test("a page is added by its address, and one inside is refused in words", async ({
  glim,
  page,
}) => {
  const { server, address } = await site();
  try {
    await glim.start({ connected: true, pageServer: address });
    await glim.look({ language: "en" });
    await glim.open("#/library");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Add a web page…" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a web page" });
    await dialog.getByRole("button", { name: "Add" }).click();
    await expect(dialog.getByText("Type an address")).toBeVisible();
    await dialog.getByLabel("Address").fill(`http://${address}/inside`);
    await dialog.getByRole("button", { name: "Add" }).click();
    await expect(dialog).toContainText("Only public pages are fetched");
    await glim.expectAccessible();
    await glim.picture("sources-page-refused");
    await dialog.getByLabel("Address").fill(`http://${address}/page`);
    await dialog.getByLabel("Address").press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText("The page is added")).toBeVisible();
    await expect(page.getByRole("grid")).toContainText("人工智能 in law");
  } finally {
    server.close();
  }
});

test("what is found in a watched folder is decided file by file or all at once", async ({
  glim,
  page,
}) => {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
  const folder = await watched(glim);
  await glim.open("#/library");
  await page.getByRole("button", { name: "Watched folders" }).click();
  const sheet = page.getByRole("dialog", { name: "Watched folders" });
  await sheet.getByRole("button", { name: "Watch a folder…" }).click();
  await expect(sheet.getByText("2 files to decide about")).toBeVisible();
  await expect(sheet.getByText("Watched · last")).toBeVisible();
  await glim.expectAccessible();
  await sheet.getByRole("button", { name: "Ignore b.txt" }).click();
  await expect(sheet.getByText("1 file to decide about")).toBeVisible();
  await sheet.getByRole("button", { name: "Take all" }).click();
  await expect(sheet.getByText("to decide about")).toHaveCount(0);
  await rename(join(folder, "甲.md"), join(folder, "乙.md"));
  await expect(sheet.getByRole("listitem")).toContainText("Moved");
  await sheet.getByRole("button", { name: "Take 乙.md" }).click();
  await expect(sheet.getByText("to decide about")).toHaveCount(0);
  await rm(folder, { recursive: true });
  await sheet.getByRole("button", { name: /^Look through/ }).click();
  await expect(sheet.getByText("Not connected or moved")).toBeVisible();
  await glim.expectAccessible();
  await sheet.getByRole("button", { name: /^Stop watching/ }).click();
  await expect(sheet.getByRole("button", { name: "Watch a folder…" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("grid")).toContainText("乙.md");
});

test("a collection is written to a file and read in again", async ({ glim, page }) => {
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
  const collection = (await glim.call("library_collection_create", { name: "合同" })) as {
    id: string;
  };
  const file = join(glim.folder, "a.md");
  await writeFile(file, "# 合同\n\n违约责任\n");
  const { ticket } = (await glim.post("hand-in", [file])) as { ticket: string };
  await glim.call("library_add", { ticket, collection: collection.id });
  await glim.open(`#/library`);
  await page.getByRole("link", { name: "合同" }).click();
  await expect(page.getByRole("grid")).toContainText("a.md");
  const target = join(glim.folder, "out");
  await mkdir(target);
  await expect(page.getByRole("grid")).toContainText("Ready");
  await page.getByRole("button", { name: "Actions for “合同”" }).click({ force: true });
  await page.getByRole("menuitem", { name: "Write to a file…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Write/ });
  await expect(dialog.getByText("1 source, about")).toBeVisible();
  await glim.expectAccessible();
  await glim.picture("sources-export");
  await pick(glim, [target]);
  await dialog.getByRole("button", { name: "Choose where…" }).click();
  await expect(page.getByText("合同.glimlib is written")).toBeVisible();
  const [name] = await readdir(target);
  await pick(glim, [join(target, name ?? "")]);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Read in a collection…" }).click();
  await expect(page.getByText("“合同” is read in: 0 new sources, 1 known")).toBeVisible();
  await pick(glim, [file]);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Read in a collection…" }).click();
  await expect(page.getByText("It is not a collection written by Glim.")).toBeVisible();
});

for (const look of LOOKS) {
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
  ] as const) {
    test(`watched folders look right in ${look.language}, ${look.theme}, ${String(width)}`, async ({
      glim,
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await glim.start({ connected: true });
      await glim.look(look);
      await watched(glim);
      await glim.call("library_watch", { collection: null, automatic: false });
      await glim.open("#/library");
      await page.getByRole("button", { name: /监视的文件夹|Watched folders/ }).click();
      await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(2);
      await expect(page.getByRole("dialog").getByRole("status")).toContainText(/监视中|Watched/);
      await glim.expectAccessible();
      const name = `sources-folders-${look.language}-${look.theme}-${String(width)}`;
      await glim.picture(name);
    });
  }
}
