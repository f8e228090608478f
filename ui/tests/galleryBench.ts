import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";

/** What is shown at the end, in ms unless it says otherwise. */
export interface Measured {
  /** From the press that opens it to the first frame in which every picture in view is painted; one each opening. */
  open: number[];
  /** From a jump to the first frame with every picture in view. */
  jump: number[];
  /** From a letter or choice to the first frame with its pictures, the pause for typing not counted. */
  narrow: number[];
  /** Each frame while it is scrolled, by the wheel and by a drag from end to end. */
  frames: number[];
  /** Of the page's process, at the end. */
  processMegabytes: number;
  /** Of the page's script, at the end. */
  heapMegabytes: number;
  elements: number;
}

/** A number that the share of all is below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const told = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : "–";

/** One line of the table: the middle, the 95th of a hundred, and the worst. */
export function lineOf(name: string, ours: readonly number[], naive: readonly number[]): string {
  const all = (values: readonly number[]): string =>
    values.length === 0
      ? "–"
      : [0.5, 0.95, 1].map((share) => told(quantile(values, share))).join(" / ");
  return `${name.padEnd(34)} ${all(ours).padStart(22)} ${all(naive).padStart(26)}`;
}

/** Runs an act in the page, and waits for the first frame in which all pictures in view are there. */
export async function untilPainted(
  page: Page,
  scroller: string,
  act: { kind: "click" | "jump" | "none"; target?: string; share?: number },
): Promise<number> {
  return page.evaluate(
    async ([scrollerName, what]) => {
      const frame = (): Promise<number> => new Promise(requestAnimationFrame);
      const painted = (): boolean => {
        const box = document.querySelector(scrollerName);
        if (box === null || box.getAttribute("aria-busy") === "true") return false;
        const view = box.getBoundingClientRect();
        const pictures = [...box.querySelectorAll("img")].filter((each) => {
          const place = each.getBoundingClientRect();
          return place.bottom > view.top && place.top < view.bottom && place.width > 0;
        });
        return pictures.length > 3 && pictures.every((each) => each.complete);
      };
      await frame();
      const begun = performance.now();
      if (what.kind === "click") {
        const target = document.querySelector<HTMLElement>(what.target ?? "");
        // As a hand presses: the name of the button, about to be shown beside it, stays away.
        for (const type of ["pointerdown", "pointerup"]) {
          target?.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: "mouse" }));
        }
        target?.click();
      }
      if (what.kind === "jump") {
        const box = document.querySelector(scrollerName);
        if (box !== null) box.scrollTop = (box.scrollHeight - box.clientHeight) * (what.share ?? 0);
        await frame();
      }
      do await frame();
      while (!painted() && performance.now() - begun < 60_000);
      return performance.now() - begun;
    },
    [scroller, act] as const,
  );
}

/** Every frame while the view moves: first as a wheel moves it, then from end to end in five seconds. */
export async function scrolled(page: Page, scroller: string): Promise<number[]> {
  return page.evaluate(async (name) => {
    const box = document.querySelector(name);
    if (box === null) return [];
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const frames: number[] = [];
    box.scrollTop = 0;
    let last = await frame();
    const move = async (ms: number, to: (share: number) => number): Promise<void> => {
      const begun = last;
      while (last - begun < ms) {
        box.scrollTop = to((last - begun) / ms);
        const now = await frame();
        frames.push(now - last);
        last = now;
      }
    };
    // 2,400 pixels a second is a wheel turned fast.
    await move(6_000, (share) => share * 6 * 2_400);
    await move(5_000, (share) => share * (box.scrollHeight - box.clientHeight));
    return frames;
  }, scroller);
}

/** What the page and its process hold. */
export async function held(
  browser: Browser,
  page: Page,
): Promise<Pick<Measured, "processMegabytes" | "heapMegabytes" | "elements">> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name: string): number =>
    metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter((each) => each.type === "renderer");
  const sizes = renderers.map(({ id }) => megabytesOf(id));
  return {
    // The page under test is by far the largest of them.
    processMegabytes: Math.max(...sizes),
    heapMegabytes: metric("JSHeapUsedSize") / 1e6,
    elements: metric("Nodes"),
  };
}

function megabytesOf(process: number): number {
  const status = readFileSync(`/proc/${String(process)}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_000;
}
