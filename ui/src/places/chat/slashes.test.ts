import { beforeEach, describe, expect, it } from "vitest";
import { Composer } from "./composer.svelte";
import { Models } from "./models.svelte";
import { Slashes } from "./slashes.svelte";
import { settle, StandIn } from "./standIn";

describe("the list behind a slash", () => {
  let composer: Composer;
  let slashes: Slashes;

  beforeEach(() => {
    localStorage.clear();
    const backend = new StandIn();
    backend.answers.set("chat_set_draft", () => null);
    backend.answers.set("studio_forms", () => []);
    composer = new Composer(new Models());
    composer.begin(null, "");
    slashes = new Slashes(composer);
  });

  function type(text: string): readonly string[] {
    composer.typed(text);
    slashes.look(text, text.length);
    return slashes.candidates;
  }

  it("offers both, and what begins like what is typed in either language", () => {
    expect(type("/")).toEqual(["image", "video"]);
    expect(type("、")).toEqual(["image", "video"]);
    expect(type("/im")).toEqual(["image"]);
    expect(type("/pic")).toEqual(["image"]);
    expect(type("/视")).toEqual(["video"]);
    expect(type("/etc")).toEqual([]);
    expect(type("a/")).toEqual([]);
  });

  it("is walked by the arrows, taken by Enter, and the command goes out of the text", async () => {
    type("/");
    expect(slashes.pressed("ArrowDown")).toBe(true);
    expect(slashes.active).toBe(1);
    slashes.pressed("ArrowDown");
    slashes.pressed("ArrowUp");
    expect(slashes.pressed("Enter")).toBe(true);
    await settle();
    expect(composer.wish.kind).toBe("video");
    expect(composer.text).toBe("");
    expect(slashes.candidates).toEqual([]);
    expect(type("/"), "in a wish a slash is a slash").toEqual([]);
  });

  it("is closed by Escape until the slash is another one", () => {
    type("/");
    expect(slashes.pressed("Escape")).toBe(true);
    expect(slashes.candidates).toEqual([]);
    expect(type("/i")).toEqual([]);
    expect(slashes.pressed("Enter"), "Enter sends what stands there").toBe(false);
    type("");
    expect(type("/")).toEqual(["image", "video"]);
  });
});
