import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { staticIcon } from "../../staticIcons";

const SOURCE = "src";
const KEPT = /^(class|fill|id|aria-hidden)=/;

it("draws what the published icon draws", () => {
  const heart = readFileSync("node_modules/@lucide/svelte/dist/icons/heart.svelte", "utf8");
  const drawn = staticIcon(heart);
  const line = /"d": "([^"]+)"/.exec(heart)?.[1];
  expect(line).toBeDefined();
  expect(drawn).toContain(`<path d="${line ?? ""}" />`);
  expect(drawn).toContain('viewBox="0 0 24 24"');
});

it("refuses an icon that it does not understand", () => {
  expect(() => staticIcon("<svg />")).toThrow("looks otherwise");
});

it("is given nothing that a static icon would drop", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  const dropped = files
    .filter((each) => each.endsWith(".svelte"))
    .flatMap((file) => {
      const text = readFileSync(`${SOURCE}/${file}`, "utf8");
      const imported = [...text.matchAll(/import (\w+) from "@lucide/g)].map(
        ([, name]) => name ?? "",
      );
      const names = [...imported, String.raw`\w+\.icon`].join("|");
      const uses = [...text.matchAll(new RegExp(`<(?:${names}) ([^>]*?)/>`, "g"))];
      return uses.flatMap(([, given = ""]) =>
        // What stands in braces is a value, or a handful of properties nobody can know.
        [...given.replace(/=\{[^}]*\}/g, "=").matchAll(/(?:^|\s)([^\s="{]+=?|\{)/g)]
          .map(([, name = ""]) => name)
          .filter((name) => !KEPT.test(name))
          .map((name) => `${file}: ${name}`),
      );
    });
  expect(dropped).toEqual([]);
});
