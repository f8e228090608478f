import { beforeEach, describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatDay,
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
} from "./format";
import { setLocale } from "./t.svelte";

beforeEach(() => setLocale("en"));

describe("numbers", () => {
  it("follow the language", () => {
    expect([formatNumber(1234567), formatCompact(12800), formatPercent(0.8)]).toEqual([
      "1,234,567",
      "12.8K",
      "80%",
    ]);
    setLocale("zh-CN");
    expect([formatCompact(1280), formatCompact(12800)]).toEqual(["1,280", "1.28万"]);
  });

  it("show sizes in the unit that fits", () => {
    expect([0, 999, 1000, 1_500_000, 12_345_678_901].map(formatBytes)).toEqual([
      "0 bytes",
      "999 bytes",
      "1 kB",
      "1.5 MB",
      "12.3 GB",
    ]);
    setLocale("zh-CN");
    expect([28, 12_000].map(formatBytes)).toEqual(["28 字节", "12 kB"]);
  });

  it("show a small price as more than nothing", () => {
    expect(formatMoney(0.00042, "USD")).toBe("$0.00042");
    expect(formatMoney(0, "CNY")).toBe("¥0.00");
    expect(formatMoney(12.5, "CNY")).toBe("¥12.50");
  });

  it("show short times with a tenth and long ones in minutes", () => {
    const times = [40, 800, 12_345, 120_000];
    expect(times.map(formatDuration)).toEqual(["40 ms", "0.8 s", "12 s", "2 min"]);
    setLocale("zh-CN");
    expect(times.map(formatDuration)).toEqual(["40 毫秒", "0.8 秒", "12 秒", "2 分钟"]);
  });
});

it("names a day with its year only when that is another", () => {
  const now = new Date(2026, 10, 23).getTime();
  expect(formatDay(new Date(2026, 0, 5).getTime(), now)).toBe("Jan 5");
  expect(formatDay(new Date(2025, 0, 5).getTime(), now)).toBe("Jan 5, 2025");
  setLocale("zh-CN");
  expect(formatDay(new Date(2026, 0, 5).getTime(), now)).toBe("1月5日");
});
