import { expect, it } from "vitest";
import { argumentsOf } from "$lib/message";
import english from "./en.json";
import chinese from "./zh-CN.json";

const pairs = Object.entries(english).map(
  ([key, text]) => [key, text, (chinese as Record<string, string>)[key] ?? ""] as const,
);

it("has every word in both languages", () => {
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  expect(pairs.filter(([, en, zh]) => en.trim() === "" || zh.trim() === "")).toEqual([]);
});

it("asks for the same values in both", () => {
  for (const [key, en, zh] of pairs) expect(argumentsOf(zh), key).toEqual(argumentsOf(en));
});

it("writes Chinese with Chinese punctuation and a blank between the scripts", () => {
  for (const [key, , zh] of pairs) {
    const text = zh.replace(/\{[^{}]*\}/g, "");
    expect(text, key).not.toMatch(/\p{Script=Han}[,;:!?]/u);
    expect(text, key).not.toMatch(/\p{Script=Han}\.(\s|$)/u);
    expect(text, key).not.toMatch(/\p{Script=Han}[A-Za-z]|[A-Za-z]\p{Script=Han}/u);
  }
});

it("writes English with typographic quotes", () => {
  for (const [key, en] of pairs) {
    expect(en.replace(/'[{}]/g, ""), key).not.toMatch(/["']/);
  }
});
