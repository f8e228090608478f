import { box, last, begin, ask } from "./chat.ts";
import { expect, test } from "./glim.ts";

/** A fault of the platform, and the code by which the page names it. */
const FAULTS = [
  ["401", /keyRefused/],
  ["1302", /rateLimited/],
  ["1305", /modelOverloaded/],
  ["1113", /balanceUsedUp/],
  ["500", /platformFailed/],
  ["cut after=200", /connectionCut/],
  ["half after=300", /connectionCut|answerMalformed/],
  ["sensitive", /contentRefused/],
  ["sensitive-stop after=5", /contentRefused/],
  ["error-in-stream after=5", /./],
  ["error-200", /./],
] as const;

for (const [fault, code] of FAULTS) {
  test(`the fault ${fault} ends in a state with a name and a way on`, async ({ glim, page }) => {
    await begin(glim, 3_000);
    await ask(page, `Please fail [[fault:${fault}]]`);
    const problem = last(page).locator("[data-code]");
    await expect(problem).toHaveAttribute("data-code", code, { timeout: 30_000 });
    await expect(problem.getByRole("button").first()).toBeVisible();
    await expect(box(page)).toBeEnabled();
    await glim.picture(`chat-fault-${fault.replaceAll(/\W+/gu, "-")}`);
  });
}
