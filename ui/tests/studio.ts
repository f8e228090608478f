import type { Locator, Page } from "@playwright/test";
import type { Appearance, AskStudio, JobPage, StudioAsked } from "../src/wire/generated/index.ts";
import { expect, type Glim } from "./glim.ts";

/** The Studio place on the real backend, whose pictures and videos come from the demonstration platform. */
export const prompt = (page: Page): Locator => page.locator("[data-studio-prompt]");
export const cells = (page: Page): Locator => page.locator("[data-artifact]");
export const cards = (page: Page): Locator => page.locator("[data-job]");
export const full = (page: Page): Locator => page.locator("[data-studio-full]");

export async function begin(
  glim: Glim,
  look: Partial<Appearance> = {},
  madeAfterMs = 0,
): Promise<void> {
  await glim.start({ connected: true, madeAfterMs });
  await glim.look({ language: "en", ...look });
}

export async function openStudio(glim: Glim): Promise<void> {
  await glim.open("#/studio");
  await expect(prompt(glim.page)).toBeVisible();
}

/** Asks past the page; the smallest pictures, so that a test has many of them soon. */
export async function ask(glim: Glim, text: string, part: Partial<AskStudio> = {}): Promise<void> {
  const request: AskStudio = {
    model: "cogview-4-250304",
    mode: "text",
    prompt: text,
    parameters: { size: "512x512" },
    inputs: [],
    count: 1,
    message: null,
    ...part,
  };
  const { jobs } = (await glim.call("studio_ask", request)) as StudioAsked;
  expect(jobs).toHaveLength(request.count);
}

/** All that was asked for has ended. */
export async function allDone(glim: Glim): Promise<JobPage> {
  let page: JobPage | undefined;
  await expect(async () => {
    page = (await glim.call("studio_jobs", { after: null, limit: 100 })) as JobPage;
    expect(page.open).toEqual([]);
  }).toPass({ timeout: 60_000 });
  if (page === undefined) throw new Error("no jobs were listed");
  return page;
}

/** The thumbnails in view have come. */
export async function painted(page: Page, count: number): Promise<void> {
  await expect(cells(page)).toHaveCount(count, { timeout: 60_000 });
  await expect(async () => {
    const wide = await cells(page)
      .locator("img")
      .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
    expect(wide.length).toBe(count);
    for (const width of wide) expect(width).toBeGreaterThan(0);
  }).toPass();
}
