import { expect, it } from "vitest";
import { matching, type Entry, type EntryGroup } from "./paletteEntries";

function entry(label: string, ...names: string[]): Entry {
  return { id: label, label, names, run: () => undefined };
}

const groups: EntryGroup[] = [
  { heading: "Actions", entries: [entry("新建对话", "New chat"), entry("设置", "Settings")] },
  { heading: "Recent", entries: [entry("New York in spring"), entry("春天的诗 🌸")] },
];

const labels = (query: string): string[] =>
  matching(groups, query).flatMap((group) => group.entries.map((each) => each.label));

it("shows everything in order when nothing is typed", () => {
  expect(labels(" ")).toEqual(["新建对话", "设置", "New York in spring", "春天的诗 🌸"]);
});

it("finds by the name in the other language and by pinyin", () => {
  expect(labels("settings")).toEqual(["设置"]);
  expect(labels("ctds")).toEqual(["春天的诗 🌸"]);
});

it("puts the group with the better line first", () => {
  expect(labels("new chat")).toEqual(["新建对话"]);
  expect(matching(groups, "new y")[0]?.heading).toBe("Recent");
});

it("drops groups without a line", () => {
  expect(matching(groups, "zzz")).toEqual([]);
});
