import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

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

/** Puts the page, and the workers it starts, under the app's policy; what breaks it is added to the list. */
export async function underPolicy(page: Page): Promise<string[]> {
  const header = await policy();
  await page.route("**/*", async (route) => {
    const document = route.request().resourceType() === "document";
    if (!document && !route.request().url().includes("worker")) return route.fallback();
    const answer = await route.fetch();
    const headers = { ...answer.headers(), "content-security-policy": header };
    return route.fulfill({ response: answer, headers });
  });
  const violations: string[] = [];
  await page.exposeFunction("tellViolation", (what: string) => violations.push(what));
  await page.addInitScript(() => {
    // As `freezePrototype` in tauri.conf.json does it.
    Object.freeze(Object.prototype);
    addEventListener("securitypolicyviolation", (event) => {
      const tell = Reflect.get(window, "tellViolation") as (what: string) => void;
      tell(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  return violations;
}
