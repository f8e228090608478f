import { expect, test } from "./glim";

test.beforeEach(async ({ glim }) => {
  await glim.start({ connected: true });
  await glim.look({});
});

test("language, theme and size change at once and are kept", async ({ glim, page }) => {
  await glim.open("#/settings/appearance");
  const html = page.locator("html");
  await page.getByText("深色", { exact: true }).click();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await page.getByText("English", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Appearance" })).toBeVisible();
  const slider = page.getByRole("slider", { name: "Text size" });
  await slider.focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuetext", "150%");
  await expect(html).toHaveCSS("font-size", "24px");
  await page.getByText("New line", { exact: true }).click();
  await expect(page.getByText("Ctrl + Enter sends")).toBeVisible();

  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(html).toHaveCSS("font-size", "24px");
  await expect(page.getByRole("slider", { name: "Text size" })).toHaveValue("150");
  await expect(page.getByText("Ctrl + Enter sends")).toBeVisible();
});

test("the system's theme is followed while the app runs", async ({ glim, page }) => {
  await glim.look({ theme: "system" });
  await glim.open("#/settings/appearance");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("a proxy is checked, kept, and its password never comes back", async ({ glim, page }) => {
  await glim.open("#/settings/network");
  await page.getByText("自定义代理").click();
  await page.getByLabel("代理地址").fill("127.0.0.1:7890");
  await page.getByLabel("代理地址").press("Enter");
  await expect(page.getByRole("alert")).toContainText("请输入带协议与端口的完整地址");
  await page.getByLabel("代理地址").fill("http://127.0.0.1:7890");
  await page.getByLabel("用户名").fill("安娜");
  await page.getByLabel(/^密码/).fill("SecretOfTheProxy");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("网络设置已保存")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("用户名")).toHaveValue("安娜");
  await expect(page.getByLabel(/^密码/)).toHaveValue("");
  await expect(page.getByLabel(/^密码/)).toHaveAttribute("placeholder", "已保存，留空则不变");
  expect(await page.content()).not.toContain("SecretOfTheProxy");
});

test("what a new conversation begins with is kept at once", async ({ glim, page }) => {
  await glim.open("#/settings/conversations");
  const temperature = page.getByLabel("温度");
  await temperature.fill("7");
  await temperature.blur();
  await expect(page.getByRole("alert")).toHaveText("0 到 1");
  await temperature.fill("０．３");
  await temperature.blur();
  await expect(page.getByText("已保存", { exact: true })).toBeVisible();
  await temperature.press("ArrowUp");
  await expect(temperature).toHaveValue("0.4");
  await page.getByText("开启", { exact: true }).click();
  await page.getByLabel("系统提示词").fill("请用文言文回答。🎋");
  await page.getByLabel("系统提示词").blur();
  await expect(page.getByText("已保存", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("温度")).toHaveValue("0.4");
  await expect(page.getByLabel("系统提示词")).toHaveValue("请用文言文回答。🎋");
  await expect(page.getByRole("radio", { name: "开启" })).toBeChecked();
});

test("the model of new conversations is chosen by the keyboard", async ({ glim, page }) => {
  await glim.open("#/settings/conversations");
  const select = page.getByLabel(/^模型: 平台默认/);
  await select.focus();
  await page.keyboard.press("Enter");
  const options = page.getByRole("option");
  await expect(options.first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByText("已保存", { exact: true })).toBeVisible();
  await expect(page.getByLabel(/^模型: (?!平台默认)/)).toBeVisible();
});

test("a backup is written and says its size", async ({ glim, page }) => {
  await glim.open("#/settings/data");
  await expect(page.getByText(glim.folder)).toBeVisible();
  await page.getByRole("button", { name: "立即备份" }).click();
  await expect(page.getByRole("status").filter({ hasText: "备份完成" })).toContainText(".sqlite");
});

test("the connection to the demonstration is checked for free", async ({ glim, page }) => {
  await glim.open("#/settings/platform");
  await page.getByRole("button", { name: "立即检查" }).click();
  await expect(page.getByRole("status").filter({ hasText: "一切正常" })).toBeVisible();
});

test("each section is reached by the keyboard alone", async ({ glim, page }) => {
  await glim.open("#/settings/platform");
  await page.getByRole("link", { name: "平台与密钥" }).focus();
  for (const section of ["网络", "外观", "新对话", "知识库", "数据", "关于"]) {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: section, level: 2 })).toBeVisible();
  }
});
