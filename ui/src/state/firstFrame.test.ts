import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  performance.clearMarks();
});

it("lets the rest come when the first frame has been painted, and marks that one can type", async () => {
  const { firstFrame } = await import("./firstFrame.svelte");
  let draw: () => void = () => undefined;
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => (draw = frame));
  firstFrame.begin();
  firstFrame.begin();
  vi.advanceTimersByTime(20);
  expect(firstFrame.drawn).toBe(false);
  draw();
  expect(firstFrame.drawn, "it is painted after this").toBe(false);
  vi.advanceTimersByTime(0);
  expect(firstFrame.drawn).toBe(true);
  expect(performance.getEntriesByName("usable")).toHaveLength(1);
});

it("does not wait for ever for a window that is out of sight", async () => {
  const { firstFrame } = await import("./firstFrame.svelte");
  vi.stubGlobal("requestAnimationFrame", () => 0);
  firstFrame.begin();
  vi.advanceTimersByTime(1_000);
  expect(firstFrame.drawn).toBe(true);
});
