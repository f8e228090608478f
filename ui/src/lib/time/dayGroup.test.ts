import { describe, expect, it } from "vitest";
import { dayGroup, dayGroupKey } from "./dayGroup";

const at = (year: number, month: number, day: number, hour = 12): number =>
  new Date(year, month - 1, day, hour).getTime();

describe("day groups", () => {
  const now = at(2026, 11, 23, 9);
  const key = (moment: number): string => dayGroupKey(dayGroup(moment, now));

  it("goes by the calendar, not by 24 hours", () => {
    expect(key(at(2026, 11, 23, 0))).toBe("today");
    expect(key(at(2026, 11, 22, 23))).toBe("yesterday");
    expect(key(at(2026, 11, 21, 23))).toBe("week");
    expect(key(at(2026, 11, 17, 0))).toBe("week");
    expect(key(at(2026, 11, 16, 23))).toBe("2026-11");
    expect(key(at(2025, 12, 31))).toBe("2025-12");
  });

  it("a clock that was set back leaves what is in the future today", () => {
    expect(key(at(2026, 11, 24))).toBe("today");
  });
});
