import { expect, test } from "./glim";
import { underPolicy } from "./policy";

test("the page keeps to the policy that the app sets", async ({ glim, page }) => {
  const violations = await underPolicy(page);

  await glim.start();
  await glim.look({});
  await glim.open();
  await page.getByRole("button", { name: "不用密钥，先随便看看" }).click();
  await expect(page.getByRole("navigation", { name: "功能区" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Comma");
  for (const section of ["网络", "外观", "新对话", "数据", "关于"]) {
    await page.getByRole("link", { name: section }).click();
    await expect(page.getByRole("heading", { name: section, level: 2 })).toBeVisible();
  }
  await page.getByRole("link", { name: "新对话" }).click();
  await page.getByRole("combobox").click();
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "对话", exact: true }).hover();
  await expect(page.locator(".tooltip")).toBeVisible();
  expect(violations).toEqual([]);

  await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
  });
  await expect.poll(() => violations, "the policy is really in force").toHaveLength(1);
});
