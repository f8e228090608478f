import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tip } from "./tip";
import { TIP_TIMES, tips } from "./tips.svelte";

let stop: () => void;

function control(label: string): HTMLElement {
  const button = document.createElement("button");
  for (const [name, value] of Object.entries(tip(label, "$mod+K", "right"))) {
    if (value !== undefined) button.setAttribute(name, value);
  }
  button.append(document.createElement("span"));
  document.body.append(button);
  return button;
}

function point(target: Element, pointerType = "mouse"): void {
  target.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType }));
}

/** As the browser says of a control that the keyboard reached. */
function focus(target: HTMLElement, byKeyboard: boolean): void {
  vi.spyOn(target, "matches").mockReturnValue(byKeyboard);
  target.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(10 * TIP_TIMES.next);
  stop = tips.follow();
});

afterEach(() => {
  stop();
  document.body.replaceChildren();
  vi.useRealTimers();
});

it("comes when the pointer rests, with what the control says of itself", () => {
  const anchor = control("Search");
  point(anchor.firstElementChild ?? anchor);
  vi.advanceTimersByTime(TIP_TIMES.rest - 1);
  expect(tips.shown).toBeNull();
  vi.advanceTimersByTime(1);
  expect(tips.shown).toEqual({ anchor, label: "Search", keys: "$mod+K", side: "right" });
  point(document.body);
  expect(tips.shown).toBeNull();
});

it("comes at once beside one that was just shown", () => {
  point(control("One"));
  vi.advanceTimersByTime(TIP_TIMES.rest);
  point(document.body);
  vi.advanceTimersByTime(TIP_TIMES.next - 1);
  point(control("Two"));
  expect(tips.shown?.label).toBe("Two");
});

it("goes with a press and stays away until the pointer has been elsewhere", () => {
  const pressed = control("Menu");
  point(pressed);
  vi.advanceTimersByTime(TIP_TIMES.rest);
  pressed.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  expect(tips.shown).toBeNull();
  point(pressed.firstElementChild ?? pressed);
  vi.advanceTimersByTime(TIP_TIMES.rest);
  expect(tips.shown).toBeNull();
  point(document.body);
  point(pressed);
  vi.advanceTimersByTime(TIP_TIMES.rest);
  expect(tips.shown?.label).toBe("Menu");
});

it("does not come for a finger", () => {
  point(control("Search"), "touch");
  vi.advanceTimersByTime(TIP_TIMES.rest);
  expect(tips.shown).toBeNull();
});

it("comes at once for the keyboard, not for a focus that a program moved", () => {
  const anchor = control("Search");
  focus(anchor, false);
  expect(tips.shown).toBeNull();
  focus(anchor, true);
  expect(tips.shown?.label).toBe("Search");
  point(document.body);
  expect(tips.shown?.label, "the pointer does not take it").toBe("Search");
  anchor.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  expect(tips.shown).toBeNull();
});

it("goes when what it stands beside is scrolled", () => {
  point(control("Search"));
  vi.advanceTimersByTime(TIP_TIMES.rest);
  const elsewhere = document.body.appendChild(document.createElement("div"));
  elsewhere.dispatchEvent(new Event("scroll", { bubbles: true }));
  expect(tips.shown?.label).toBe("Search");
  document.dispatchEvent(new Event("scroll", { bubbles: true }));
  expect(tips.shown).toBeNull();
});

it("goes with its control, and says what that has become", async () => {
  const anchor = control("Copy");
  point(anchor);
  vi.advanceTimersByTime(TIP_TIMES.rest);
  anchor.dataset["tip"] = "Copied";
  await vi.waitFor(() => {
    expect(tips.shown?.label).toBe("Copied");
  });
  anchor.remove();
  await vi.waitFor(() => {
    expect(tips.shown).toBeNull();
  });
});
