import type { Facets, Gallery, GalleryRow } from "../src/wire/generated/index.ts";
import { expect, type Glim, test } from "./glim.ts";
import { held, lineOf, type Measured, quantile, scrolled, untilPainted } from "./galleryBench.ts";

/** `cargo xtask bench gallery`: issue 4, "Must show" 3. Prints a table; fails when a goal is missed. */
const ITEMS = Number(process.env["GLIM_GALLERY_ITEMS"] ?? 100_000);
const OURS = "[data-gallery-scroll]";
const NAIVE = "#naive";
const JUMPS = 30;
const WORDS = ["橘猫", "像素艺术", "lighthouse", "oil painting", "水", "雨夜 film", "a", "纸船"];

test("the gallery with a life's work in it", async ({ glim, page, browser }) => {
  test.setTimeout(1_800_000);
  await glim.start({ connected: true, gallery: ITEMS });
  await glim.look({ language: "en" });
  const { total } = (await glim.call("studio_facets")) as Facets;
  expect(total).toBeGreaterThanOrEqual(ITEMS * 0.9);
  const backend = await backendOf(glim);
  const ours = await oursOf(glim);
  Object.assign(ours, await held(browser, page));
  const rows = await allRows(glim);
  const { base } = (await glim.call("studio_media")) as { base: string };
  const naive = await naiveOf(glim, rows, base);
  Object.assign(naive, await held(browser, page));
  const lines = [
    `${total.toLocaleString("en")} items; p50 / p95 / worst, in ms`,
    lineOf("", [], []).replace("–", "Glim").replace("–", "one <img> for each"),
    lineOf("open (first, then four times)", ours.open, naive.open),
    lineOf("jump anywhere", ours.jump, naive.jump),
    lineOf("filter or search, to the frame", ours.narrow, naive.narrow),
    lineOf("filter or search, backend alone", backend, []),
    lineOf("a frame while scrolling", ours.frames, naive.frames),
    lineOf("frames over 33 ms (number)", [late(ours)], [late(naive)]),
    lineOf("elements of the page", [ours.elements], [naive.elements]),
    lineOf("memory of the page's process, MB", [ours.processMegabytes], [naive.processMegabytes]),
    lineOf("memory of its script, MB", [ours.heapMegabytes], [naive.heapMegabytes]),
  ];
  process.stdout.write(`\n${lines.join("\n")}\n`);
  expect(quantile(ours.open, 1), "opens within 200 ms, also the first time").toBeLessThanOrEqual(
    200,
  );
  expect(quantile(ours.jump, 0.95), "jumps within 100 ms").toBeLessThanOrEqual(100);
  expect(quantile(backend, 0.95), "filters within 20 ms").toBeLessThanOrEqual(20);
  expect(late(ours), "no frame over 33 ms").toBe(0);
});

const late = ({ frames }: Measured): number => frames.filter((each) => each > 33.4).length;

function nothing(): Measured {
  const none = { processMegabytes: Number.NaN, heapMegabytes: Number.NaN, elements: Number.NaN };
  return { open: [], jump: [], narrow: [], frames: [], ...none };
}

const shape = { width: 860, rowHeight: 176, gap: 6, heading: 36 };
const filter = {
  text: "",
  kinds: [],
  models: [],
  fromMs: null,
  untilMs: null,
  favourite: false,
  tag: null,
  board: null,
  deleted: false,
};

/** The command that filters and lays out, each time for something that was not asked for before. */
async function backendOf(glim: Glim): Promise<number[]> {
  const times: number[] = [];
  await glim.call("studio_gallery", { filter, ...shape });
  for (let turn = 0; turn < 5; turn++) {
    for (const [at, text] of WORDS.entries()) {
      const asked = { ...filter, text, kinds: turn % 2 === 0 ? [] : ["image"] };
      const begun = performance.now();
      await glim.call("studio_gallery", { filter: asked, ...shape, width: 800 + turn * 9 + at });
      times.push(performance.now() - begun);
    }
  }
  return times;
}

async function oursOf(glim: Glim): Promise<Measured> {
  const { page } = glim;
  const measured = nothing();
  await glim.open("#/chat");
  for (let turn = 0; turn < 5; turn++) {
    const target = "nav.rail button:nth-of-type(2)";
    const opened = { kind: "click", target } as const;
    // The pointer comes to the button before it presses.
    await page.hover(target);
    await page.waitForTimeout(100);
    measured.open.push(await untilPainted(page, OURS, opened));
    await page.keyboard.press("Control+1");
    await expect(page.locator("#chat-composer")).toBeVisible();
  }
  await page.keyboard.press("Control+3");
  for (let at = 0; at < JUMPS; at++) {
    const share = ((at * 0.618) % 1) * 0.98 + 0.01;
    measured.jump.push(await untilPainted(page, OURS, { kind: "jump", share }));
  }
  const search = page.getByRole("searchbox");
  for (const word of WORDS) {
    measured.narrow.push(await narrowed(page, () => search.fill(word)));
    measured.narrow.push(await narrowed(page, () => search.fill("")));
  }
  measured.frames = await scrolled(page, OURS);
  return measured;
}

/** The pause that the box waits for the next letter; `FilterBand.svelte` says the same. */
const TYPING_MS = 90;

async function narrowed(page: Glim["page"], type: () => Promise<void>): Promise<number> {
  // From the letter in the box to the frame after the layout: the page marks both.
  await page.evaluate(() => {
    const state = globalThis as { began?: number };
    document.querySelector("#studio-search")?.addEventListener(
      "input",
      () => {
        state.began = performance.now();
      },
      { once: true },
    );
    delete document.querySelector<HTMLElement>("[data-gallery-scroll]")?.dataset["seen"];
  });
  const total = page.locator("header .total");
  const before = await total.innerText();
  const changed = page.evaluate(
    ([was]) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const now = document.querySelector("header .total")?.textContent.trim();
          if (now !== was) {
            requestAnimationFrame(() => {
              resolve(performance.now() - ((globalThis as { began?: number }).began ?? 0));
            });
          } else requestAnimationFrame(look);
        };
        look();
      }),
    [before.trim()],
  );
  await type();
  return Math.max(0, (await changed) - TYPING_MS);
}

/** Every row of the whole gallery, for the page that draws them all. */
async function allRows(glim: Glim): Promise<GalleryRow[]> {
  const gallery = (await glim.call("studio_gallery", { filter, ...shape })) as Gallery;
  const rows = new Map<number, GalleryRow>();
  for (let top = 0; top < gallery.height; top += 20_000) {
    const stretch = { token: gallery.token, top, bottom: top + 20_000 };
    for (const row of (await glim.call("studio_gallery_rows", stretch)) as GalleryRow[]) {
      rows.set(row.first, row);
    }
  }
  return [...rows.values()];
}

/** The comparison: the same pictures, one `<img loading="lazy">` each, in a box that wraps. */
async function naiveOf(glim: Glim, rows: GalleryRow[], base: string): Promise<Measured> {
  const { page } = glim;
  const measured = nothing();
  const items = rows.flatMap((row) =>
    row.items.map(({ width, thumb, prompt }) => [width, row.height, thumb, prompt] as const),
  );
  await page.goto("about:blank");
  await page.evaluate(
    ([all, address]) => {
      document.body.innerHTML = `<input id="word"><button id="open">open</button>
        <div id="naive" style="height:700px;width:890px;overflow-y:auto"></div>`;
      const box = document.querySelector<HTMLElement>("#naive");
      const draw = (): void => {
        const word = document.querySelector<HTMLInputElement>("#word")?.value ?? "";
        const some = all.filter(([, , , prompt]) => prompt.includes(word));
        const drawn = some.map(([width, height, thumb]) => {
          const picture = document.createElement("img");
          picture.loading = "lazy";
          picture.width = width;
          picture.height = height;
          picture.src = `${address}/thumb/${thumb ?? ""}`;
          return picture;
        });
        box?.replaceChildren(...drawn);
      };
      document.querySelector("#open")?.addEventListener("click", draw);
      document.querySelector("#word")?.addEventListener("input", draw);
    },
    [items, base] as const,
  );
  measured.open.push(await untilPainted(page, NAIVE, { kind: "click", target: "#open" }));
  for (let at = 0; at < JUMPS; at++) {
    const share = ((at * 0.618) % 1) * 0.98 + 0.01;
    measured.jump.push(await untilPainted(page, NAIVE, { kind: "jump", share }));
  }
  for (const word of WORDS.slice(0, 3)) {
    for (const text of [word, ""]) {
      const begun = performance.now();
      await page.locator("#word").fill(text);
      await untilPainted(page, NAIVE, { kind: "none" });
      measured.narrow.push(performance.now() - begun);
    }
  }
  measured.frames = await scrolled(page, NAIVE);
  return measured;
}
