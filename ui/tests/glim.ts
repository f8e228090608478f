import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Appearance } from "../src/wire/generated/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DEVHOST = join(ROOT, "target/debug/glim-devhost");
const PICTURES = join(ROOT, "target/screenshots/browser");

/** How the backend of a test begins. */
export interface Beginning {
  /** With the demonstration platform chosen; else with the first run. */
  connected?: boolean;
  /** Tokens a second of the demonstration platform. */
  speed?: number;
  /** How long the demonstration platform makes a picture or video. */
  madeAfterMs?: number;
  /** With a conversation of that many messages. */
  thread?: number;
  /** With a gallery of that many pictures and videos. */
  gallery?: number;
  /** A server of the test's own that pages may be fetched from, such as `127.0.0.1:8000`. */
  pageServer?: string;
  /** A data folder made by the test; else an empty one. */
  folder?: string;
}

/** Languages and themes that every place must be good in. */
export const LOOKS = [
  { language: "zh-CN", theme: "light" },
  { language: "zh-CN", theme: "dark" },
  { language: "en", theme: "light" },
  { language: "en", theme: "dark" },
] as const satisfies Partial<Appearance>[];

/** A backend of a test's own, and the page on it. */
export class Glim {
  #process: ChildProcess | undefined;
  #url = "";

  constructor(
    readonly page: Page,
    readonly folder: string,
  ) {}

  /** Starts the backend; a second call starts it again on the same data. */
  async start(beginning: Beginning = {}): Promise<void> {
    await this.stop();
    const options = ["--folder", beginning.folder ?? this.folder];
    if (beginning.connected) options.push("--connected");
    if (beginning.speed !== undefined) options.push("--speed", String(beginning.speed));
    if (beginning.madeAfterMs !== undefined) {
      options.push("--made-after", String(beginning.madeAfterMs));
    }
    if (beginning.pageServer !== undefined) options.push("--page-server", beginning.pageServer);
    if (beginning.thread !== undefined) options.push("--thread", String(beginning.thread));
    if (beginning.gallery !== undefined) options.push("--gallery", String(beginning.gallery));
    const child = spawn(process.env["GLIM_DEVHOST"] ?? DEVHOST, options, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.#url = (JSON.parse(line) as { url: string }).url;
      return;
    }
    throw new Error("glim-devhost ended before it said where it is");
  }

  /** Ends the backend as a crash would. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** Calls a command past the page. */
  async call(name: string, request: unknown = null): Promise<unknown> {
    const url = new URL(this.#url);
    url.pathname = `/call/${name}`;
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Does what a person's desktop does: `drop` and `hover` files over the window, choose them in the `next-pick`. */
  async post(path: "hand-in" | "drop" | "hover" | "next-pick", body: unknown): Promise<unknown> {
    const url = new URL(this.#url);
    url.pathname = `/${path}`;
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
    const text = await answer.text();
    return text === "" ? null : JSON.parse(text);
  }

  /** Sets language, theme and size; the rest stays usual. */
  async look(part: Partial<Appearance>): Promise<void> {
    const usual: Appearance = {
      language: "zh-CN",
      theme: "light",
      textSize: 100,
      enterSends: true,
    };
    await this.call("settings_set_appearance", { ...usual, ...part });
  }

  /** Opens the page, at `#/…` when given. */
  async open(hash = ""): Promise<void> {
    await this.page.goto(`${this.#url}${hash}`);
    await expect(this.page.locator("main")).toBeVisible();
  }

  /** Keeps a picture to look at. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  /** Axe has nothing to say about what is shown now. */
  async expectAccessible(): Promise<void> {
    // A tooltip that happens to be there repeats the name of its control, and lies in no landmark; what is closed fades.
    const axe = new AxeBuilder({ page: this.page })
      .exclude("[data-bits-floating-content-wrapper]:has([data-tooltip-content])")
      .exclude("[data-bits-floating-content-wrapper]:has(> [data-state=closed])");
    const { violations } = await axe.analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`,
    );
    expect(found).toEqual([]);
  }
}

/** A test with a backend of its own, started by `glim.start`. A page that throws fails its test. */
export const test = base.extend<{ glim: Glim }>({
  glim: async ({ page }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "glim-ui-"));
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(error.message));
    const glim = new Glim(page, folder);
    await use(glim);
    // The page first: left alone, it would report that its backend has gone.
    await page.close();
    await glim.stop();
    await rm(folder, { recursive: true, force: true });
    expect(thrown, "the page threw nothing").toEqual([]);
  },
});

export { expect } from "@playwright/test";
