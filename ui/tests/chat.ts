import type { Locator, Page } from "@playwright/test";
import { expect, type Glim } from "./glim.ts";

/** The Chat place on the real backend, whose answers come from the demonstration platform. */
export const box = (page: Page): Locator => page.locator("#chat-composer");
export const answers = (page: Page): Locator => page.locator("article.answer");
export const questions = (page: Page): Locator => page.locator("article.question");
export const lines = (page: Page): Locator => page.locator("nav [data-line]");
export const last = (page: Page): Locator => answers(page).last();

export async function begin(glim: Glim, speed = 400, look = {}): Promise<void> {
  await glim.start({ connected: true, speed });
  await glim.look({ language: "en", ...look });
  await glim.open("#/chat");
  await expect(box(glim.page)).toBeFocused();
}

export async function ask(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press("Enter");
}

export async function ended(page: Page, state = "complete"): Promise<void> {
  await expect(last(page)).toHaveAttribute("data-state", state, { timeout: 20_000 });
}

/** A toast is there and covers nothing of what is named: not a word to read, not a button to press. */
export async function expectToastBesides(page: Page, ...others: Locator[]): Promise<void> {
  const toast = await page.locator(".toast").last().boundingBox();
  expect(toast).not.toBeNull();
  for (const other of others) {
    const covered = await other.boundingBox();
    expect(covered).not.toBeNull();
    if (toast === null || covered === null) return;
    const besides =
      toast.y + toast.height <= covered.y ||
      covered.y + covered.height <= toast.y ||
      toast.x + toast.width <= covered.x ||
      covered.x + covered.width <= toast.x;
    expect(besides, `${JSON.stringify(toast)} besides ${JSON.stringify(covered)}`).toBe(true);
  }
}
