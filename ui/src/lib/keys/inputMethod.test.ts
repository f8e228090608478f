import { describe, expect, it } from "vitest";
import { InputMethod, type TypedKey } from "./inputMethod";

const enter = (more: Partial<TypedKey> = {}): TypedKey => ({
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  timeStamp: 1_000,
  ...more,
});

describe("an input method's keys", () => {
  it("a plain Enter is the person's own", () => {
    expect(new InputMethod().owns(enter())).toBe(false);
  });

  it("an Enter during a composition is the input method's", () => {
    expect(new InputMethod().owns(enter({ isComposing: true }))).toBe(true);
    const method = new InputMethod();
    method.compositionStarted();
    expect(method.owns(enter())).toBe(true);
  });

  it("key code 229 is the input method's, as Safari says it", () => {
    expect(new InputMethod().owns(enter({ keyCode: 229 }))).toBe(true);
  });

  it("the Enter that WebKit tells after the end of the composition is the input method's", () => {
    const method = new InputMethod();
    method.compositionStarted();
    method.compositionEnded(998);
    expect(method.owns(enter({ timeStamp: 1_000 }))).toBe(true);
  });

  it("the next Enter sends", () => {
    const method = new InputMethod();
    method.compositionStarted();
    method.compositionEnded(800);
    expect(method.owns(enter({ timeStamp: 1_000 }))).toBe(false);
  });
});
