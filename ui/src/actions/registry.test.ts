import { describe, expect, it, vi } from "vitest";
import { listenForKeys } from "./keys";
import { actions, type Action } from "./registry.svelte";

function action(id: string, part: Partial<Action> = {}): Action {
  return { id, label: "app.name", group: "general", run: vi.fn(), ...part };
}

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event;
}

describe("the registry", () => {
  it("puts a newer action with the same id in front, until it is taken out", () => {
    const old = action("chat.new");
    const better = action("chat.new");
    const outOld = actions.register([old]);
    const outBetter = actions.register([better]);
    expect(actions.all).toEqual([better]);
    outBetter();
    expect(actions.find("chat.new")).toBe(old);
    outOld();
    expect(actions.all).toEqual([]);
  });

  it("does not do what cannot be done now", () => {
    const run = vi.fn();
    const out = actions.register([action("a", { run, when: () => false })]);
    expect(actions.run("a")).toBe(false);
    expect(actions.run("unknown")).toBe(false);
    expect(run).not.toHaveBeenCalled();
    expect(actions.possible).toEqual([]);
    out();
  });
});

describe("keys", () => {
  it("do their action, but a plain one not while something is typed", () => {
    const help = vi.fn();
    const fresh = vi.fn();
    const stops = [
      listenForKeys(),
      actions.register([
        action("help", { keys: ["Shift+?"], run: help }),
        action("fresh", { keys: ["$mod+KeyN"], run: fresh }),
      ]),
    ];
    press("?", { shiftKey: true });
    expect(help).toHaveBeenCalledTimes(1);

    const field = document.body.appendChild(document.createElement("textarea"));
    field.focus();
    press("?", { shiftKey: true });
    expect(help).toHaveBeenCalledTimes(1);
    const event = press("n", { code: "KeyN", ctrlKey: true });
    expect(fresh).toHaveBeenCalledTimes(1);
    expect(event.defaultPrevented).toBe(true);
    field.remove();
    for (const stop of stops) stop();
    press("?", { shiftKey: true });
    expect(help).toHaveBeenCalledTimes(1);
  });

  it("belong to the open place before the frame, and are shown only where they are", () => {
    const frame = vi.fn();
    const place = vi.fn();
    const stops = [
      listenForKeys(),
      actions.register([action("chat.new", { keys: ["$mod+KeyN"], group: "chat", run: frame })]),
      actions.register([
        action("library.new", { keys: ["$mod+KeyN"], group: "library", run: place }),
      ]),
    ];
    const out = stops.pop();
    press("n", { code: "KeyN", ctrlKey: true });
    expect([frame.mock.calls.length, place.mock.calls.length]).toEqual([0, 1]);
    expect(actions.keysOf("library.new")).toBe("$mod+KeyN");
    expect(actions.keysOf("chat.new")).toBeUndefined();
    out?.();
    press("n", { code: "KeyN", ctrlKey: true });
    expect([frame.mock.calls.length, place.mock.calls.length]).toEqual([1, 1]);
    expect(actions.keysOf("chat.new")).toBe("$mod+KeyN");
    for (const stop of stops) stop();
  });

  it("belong to the input method while it composes, and to an open dialog", () => {
    const run = vi.fn();
    const over = vi.fn();
    const stops = [
      listenForKeys(),
      actions.register([
        action("stop", { keys: ["Escape"], run, whileTyping: true }),
        action("palette", { keys: ["$mod+KeyK"], run: over, overlay: true }),
      ]),
    ];
    press("Escape", { isComposing: true });
    expect(run).not.toHaveBeenCalled();

    const dialog = document.body.appendChild(document.createElement("div"));
    dialog.dataset["dialogContent"] = "";
    press("Escape");
    expect(run).not.toHaveBeenCalled();
    press("k", { code: "KeyK", ctrlKey: true });
    expect(over).toHaveBeenCalledTimes(1);
    dialog.remove();

    press("Escape");
    expect(run).toHaveBeenCalledTimes(1);
    for (const stop of stops) stop();
  });
});
