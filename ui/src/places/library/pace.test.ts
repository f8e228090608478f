import { describe, expect, it } from "vitest";
import { Pace } from "./pace";

describe("the time left", () => {
  it("is not guessed before anything is known", () => {
    const pace = new Pace();
    expect(pace.timeLeft(0)).toBeNull();
    pace.note(100, 0);
    pace.note(99, 1_000);
    expect(pace.timeLeft(1_000)).toBeNull();
  });

  it("follows from how fast it went", () => {
    const pace = new Pace();
    for (let step = 0; step <= 10; step++) pace.note(100 - step, step * 1_000);
    expect(pace.timeLeft(10_000)).toBeCloseTo(90_000);
  });

  it("work that is added does not count as time that was lost", () => {
    const pace = new Pace();
    for (let step = 0; step <= 10; step++) pace.note(100 - step, step * 1_000);
    pace.note(190, 10_000);
    expect(pace.timeLeft(10_000)).toBeCloseTo(190_000);
  });

  it("forgets how fast it was long ago", () => {
    const pace = new Pace();
    for (let step = 0; step <= 100; step++) pace.note(1_000 - step, step * 100);
    for (let step = 1; step <= 100; step++) pace.note(900 - step, 10_000 + step * 10_000);
    const left = pace.timeLeft(1_010_000) ?? 0;
    expect(left).toBeGreaterThan(7_000_000);
  });

  it("begins anew when nothing is left", () => {
    const pace = new Pace();
    for (let step = 0; step <= 10; step++) pace.note(10 - step, step * 1_000);
    expect(pace.timeLeft(10_000)).toBeNull();
    pace.note(50, 500_000);
    pace.note(40, 504_000);
    expect(pace.timeLeft(504_000)).toBeCloseTo(16_000);
  });
});
