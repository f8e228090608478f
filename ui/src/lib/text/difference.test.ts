import { expect, it } from "vitest";
import { difference, type Stretch } from "./difference";

const side = (stretches: Stretch[], out: Stretch["kind"]): string =>
  stretches
    .filter((each) => each.kind !== out)
    .map((each) => each.text)
    .join("");

it("gives back both texts, whatever they are", () => {
  const texts = [
    "",
    "a red boat",
    "一只红色的小船",
    "🚣🏽‍♀️ on the lake",
    "قارب أحمر",
    "a  red\nkite, 风筝",
  ];
  for (const before of texts) {
    for (const after of texts) {
      const found = difference(before, after);
      expect(side(found, "new")).toBe(before);
      expect(side(found, "gone")).toBe(after);
    }
  }
});

it("keeps what stayed and marks what came, by words and by Chinese characters", () => {
  expect(difference("a boat", "a red boat")).toEqual([
    { kind: "same", text: "a " },
    { kind: "new", text: "red " },
    { kind: "same", text: "boat" },
  ]);
  expect(difference("小船", "红色小船")).toEqual([
    { kind: "new", text: "红色" },
    { kind: "same", text: "小船" },
  ]);
});

it("tells a very long text as replaced", () => {
  const long = "字".repeat(5_000);
  expect(difference(long, "短")).toEqual([
    { kind: "gone", text: long },
    { kind: "new", text: "短" },
  ]);
});
