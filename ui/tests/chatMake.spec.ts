import type { Locator, Page } from "@playwright/test";
import type { JobPage } from "../src/wire/generated/index.ts";
import { answers, ask as askInWords, begin, box, ended, last, questions } from "./chat.ts";
import { expect, type Glim, LOOKS, test } from "./glim.ts";
import { allDone, cells, full, painted } from "./studio.ts";

test.slow();

const chip = (page: Page): Locator => page.locator("[data-wish]");
const results = (page: Page): Locator => last(page).locator("[data-job]");
const picture = (page: Page): Locator =>
  last(page).getByRole("button", { name: /paper boat|纸船/ });

/** A platform that takes its time over a picture, so that it is seen being made. */
async function beginSlow(glim: Glim, madeAfterMs: number): Promise<void> {
  await glim.start({ connected: true, madeAfterMs });
  await glim.look({ language: "en" });
  await glim.open("#/chat");
  await expect(box(glim.page)).toBeFocused();
}

/** Asks for one as it is typed. */
async function make(page: Page, command: string, prompt: string): Promise<void> {
  await box(page).pressSequentially(`${command} `);
  await expect(chip(page)).toBeVisible();
  await expect(page.locator(".cost")).not.toBeEmpty();
  await box(page).fill(prompt);
  await box(page).press("Enter");
  await expect(questions(page).last()).toContainText(prompt.slice(0, 20));
}

async function made(page: Page, count = 1): Promise<void> {
  await expect(last(page).locator("[data-job][data-state=done]")).toHaveCount(count, {
    timeout: 60_000,
  });
}

async function loaded(picture: Locator): Promise<void> {
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
}

test("a picture is asked for, seen and opened by the keyboard alone, and nothing jumps", async ({
  glim,
  page,
}) => {
  await beginSlow(glim, 3_000);
  const list = page.getByRole("listbox", { name: "What to make" });
  await box(page).pressSequentially("/");
  await expect(list.getByRole("option")).toHaveCount(2);
  await expect(box(page)).toHaveAttribute("aria-activedescendant", /.+/);
  await glim.expectAccessible();
  await glim.picture("chat-make-list");
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await expect(box(page)).toHaveValue("/");
  await page.keyboard.press("Backspace");
  await box(page).pressSequentially("/");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(chip(page)).toHaveAttribute("data-wish", "video");
  await page.keyboard.press("Backspace");
  await expect(chip(page)).toHaveCount(0);

  await box(page).pressSequentially("/image ");
  await expect(chip(page)).toHaveAttribute("data-wish", "image");
  await expect(box(page)).toHaveValue("");
  await expect(box(page)).toHaveAttribute("placeholder", "Describe the picture");
  await expect(page.locator(".cost")).toHaveText("Price not known");
  await page.getByRole("button", { name: /^Model:/ }).press("Enter");
  await expect(page.getByRole("radiogroup", { name: "Model" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator(".cost")).toContainText("About");
  await expect(box(page)).toBeFocused();
  await box(page).pressSequentially("A paper boat on a calm lake");
  await glim.expectAccessible();
  await glim.picture("chat-make-wish");
  await page.keyboard.press("Enter");

  await expect(questions(page)).toHaveCount(1);
  await expect(chip(page)).toHaveCount(0);
  const frame = last(page).locator(".frame");
  await expect(last(page)).toHaveAttribute("data-state", "making");
  await expect(last(page).getByRole("button", { name: "Cancel" })).toBeVisible();
  await glim.expectAccessible();
  const before = await frame.boundingBox();
  await glim.picture("chat-make-job");
  await made(page);
  await loaded(last(page).locator("img"));
  const after = await frame.boundingBox();
  expect(after?.width, "its room was kept").toBeCloseTo(before?.width ?? 0, 0);
  expect(after?.height).toBeCloseTo(before?.height ?? 0, 0);
  await glim.expectAccessible();
  await glim.picture("chat-make-done");

  await expect(box(page)).toBeFocused();
  for (let steps = 0; steps < 40; steps++) {
    await page.keyboard.press("Shift+Tab");
    if (await picture(page).evaluate((it) => it === document.activeElement)) break;
  }
  await expect(picture(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(full(page).getByRole("img", { name: /paper boat/ })).toBeVisible();
  await page.goBack();
  await expect(picture(page)).toBeVisible();
});

test("in Chinese it is 、图片 and a space, and the picture is in the gallery too", async ({
  glim,
  page,
}) => {
  await begin(glim, 400, { language: "zh-CN" });
  await make(page, "、图片", "一只纸船 ⛵ قارب ورقي");
  await made(page);
  await expect(page.locator("header h1")).toContainText("一只纸船");
  await page.keyboard.press("Control+3");
  await painted(page, 1);
  await cells(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+Shift+Backspace");
  await expect(cells(page)).toHaveCount(0);
  await page.keyboard.press("Control+1");
  await expect(last(page)).toContainText("这张图片已在创作室中删除。");
  await glim.expectAccessible();
  await glim.picture("chat-make-deleted");
  await glim.call("chat_search", { query: "纸船", limit: 5 });
  await page.keyboard.press("Control+f");
  await page.locator("#chat-search").fill("纸船");
  await expect(page.locator("mark").first()).toBeVisible();
});

test("a video comes with its first picture and plays where it was asked for", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await page.getByRole("button", { name: "Make a picture or video" }).click();
  await glim.picture("chat-make-menu");
  await page.getByRole("menuitem", { name: "Make a video" }).click();
  await expect(chip(page)).toHaveAttribute("data-wish", "video");
  await expect(box(page)).toBeFocused();
  await page.getByRole("button", { name: /^Model:/ }).click();
  const options = page.getByRole("radiogroup", { name: "Model" }).getByRole("radio");
  await expect(options.first()).toBeVisible();
  await glim.expectAccessible();
  await glim.picture("chat-make-models");
  await options.filter({ hasText: /flash/i }).first().click();
  await expect(page.locator(".cost")).toHaveText("Free");
  await box(page).fill("A kite rises over a wheat field");
  await box(page).press("Enter");
  await made(page);
  const video = last(page).locator("video");
  await expect(video).toHaveAttribute("poster", /thumb/);
  await video.evaluate(async (element: HTMLVideoElement) => {
    element.muted = true;
    await element.play();
  });
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime))
    .toBeGreaterThan(0.2);
  await glim.expectAccessible();
  await glim.picture("chat-make-video");
  await last(page).getByRole("button", { name: "Show in the Studio" }).click();
  await expect(full(page).locator("video")).toBeVisible();
});

test("a refusal says what the platform said, and its next try takes its place", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await make(page, "/image", "something bad [[fault:1301]]");
  await expect(last(page).locator("[data-state=failed]")).toBeVisible({ timeout: 20_000 });
  await expect(last(page)).toContainText("refused");
  await glim.expectAccessible();
  await glim.picture("chat-make-refused");
  const first = await results(page).getAttribute("data-job");
  await last(page).getByRole("button", { name: "Try again" }).click();
  await expect(results(page)).not.toHaveAttribute("data-job", first ?? "");
  await expect(results(page)).toHaveCount(1);
  await expect(answers(page)).toHaveCount(1);
});

test("a cut line is unknown and is never asked for again by itself", async ({ glim, page }) => {
  await begin(glim);
  await make(page, "/image", "cut off [[fault:cut after=0]]");
  await expect(last(page)).toContainText("may have been billed", { timeout: 20_000 });
  await page.reload();
  await expect(last(page)).toContainText("may have been billed");
  const listed = (await glim.call("studio_jobs", { after: null, limit: 10 })) as JobPage;
  expect(listed.jobs).toHaveLength(1);
});

test("after the end of the backend the conversation shows the job as it stands", async ({
  glim,
  page,
}) => {
  await beginSlow(glim, 600_000);
  await make(page, "/video", "A kite rises over a wheat field");
  await expect(results(page)).toHaveAttribute("data-state", "running", { timeout: 20_000 });
  const address = new URL(page.url()).hash;
  // Left open, the page would report that its backend has gone.
  await page.goto("about:blank");
  await glim.start({ connected: true });
  await glim.look({ language: "en" });
  await glim.open(address);
  await expect(questions(page)).toContainText("A kite rises");
  await expect(results(page)).toHaveCount(1);
  const listed = (await glim.call("studio_jobs", { after: null, limit: 10 })) as JobPage;
  expect(listed.jobs).toHaveLength(1);
  await expect(results(page)).toHaveAttribute("data-state", "running");
  await results(page).getByRole("button", { name: "Cancel" }).click();
  await expect(results(page)).toHaveAttribute("data-state", "cancelled");
  await expect(results(page)).toContainText("Cancelled");
  await glim.picture("chat-make-cancelled");
});

test("again and other words are siblings, and the chat goes on in words", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await make(page, "/image", "A paper boat");
  await made(page);
  await last(page).getByRole("button", { name: "Make it again" }).click();
  await expect(last(page)).toContainText("2/2");
  await made(page);
  await last(page).getByRole("button", { name: "Previous version" }).click();
  await expect(last(page)).toContainText("1/2");
  await questions(page).hover();
  await questions(page).getByRole("button", { name: "Edit" }).click();
  await questions(page).getByRole("textbox").fill("A paper boat at night");
  await questions(page).getByRole("textbox").press("Enter");
  await expect(questions(page)).toContainText("at night");
  await made(page);
  await askInWords(page, "What did I ask for? [[length:40]]");
  await ended(page);
  await expect(page.locator(".meter")).toBeVisible();
  await expect(answers(page)).toHaveCount(2);
  expect((await allDone(glim)).jobs).toHaveLength(3);
});

test("what is typed is kept with what it asks for, and is left by Escape", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await box(page).pressSequentially("/image half a tho");
  await expect(chip(page)).toBeVisible();
  await expect.poll(() => glim.call("chat_draft")).toBe("/image half a tho");
  await page.reload();
  await expect(chip(page)).toBeVisible();
  await expect(box(page)).toHaveValue("half a tho");
  await box(page).press("Escape");
  await expect(chip(page)).toHaveCount(0);
  await expect(box(page)).toHaveValue("half a tho");
  await box(page).fill("");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("make a video");
  await page.keyboard.press("Enter");
  await expect(chip(page)).toHaveAttribute("data-wish", "video");
  await box(page).fill("很".repeat(3_000));
  await expect(page.locator(".cost")).toContainText("too long");
  await expect(page.getByRole("button", { name: "Make a video", exact: true })).toBeDisabled();
  await box(page).press("Enter");
  await expect(questions(page)).toHaveCount(0);
});

for (const look of LOOKS) {
  const name = `${look.language}-${look.theme}`;

  test(`pictures in a conversation look right: ${name}`, async ({ glim, page }) => {
    await begin(glim, 4_000, look);
    await make(page, look.language === "en" ? "/image" : "/图片", "一只纸船 a paper boat");
    await made(page);
    await loaded(last(page).locator("img"));
    await box(page).pressSequentially("/image ");
    await page.locator("[data-wish] .model").click();
    await page.locator(".count label").nth(3).click();
    await page.keyboard.press("Escape");
    await box(page).fill("四只纸船 four paper boats");
    await box(page).press("Enter");
    await made(page, 4);
    await make(page, "/image", "坏的 bad [[fault:1301]]");
    await expect(last(page).locator("[data-state=failed]")).toBeVisible({ timeout: 20_000 });
    await box(page).pressSequentially("/video 风筝 a kite");
    await expect(page.locator(".cost")).not.toBeEmpty();
    await glim.expectAccessible();
    await glim.picture(`chat-make-${name}`);
    await page.setViewportSize({ width: 900, height: 600 });
    await glim.expectAccessible();
    await glim.picture(`chat-make-${name}-900`);
    await page.locator("#chat-thread").evaluate((it) => (it.scrollTop = 0));
    await page.waitForTimeout(200);
    await glim.picture(`chat-make-${name}-900-top`);
  });
}
