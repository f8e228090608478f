import { expect, test } from "./glim";

test.beforeEach(async ({ glim }) => {
  await glim.start({ connected: true });
  await glim.look({});
  await glim.open();
  await expect(glim.page.getByRole("navigation", { name: "功能区" })).toBeVisible();
});

test("the palette does what is typed, in either language and by pinyin", async ({ page }) => {
  const palette = page.getByRole("dialog", { name: "命令面板" });
  const field = palette.getByRole("combobox");
  for (const words of ["打开设置", "dksz", "open sett"]) {
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    await field.fill(words);
    await expect(palette.getByRole("option", { selected: true })).toContainText("打开设置");
    await page.keyboard.press("Enter");
    await expect(palette).toBeHidden();
    await expect(page).toHaveURL(/#\/settings\/platform$/);
    await page.keyboard.press("Control+1");
    await expect(page).toHaveURL(/#\/chat/);
  }
});

test("the palette moves by the arrows, closes by its key and by Escape", async ({ page }) => {
  const palette = page.getByRole("dialog", { name: "命令面板" });
  await page.keyboard.press("Control+k");
  const chosen = palette.getByRole("option", { selected: true });
  const first = await chosen.textContent();
  await page.keyboard.press("ArrowDown");
  await expect(chosen).not.toHaveText(first ?? "");
  await page.keyboard.press("ArrowUp");
  await expect(chosen).toHaveText(first ?? "");
  await page.keyboard.press("ArrowUp");
  await expect(palette.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await palette.getByRole("combobox").fill("没有这样的命令");
  await expect(palette.getByText("没有找到")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(palette).toBeHidden();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the question mark shows the keys, but not while something is typed", async ({ page }) => {
  await page.keyboard.press("Control+Comma");
  await page.locator("body").click({ position: { x: 700, y: 700 } });
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog", { name: "键盘快捷键" });
  await expect(sheet).toContainText("新建对话");
  await page.keyboard.press("Control+Comma");
  await expect(sheet, "a key of the frame does nothing behind a dialog").toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  await page.getByRole("link", { name: "新对话" }).click();
  const prompt = page.getByLabel("系统提示词");
  await prompt.focus();
  await page.keyboard.type("真的?");
  await expect(prompt).toHaveValue("真的?");
  await expect(sheet).toBeHidden();
});

test("a view has an address: reload and back find it again", async ({ page }) => {
  await page.keyboard.press("Control+Comma");
  await page.getByRole("link", { name: "数据" }).click();
  await expect(page).toHaveURL(/#\/settings\/data$/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "数据", level: 2 })).toBeVisible();
  await page.getByRole("link", { name: "关于" }).click();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "数据", level: 2 })).toBeVisible();
  await page.getByRole("button", { name: "对话", exact: true }).click();
  await page.getByRole("button", { name: "设置", exact: true }).click();
  await expect(page, "the place is found as it was left").toHaveURL(/#\/settings\/data$/);
});

test("the rail tells its names and keys", async ({ page }) => {
  await page.getByRole("button", { name: "设置", exact: true }).hover();
  await expect(page.getByRole("tooltip").or(page.locator(".tooltip"))).toContainText("设置");
  await expect(page.getByRole("button", { name: "设置", exact: true })).toHaveAttribute(
    "aria-keyshortcuts",
    "Control+,",
  );
});

test("the demonstration offers a real platform", async ({ page }) => {
  await page.getByRole("button", { name: "连接平台" }).click();
  const dialog = page.getByRole("dialog", { name: "连接平台" });
  await expect(dialog.getByLabel("API 密钥")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("what one has seen elsewhere changes no control of the chat", async ({ glim, page }) => {
  const thinking = page.getByRole("button", { name: /^思考/ });
  const look = () =>
    thinking.evaluate((button) => {
      const { backgroundColor, width, padding, borderRadius } = getComputedStyle(button);
      return { backgroundColor, width, padding, borderRadius };
    });
  await glim.open();
  await expect(thinking).toBeVisible();
  const before = await look();
  expect(before.backgroundColor).toBe("rgba(0, 0, 0, 0)");
  for (const place of ["知识库", "创作室", "设置"]) {
    await page.getByRole("button", { name: place, exact: true }).click();
    await expect(page).toHaveURL(/#\/(library|studio|settings)/);
    await page.waitForLoadState("networkidle");
  }
  await page.getByRole("button", { name: "对话", exact: true }).click();
  await page.mouse.move(600, 100);
  await expect(thinking).toBeVisible();
  expect(await look()).toEqual(before);
});

for (const width of [1280, 520]) {
  test(`in a window of ${String(width)} one can type in the first frame, and what comes after it moves nothing`, async ({
    glim,
    page,
  }) => {
    await page.setViewportSize({ width, height: 780 });
    await glim.open();
    await page.route("**/assets/parts-*.js", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.reload();
    const box = page.getByRole("textbox", { name: "消息" });
    await expect(box).toBeFocused();
    await page.keyboard.type("早");
    const title = page.getByRole("heading", { name: "想了解点什么？" });
    await expect(title).toBeHidden();
    const before = await box.boundingBox();
    await expect(title).toBeVisible();
    await expect(page.getByRole("button", { name: "发送" })).toBeEnabled();
    await expect(box).toHaveValue("早");
    await expect(box).toBeFocused();
    expect(await box.boundingBox()).toEqual(before);
  });
}
