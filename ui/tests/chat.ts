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
