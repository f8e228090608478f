import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "./glim";

const CONFIGURATION = fileURLToPath(new URL("../../tauri.conf.json", import.meta.url));

interface Configuration {
  app: { security: { csp: Record<string, string> } };
}

/** The policy of the app, with the dev host in the place of Tauri's own line. */
async function policy(): Promise<string> {
  const text = await readFile(CONFIGURATION, "utf8");
  const { csp } = (JSON.parse(text) as Configuration).app.security;
  return Object.entries({ ...csp, "connect-src": "'self'" })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}

test("the page keeps to the policy that the app sets", async ({ glim, page }) => {
  const header = await policy();
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const answer = await route.fetch();
    const headers = { ...answer.headers(), "content-security-policy": header };
    return route.fulfill({ response: answer, headers });
  });
  const violations: string[] = [];
  await page.exposeFunction("tellViolation", (what: string) => violations.push(what));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const tell = Reflect.get(window, "tellViolation") as (what: string) => void;
      tell(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });

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
