import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import {
  box,
  answers,
  questions,
  lines,
  last,
  begin,
  ask,
  ended,
  expectToastBesides,
} from "./chat.ts";
import { expect, LOOKS, test } from "./glim.ts";

/**
 * Axe has nothing to say. What an answer's headings are is the model's, and a window on a long thread cannot show the
 * heading above them: their order is looked at everywhere else.
 */
async function expectAccessible(page: Page): Promise<void> {
  const whole = await new AxeBuilder({ page }).disableRules(["heading-order"]).analyze();
  const order = await new AxeBuilder({ page })
    .withRules(["heading-order"])
    .exclude(".markdown")
    .analyze();
  const found = [...whole.violations, ...order.violations].map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`,
  );
  expect(found).toEqual([]);
}

test("a button of a row has one tip, as every other", async ({ glim, page }) => {
  await begin(glim, 2_000);
  await ask(page, "[[text:Short.]]");
  await ended(page);
  await last(page).getByRole("button", { name: "Copy" }).hover();
  await expect(page.locator(".tooltip")).toContainText("Copy");
  await page.waitForTimeout(300);
  await expect(page.locator(".tooltip")).toHaveCount(1);
  await page.mouse.move(0, 0);
  await expect(page.locator(".tooltip")).toHaveCount(0);
});

test("a question is answered, formatted, with its numbers, and gets a title", async ({
  glim,
  page,
}) => {
  await begin(glim, 2_000);
  await ask(page, "How does a hash map work?");
  await expect(questions(page)).toHaveText(/How does a hash map work/);
  await expect(box(page)).toHaveValue("");
  await ended(page);
  await expect(last(page).locator("[data-part=text] > *").first()).toContainText(/demonstration/i);
  await expect(last(page)).toContainText(/tokens/);
  await expect(page).toHaveURL(/#\/chat\/[0-9a-f-]+$/);
  await expect(lines(page).first()).not.toHaveText("New conversation");
  await page.getByRole("button", { name: /Details of the answer/ }).click();
  await expect(page.getByText("Prompt tokens")).toBeVisible();
});

test("an answer is stopped by Esc, kept, and continued", async ({ glim, page }) => {
  await begin(glim, 40);
  await ask(page, "Tell me a long story [[length:4000]]");
  await expect(last(page).locator("[data-part=text] p").first()).not.toBeEmpty();
  await page.keyboard.press("Escape");
  await ended(page, "stopped");
  const kept = await last(page).locator("[data-part=text]").innerText();
  expect(kept.length).toBeGreaterThan(0);
  await glim.picture("chat-stopped");
  await last(page).getByRole("button", { name: "Continue" }).click();
  await expect(last(page)).toHaveAttribute("data-state", "streaming");
  await expect
    .poll(async () => (await last(page).locator("[data-part=text]").innerText()).length)
    .toBeGreaterThan(kept.length);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await ended(page, "stopped");
});

test("a reload in the middle of an answer finds it again where it is", async ({ glim, page }) => {
  await begin(glim, 60);
  await ask(page, "Tell me a long story [[length:3000]]");
  await expect(last(page).locator("[data-part=text] p").first()).not.toBeEmpty();
  const before = (await last(page).innerText()).length;
  await page.reload();
  await expect(last(page)).toHaveAttribute("data-state", "streaming");
  await expect.poll(async () => (await last(page).innerText()).length).toBeGreaterThan(before);
  await box(page).press("Escape");
  await ended(page, "stopped");
});

test("an edited question and a second try stand beside the first ones", async ({ glim, page }) => {
  await begin(glim, 2_000);
  await ask(page, "First words [[length:200]]");
  await ended(page);
  await box(page).press("ControlOrMeta+ArrowUp");
  const editor = page.getByRole("textbox", { name: "Edit the question" });
  await expect(editor).toBeFocused();
  await editor.fill("Other words [[length:200]]");
  await editor.press("Enter");
  await expect(questions(page)).toContainText("Other words");
  await ended(page);
  await expect(questions(page)).toContainText("2/2");
  await questions(page).getByRole("button", { name: "Previous version" }).click();
  await expect(questions(page)).toContainText("First words");
  await ended(page);

  await last(page).getByRole("button", { name: "Try again" }).click();
  await page.getByRole("menuitem", { name: "Try again with another model…" }).click();
  const search = page.getByRole("combobox", { name: "Search or type a model id" });
  await expect(search).toBeFocused();
  await search.fill("flash");
  const model = await page.locator("[data-model]").first().getAttribute("data-model");
  await search.press("Enter");
  await expect(last(page)).toContainText("2/2");
  await ended(page);
  await expect(last(page)).toHaveAccessibleName(`Answer from ${model ?? ""}`);
});

test("words are found in Chinese, and a hit opens at its place", async ({ glim, page }) => {
  await begin(glim, 3_000);
  await ask(page, "合同里的违约金如何计算？");
  await ended(page);
  await page.keyboard.press("ControlOrMeta+n");
  await expect(page).toHaveURL(/#\/chat$/);
  await page.keyboard.press("ControlOrMeta+f");
  await page.keyboard.type("违约");
  await expect(page.locator(".hits mark").first()).toHaveText("违约");
  await glim.picture("chat-search");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".hit").first()).toBeFocused();
  // The question stands above a long answer: it is seen only when its place is found.
  await page.locator(".hit", { hasText: "You:" }).press("Enter");
  await expect(page).toHaveURL(/#\/chat\/[0-9a-f-]+\/[0-9a-f-]+$/);
  await expect(questions(page)).toContainText("违约金");
  await expect(questions(page)).toBeInViewport();
});

test("a conversation is renamed, pinned, deleted and brought back by keys", async ({
  glim,
  page,
}) => {
  await begin(glim, 3_000);
  await ask(page, "Anything [[length:200]]");
  await expect(questions(page)).toBeVisible();
  await page.keyboard.press("F2");
  const title = page.getByRole("textbox", { name: "Title of the conversation" });
  await expect(title).toBeFocused();
  await title.fill("我的标题");
  await expect(page.getByRole("heading", { name: "Anything", exact: true })).toBeVisible();
  await expect(title, "the model's title does not take away what is typed").toHaveValue("我的标题");
  await title.press("Enter");
  const line = lines(page).filter({ hasText: "我的标题" });
  await expect(line).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Pin", exact: true }).press("Enter");
  await expect(page.getByRole("heading", { name: "Pinned" })).toBeVisible();
  await line.focus();
  await page.keyboard.press("Delete");
  await expect(line).toHaveCount(0);
  await expectToastBesides(page, page.locator(".new ul"), page.locator(".new h1"), box(page));
  await glim.picture("chat-undo");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line).toHaveCount(1);
  await expect(questions(page)).toContainText("Anything");
});

test("a deleted message comes back by undo", async ({ glim, page }) => {
  await begin(glim, 3_000);
  await ask(page, "Anything [[length:200]]");
  await ended(page);
  await last(page).getByRole("button", { name: "Copy answer" }).click();
  const menu = page.getByRole("button", { name: /^Actions for/ }).last();
  await expectToastBesides(page, page.getByRole("feed"), menu, box(page));
  await last(page).getByRole("button", { name: "Delete" }).click();
  await expect(answers(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await ended(page);
});

test("what is typed is kept for its conversation and lost by nothing", async ({ glim, page }) => {
  await begin(glim);
  await box(page).fill("half a thought 半句话");
  await page.waitForResponse((answer) => answer.url().includes("chat_set_draft"));
  await page.reload();
  await expect(box(page)).toHaveValue("half a thought 半句话");
});

test("an input method's Enter does not send", async ({ glim, page }) => {
  await begin(glim);
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", {
    text: "nihao",
    selectionStart: 5,
    selectionEnd: 5,
  });
  await box(page).dispatchEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true });
  await session.send("Input.insertText", { text: "你好" });
  await expect(box(page)).toHaveValue("你好");
  await expect(questions(page)).toHaveCount(0);
  await box(page).press("Shift+Enter");
  await expect(box(page)).toHaveValue("你好\n");
});

test("the parameters of a conversation are checked, kept and reset", async ({ glim, page }) => {
  await begin(glim, 3_000);
  await page.keyboard.press("ControlOrMeta+Shift+p");
  const sheet = page.getByRole("dialog", { name: "Parameters" });
  const temperature = sheet.getByRole("spinbutton", { name: "Temperature" });
  await temperature.fill("7");
  await temperature.press("Tab");
  await expect(sheet.getByRole("alert")).toContainText("Not applied");
  await temperature.fill("0.3");
  await temperature.press("Tab");
  await expect(sheet.getByRole("alert")).toHaveCount(0);
  await sheet.getByRole("textbox", { name: "System prompt" }).fill("Answer like a pirate");
  await sheet.getByRole("button", { name: "Done" }).click();
  await ask(page, "Hello");
  await ended(page);
  await page.reload();
  await ended(page);
  await page.keyboard.press("ControlOrMeta+Shift+p");
  await expect(sheet.getByRole("spinbutton", { name: "Temperature" })).toHaveValue("0.3");
  await expect(sheet.getByRole("textbox", { name: "System prompt" })).toHaveValue(
    "Answer like a pirate",
  );
});

test("10,000 messages open at their end and scroll to their beginning", async ({ glim, page }) => {
  // Writing them takes the debug build half a minute of an idle machine.
  test.setTimeout(180_000);
  await glim.start({ connected: true, thread: 10_000 });
  await glim.look({ language: "en" });
  await glim.open("#/chat");
  await lines(page).first().click();
  const thread = page.locator("#chat-thread");
  await expect(page.locator("[aria-posinset='10000']")).toBeVisible();
  await expect(page.locator("[aria-setsize='10000']").first()).toBeAttached();
  expect(await page.locator("#chat-thread .row").count()).toBeLessThan(60);
  await thread.focus();
  await page.keyboard.press("Home");
  await expect(page.locator("[data-message][aria-posinset='1']")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+End");
  await expect(page.locator("[aria-posinset='10000']")).toBeVisible();
});

/** Where a box stands once the wheel has come to rest. */
async function atRest(box: Locator): Promise<number> {
  let before = -1;
  await expect
    .poll(async () => {
      const now = await box.evaluate((found) => found.scrollTop);
      const rests = now === before;
      before = now;
      return rests;
    })
    .toBe(true);
  return before;
}

test("scrolling up ends the follow, the button takes it up again", async ({ glim, page }) => {
  await begin(glim, 120);
  await ask(page, "Tell me a long story [[length:8000]]");
  const thread = page.locator("#chat-thread");
  const below = (): Promise<number> =>
    thread.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
  await expect
    .poll(() => thread.evaluate((box) => box.scrollHeight - box.clientHeight))
    .toBeGreaterThan(300);
  // Between a difference and the frame that follows it the end is a little further down.
  await expect.poll(below).toBeLessThan(3);
  await thread.hover();
  await page.mouse.wheel(0, -200);
  await expect.poll(below).toBeGreaterThan(150);
  const top = await atRest(thread);
  const length = await last(page).evaluate((answer) => answer.textContent.length);
  await expect
    .poll(() => last(page).evaluate((answer) => answer.textContent.length))
    .toBeGreaterThan(length + 50);
  expect(await thread.evaluate((box) => box.scrollTop)).toBe(top);
  await page.getByRole("button", { name: "To the end" }).click();
  await expect.poll(below).toBeLessThan(3);
  await box(page).press("Escape");
  await ended(page, "stopped");
});

test("an answer that thinks first is watched once", async ({ glim, page }) => {
  const watches: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("chat_watch")) watches.push(request.url());
  });
  await begin(glim, 100);
  await ask(page, "hello [[think:one thing after another]][[text:All is well.]]");
  await expect(last(page).locator("[data-part='reasoning']")).toContainText("one thing");
  await ended(page);
  await expect(last(page)).toContainText("All is well.");
  expect(watches).toHaveLength(1);
});

test("an answer that shrinks and grows between two frames is still followed", async ({
  glim,
  page,
}) => {
  await begin(glim, 120);
  await ask(page, "Tell me a long story [[length:8000]]");
  const thread = page.locator("#chat-thread");
  await expect
    .poll(() => thread.evaluate((box) => box.scrollHeight - box.clientHeight))
    .toBeGreaterThan(300);
  // As a formula does that becomes smaller than its source, while a draft being typed has the page laid out.
  const moved = await thread.evaluate((box) => {
    const filler = document.createElement("div");
    box.querySelector("article [data-part='text']")?.prepend(filler);
    filler.style.height = "200px";
    box.scrollTop = box.scrollHeight;
    return new Promise<number>((resolve) => {
      // Timers come between two frames, where what the browser moved has not been told yet.
      setTimeout(() => {
        const before = box.scrollTop;
        filler.style.height = "0";
        const moved = before - box.scrollTop;
        filler.style.height = "200px";
        resolve(moved);
      }, 100);
    });
  });
  expect(moved).toBeGreaterThan(100);
  await expect
    .poll(() => thread.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop))
    .toBeLessThan(3);
  await expect(page.getByRole("button", { name: "To the end" })).toBeHidden();
  await box(page).press("Escape");
  await ended(page, "stopped");
});

for (const look of LOOKS) {
  const name = `${look.language}-${look.theme}`;
  test(`the place is accessible and looks right: ${name}`, async ({ glim, page }) => {
    await begin(glim, 4_000, look);
    await expectAccessible(page);
    await glim.picture(`chat-new-${name}`);
    await ask(
      page,
      look.language === "en" ? "Show me every kind of formatting" : "请展示各种排版格式",
    );
    await ended(page);
    await expectAccessible(page);
    await glim.picture(`chat-answer-${name}`);
    await page.getByRole("heading", { name: /^(Table|表格)$/ }).evaluate((heading) => {
      heading.scrollIntoView();
    });
    expect(await page.evaluate(() => document.body.scrollTop + window.scrollY)).toBe(0);
    await glim.picture(`chat-formats-${name}`);
    await page.setViewportSize({ width: 900, height: 600 });
    await glim.picture(`chat-answer-900-${name}`);
    await page.setViewportSize({ width: 640, height: 600 });
    await glim.picture(`chat-answer-640-${name}`);
    await expectAccessible(page);
  });
}
