import { expect, test } from "./glim";

/** Nothing listens there: the platform cannot be reached. */
const NOBODY = "http://127.0.0.1:9/v1";
const KEY = "0123456789abcdef.SecretOfTheTest";

test.beforeEach(async ({ glim }) => {
  await glim.start();
  await glim.look({});
  await glim.open();
});

test("a visitor looks around without a key and is told that it is a demonstration", async ({
  glim,
  page,
}) => {
  await expect(page.getByRole("heading", { name: "欢迎使用 Glim" })).toBeVisible();
  await page.getByRole("button", { name: "不用密钥，先随便看看" }).click();
  await expect(page.getByRole("complementary", { name: "演示平台" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "功能区" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("complementary", { name: "演示平台" })).toBeVisible();
  await glim.expectAccessible();
});

test("the language switches at once, and the form stays as it was", async ({ page }) => {
  await page.getByLabel("API 密钥").fill(KEY);
  await page.getByText("English", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Welcome to Glim" })).toBeVisible();
  await expect(page.getByLabel("API key")).toHaveValue(KEY);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a key is hidden, can be shown, and is in nothing that the page keeps", async ({ page }) => {
  await page.getByText("自己的服务器").click();
  await page.getByLabel("服务器地址").fill(NOBODY);
  const field = page.getByLabel(/^API 密钥/);
  await expect(field).toHaveAttribute("type", "password");
  await expect(field).toHaveAttribute("autocomplete", "off");
  await field.fill(KEY);
  await page.getByRole("button", { name: "显示" }).click();
  await expect(field).toHaveAttribute("type", "text");
  await field.press("Enter");
  await expect(page.getByRole("alert")).toContainText("无法连接平台");
  await page.getByRole("button", { name: "不检查，直接保存" }).click();
  await expect(page.getByRole("navigation", { name: "功能区" })).toBeVisible();

  const kept = await page.evaluate(() => ({
    page: document.documentElement.outerHTML,
    storage: JSON.stringify([localStorage, sessionStorage].map((kept) => Object.entries(kept))),
    address: location.href,
  }));
  expect(JSON.stringify(kept)).not.toContain(KEY);

  await page.getByRole("button", { name: "设置" }).click();
  await expect(page.getByText("以 Test 结尾，存放在系统钥匙串")).toBeVisible();
});

test("a key that is missing or an address that is none is said at its field", async ({ page }) => {
  await page.getByRole("button", { name: "检查并连接" }).click();
  await expect(page.getByRole("alert")).toHaveText("请粘贴该平台的密钥。");
  await page.getByText("自己的服务器").click();
  await page.getByLabel("服务器地址").fill("localhost");
  await page.getByLabel("服务器地址").press("Enter");
  await expect(page.getByRole("alert")).toHaveText(/请输入完整的地址/);
  await expect(page.getByLabel("服务器地址")).toHaveAttribute("aria-invalid", "true");
});

test("a key in a sealed file is asked for at the next start, and can wait", async ({
  glim,
  page,
}) => {
  test.slow();
  await page.getByText("自己的服务器").click();
  await page.getByLabel("服务器地址").fill(NOBODY);
  await page.getByLabel(/^API 密钥/).fill(KEY);
  await page.getByRole("button", { name: "更改" }).click();
  await page.getByText("加密文件", { exact: true }).click();
  await page.getByLabel("口令", { exact: true }).fill("落霞与孤鹜齐飞，秋水共长天一色");
  await expect(page.getByText("强度高。")).toBeVisible();
  await page.getByLabel("再输入一次口令").fill("落霞");
  await page.getByRole("button", { name: "检查并连接" }).click();
  await expect(page.getByRole("alert")).toHaveText("两次输入的口令不一样。");
  await page.getByLabel("再输入一次口令").fill("落霞与孤鹜齐飞，秋水共长天一色");
  await page.getByRole("button", { name: "检查并连接" }).click();
  await page.getByRole("button", { name: "不检查，直接保存" }).click();
  await expect(page.getByRole("navigation", { name: "功能区" })).toBeVisible();

  // The page goes first: what it asks of a backend that is gone is not what is tested here.
  await page.goto("about:blank");
  await glim.start();
  await glim.look({});
  await glim.open("#/settings/platform");
  const dialog = page.getByRole("dialog", { name: "解锁密钥" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "以后再说" }).click();
  await expect(page.getByText("在加密文件里，尚未解锁")).toBeVisible();
  await page.getByRole("button", { name: "解锁" }).click();
  await page.keyboard.type("wrong passphrase");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("口令不对");
  await dialog.getByLabel("加密文件的口令").fill("落霞与孤鹜齐飞，秋水共长天一色");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("以 Test 结尾，存放在加密文件")).toBeVisible();
});

test("the keyboard alone is enough", async ({ page }) => {
  const focused = page.locator(":focus");
  await page.keyboard.press("Tab");
  await expect(focused).toHaveAttribute("value", "zh-CN");
  await page.keyboard.press("Tab");
  await expect(focused).toHaveAttribute("value", "bigModel");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(focused).toHaveAttribute("value", "custom");
  await page.keyboard.press("Tab");
  await page.keyboard.type(NOBODY);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("无法连接平台");
});

test("the proxy can be set before the first connection", async ({ page }) => {
  await page.getByText("自己的服务器").click();
  await page.getByLabel("服务器地址").fill(NOBODY);
  await page.getByRole("button", { name: "检查并连接" }).click();
  await page.getByRole("button", { name: "网络设置" }).click();
  const dialog = page.getByRole("dialog", { name: "网络" });
  await dialog.getByText("直接连接").click();
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("网络设置已保存")).toBeVisible();
});
