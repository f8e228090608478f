import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "./announcer.svelte";

const answer = (...blocks: string[]): HTMLElement => {
  const root = document.createElement("div");
  for (const block of blocks) {
    const paragraph = document.createElement("p");
    paragraph.textContent = block;
    root.append(paragraph);
  }
  return root;
};

describe("the announcer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says whole sentences, not tokens, and none twice", () => {
    const announcer = new Announcer();
    announcer.begin("waiting");
    announcer.grew(answer("你好，世界。我是"));
    expect(announcer.text).toBe("waiting");
    vi.runAllTimers();
    expect(announcer.text).toBe("你好，世界。");
    announcer.grew(answer("你好，世界。我是一个模型。再"));
    vi.runAllTimers();
    expect(announcer.text).toBe("我是一个模型。");
  });

  it("ends with the rest and what became of it", () => {
    const announcer = new Announcer();
    announcer.begin("");
    announcer.grew(answer("One. Two"));
    announcer.end(answer("One. Two", "Three"), "Done");
    expect(announcer.text).toBe("One. Two Three Done");
  });
});
