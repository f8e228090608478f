import type { JobPage } from "../src/wire/generated/index.ts";
import { expect, test } from "./glim.ts";
import { allDone, begin, cards, cells, full, openStudio, painted, prompt } from "./studio.ts";

test.slow();

test("a picture is asked for, followed and kept, and the place is late-loaded from the rail", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await glim.open("#/chat");
  await page.keyboard.press("Control+3");
  await expect(page.getByText("Pictures and videos you make are kept here")).toBeVisible();
  await glim.expectAccessible();
  await glim.picture("studio-empty");
  await page.getByRole("button", { name: "Try an example" }).click();
  await expect(prompt(page)).toBeFocused();
  await expect(prompt(page)).toHaveValue(/paper boat/);
  await page.keyboard.press("Control+Enter");
  await expect(cards(page)).toHaveCount(1);
  await glim.picture("studio-job");
  await painted(page, 1);
  await expect(cards(page)).toHaveCount(0);
  await expect(cells(page)).toHaveAccessibleName(/paper boat.*Picture/);
  await cells(page).click();
  await expect(full(page).getByRole("img", { name: /paper boat/ })).toBeVisible();
  await expect(full(page)).toContainText("Details");
  await glim.expectAccessible();
});

test("four results are four jobs, and a reload during them loses none", async ({ glim, page }) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("四只纸船 🚣 قارب");
  await page.getByRole("radiogroup", { name: "Results" }).getByText("4").click();
  await page.getByRole("button", { name: "Make 4" }).click();
  await expect(cards(page).or(cells(page)).first()).toBeVisible();
  await page.reload();
  await painted(page, 4);
  // The prompt that was typed is still there, and among the earlier ones.
  await expect(prompt(page)).toHaveValue("四只纸船 🚣 قارب");
  await page.getByRole("button", { name: "Earlier prompts" }).click();
  await expect(page.getByRole("menuitem", { name: "四只纸船" })).toBeVisible();
});

test("a job survives the end of the backend and is never asked for twice", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await page.getByRole("radiogroup", { name: "Make a" }).getByText("Video").click();
  await prompt(page).fill("A kite rises over a wheat field");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  await expect(cards(page)).toHaveCount(1);
  // The demonstration platform ends with its host: what it has forgotten is still followed, and never asked for anew.
  await glim.start({ connected: true });
  await openStudio(glim);
  await expect(cards(page)).toHaveCount(1);
  const listed = (await glim.call("studio_jobs", { after: null, limit: 100 })) as JobPage;
  expect(listed.jobs.map((job) => job.prompt)).toEqual(["A kite rises over a wheat field"]);
});

test("a video plays, and its picture is that of the file", async ({ glim, page }) => {
  await begin(glim);
  await openStudio(glim);
  await page.getByRole("radiogroup", { name: "Make a" }).getByText("Video").click();
  await prompt(page).fill("风筝从麦田上升起");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  await painted(page, 1);
  await expect(cells(page)).toHaveAccessibleName(/Video, 0:0\d/);
  await cells(page).click();
  const video = full(page).locator("video");
  await expect(video).toBeVisible();
  await video.evaluate(async (element: HTMLVideoElement) => {
    element.muted = true;
    await element.play();
  });
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime))
    .toBeGreaterThan(0.2);
  const size = await video.evaluate((element: HTMLVideoElement) => [
    element.videoWidth,
    element.videoHeight,
  ]);
  expect(size[0]).toBeGreaterThan(0);
  await glim.expectAccessible();
  await glim.picture("studio-video");
});

test("a refused prompt says so with what the platform said, and can be put away", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("something bad [[fault:1301]]");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  const card = page.locator("[data-job][data-state=failed]");
  await expect(card).toBeVisible({ timeout: 20_000 });
  await expect(card).toContainText("refused");
  await glim.expectAccessible();
  await glim.picture("studio-refused");
  await card.getByRole("button", { name: "Dismiss" }).click();
  await expect(card).toHaveCount(0);
  await page.getByRole("button", { name: "Jobs" }).click();
  await expect(page.getByRole("dialog", { name: "Jobs" })).toContainText("something bad");
});

test("a line cut after the platform took it is unknown, and nobody asks again by itself", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("cut off [[fault:cut after=0]]");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  const card = page.locator("[data-job][data-state=unknown]");
  await expect(card).toContainText("may have been billed", { timeout: 20_000 });
  await page.reload();
  await expect(card).toBeVisible();
  await expect(cards(page)).toHaveCount(1);
});

test("each model has its own form, and what is missing is said at its field", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await page.getByRole("button", { name: "Make", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("Describe what you would like to see.");
  await expect(prompt(page)).toBeFocused();
  await page.getByRole("button", { name: /^Model:/ }).click();
  const options = page.getByRole("radiogroup", { name: "Model" }).getByRole("radio");
  const names = await options.evaluateAll((all) =>
    all.filter((each) => !(each as HTMLButtonElement).disabled).map((each) => each.textContent),
  );
  expect(names.length).toBeGreaterThan(5);
  await glim.expectAccessible();
  await page.keyboard.press("Escape");
  const shown = new Set<string>();
  for (let at = 0; at < names.length; at++) {
    await page.getByRole("button", { name: /^Model:/ }).click();
    await options.and(page.locator(":not(:disabled)")).nth(at).click();
    await expect(page.getByRole("button", { name: /^Model:/ })).toBeVisible();
    shown.add(await page.getByRole("complementary", { name: "What to make" }).innerText());
  }
  expect(shown.size, "no two forms are the same").toBe(names.length);
});

test("first and last frame come from the gallery, and the video knows its parents", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  for (const text of ["a bud", "a flower"]) {
    await prompt(page).fill(text);
    await page.keyboard.press("Control+Enter");
    await expect(
      cells(page)
        .filter({ has: page.locator("img") })
        .first(),
    ).toBeVisible();
    await allDone(glim);
  }
  await painted(page, 2);
  for (const [text, role] of [
    ["a bud", "First frame"],
    ["a flower", "Last frame"],
  ] as const) {
    await page.getByRole("option", { name: new RegExp(text) }).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Use as" }).hover();
    await page.getByRole("menuitem", { name: role }).click();
  }
  await expect(page.getByRole("button", { name: "Remove: First frame" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove: Last frame" })).toBeVisible();
  await glim.expectAccessible();
  await glim.picture("studio-frames");
  await prompt(page).fill("the flower opens");
  await page.getByRole("button", { name: "Make", exact: true }).click();
  await painted(page, 3);
  await page.getByRole("option", { name: /the flower opens/ }).click();
  await expect(full(page).getByRole("heading", { name: "Made from" })).toBeVisible();
  await expect(full(page).getByRole("button", { name: /First frame a bud/ })).toBeVisible();
  await glim.picture("studio-lineage");
  await full(page)
    .getByRole("button", { name: /First frame a bud/ })
    .click();
  await expect(full(page).getByRole("heading", { name: "Made from this" })).toBeVisible();
});

test("a better prompt is shown as a difference and taken only when wanted", async ({
  glim,
  page,
}) => {
  await begin(glim);
  await openStudio(glim);
  await prompt(page).fill("a boat");
  await page.getByRole("button", { name: "Improve the prompt" }).click();
  const dialog = page.getByRole("dialog", { name: "Improve the prompt" });
  await expect(dialog.locator("ins").first()).toBeVisible({ timeout: 20_000 });
  await glim.expectAccessible();
  await glim.picture("studio-improve");
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await expect(prompt(page)).toHaveValue("a boat");
  await page.getByRole("button", { name: "Improve the prompt" }).click();
  await dialog.getByRole("button", { name: "Take it" }).click();
  await expect(prompt(page)).not.toHaveValue("a boat");
});
