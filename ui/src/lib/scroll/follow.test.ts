import { describe, expect, it } from "vitest";
import { Follow } from "./follow";

const place = (top: number, content = 2_000) => ({ top, view: 500, content });

describe("following the end", () => {
  it("an upward scroll releases", () => {
    const follow = new Follow();
    follow.moved(1_500);
    follow.scrolled(place(1_480), true);
    expect(follow.following).toBe(false);
  });

  it("coming back to the end follows again", () => {
    const follow = new Follow();
    follow.moved(1_500);
    follow.scrolled(place(1_000), true);
    follow.scrolled(place(1_400), true);
    expect(follow.following).toBe(false);
    follow.scrolled(place(1_490), true);
    expect(follow.following).toBe(true);
  });

  it("a wheel that turns up releases before the next growth can pull back down", () => {
    const follow = new Follow();
    follow.moved(1_500);
    follow.pulledUp(place(1_500));
    expect(follow.following).toBe(false);
  });

  it("a wheel that turns up where all fits on the screen changes nothing", () => {
    const follow = new Follow();
    follow.pulledUp(place(0, 400));
    expect(follow.following).toBe(true);
  });

  it("content that shrinks and clamps the view is not a will to leave", () => {
    const follow = new Follow();
    follow.moved(1_500);
    follow.scrolled(place(1_200, 1_700), true);
    expect(follow.following).toBe(true);
  });

  it("content that shrank, clamped the view and grew again before it was told is not a will to leave", () => {
    const follow = new Follow();
    follow.moved(1_500);
    follow.scrolled(place(1_400, 2_100), false);
    expect(follow.following).toBe(true);
  });

  it("our own moves are nobody's will", () => {
    const follow = new Follow(false);
    follow.moved(1_500);
    follow.scrolled(place(1_500), true);
    expect(follow.following).toBe(false);
    follow.resume();
    expect(follow.following).toBe(true);
  });
});
