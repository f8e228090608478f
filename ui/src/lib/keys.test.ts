import { expect, it } from "vitest";
import { ariaKeys, keyNames } from "./keys";

it("prints what stands on the key caps, and no Shift beside a sign that needs it anyway", () => {
  expect(keyNames("$mod+Comma")).toEqual(["Ctrl", ","]);
  expect(keyNames("$mod+Shift+KeyP")).toEqual(["Ctrl", "Shift", "P"]);
  expect(keyNames("Shift+?")).toEqual(["?"]);
});

it("tells a screen reader the whole combination", () => {
  expect(ariaKeys("Shift+?")).toBe("Shift+?");
  expect(ariaKeys("$mod+k")).toBe("Control+K");
});
