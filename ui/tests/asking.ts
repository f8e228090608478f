import type { Locator, Page } from "@playwright/test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Glim } from "./glim.ts";

/** Says how deep it is and what a berth costs. */
export const HARBOUR = `# Port of Lindau

## Depth

The inner harbour is 14 metres deep at low tide. Ships of up to 12 metres draught may enter.

## Fees

A berth costs 310 euros a night in summer and 190 euros in winter.
`;

/** Small files of a test's own. */
const FILES: Record<string, string> = {
  "harbour.md": HARBOUR,
  "劳动合同.md":
    "# 劳动合同\n\n## 违约责任\n\n乙方提前离职的，应当支付三个月工资作为违约金。保密期限为离职后两年。\n",
  "prices.csv": "city,price\nOslo,31\n上海,47\nLindau,19\n",
};

/** Chips of what is asked about, and the numbers in an answer. */
export const chips = (page: Page): Locator => page.locator(".chips .chip");
export const numbers = (answer: Locator): Locator =>
  answer.locator("[data-part='text'] [data-action='open-citation']");

/** Writes the files, adds them and waits until they are read. */
export async function fill(glim: Glim, files = FILES): Promise<string[]> {
  const folder = join(glim.folder, "files");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const ticket = (await glim.post("hand-in", [folder])) as { ticket: string };
  const request = { ticket: ticket.ticket, collection: null };
  await glim.call("library_add", request);
  await expect
    .poll(
      async () => {
        const overview = (await glim.call("library_overview")) as {
          statistics: { ready: number };
          searchable: boolean;
        };
        return overview.searchable ? overview.statistics.ready : -1;
      },
      { timeout: 25_000 },
    )
    .toBe(Object.keys(files).length);
  const page = (await glim.call("library_sources", {
    collection: null,
    stage: null,
    after: null,
    limit: 50,
  })) as { sources: { id: string }[] };
  return page.sources.map(({ id }) => id);
}
