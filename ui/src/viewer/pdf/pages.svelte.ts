import type { PDFPageProxy } from "pdfjs-dist";
import { findWords } from "$lib/text/quote";
import type { Locator } from "$wire/generated/index";
import { Rows } from "../rows.svelte";
import { boxesOn, firstPage, shareOf } from "./boxes";
import type { OpenPdf } from "./open";
import { scaleOf, type Size, stepFrom, type Zoom } from "./zoom";

/** Between pages and beside them, in CSS pixels. */
export const GAP = 12;
/** Before the first page is known. */
const LETTER: Size = { width: 612, height: 792 };
/** Pages whose size is asked for around the place that is shown. */
const AROUND = 3;
/** Pages of one passage that are looked through for a word. */
const MOST_LOOKED = 16;

/** The pages of an open PDF: how large they are and which of them are on the screen. */
export class PdfPages {
  zoom = $state.raw<Zoom>({ kind: "width" });
  /** Width of the pane in CSS pixels. */
  room = $state(0);
  readonly rows: Rows;
  readonly count: number;
  #sizes = $state.raw<ReadonlyMap<number, Size>>(new Map());
  #usual: Size = LETTER;
  #asked = 0;

  constructor(private readonly pdf: OpenPdf) {
    this.count = pdf.document.numPages;
    this.rows = new Rows(this.count, LETTER.height, ({ start, end }) => {
      for (let index = start; index < end; index++) void this.#learn(index + 1);
    });
  }

  /** The page (from 1) that is read. */
  get current(): number {
    return this.rows.current + 1;
  }

  /** CSS pixels a point of a page (from 1). */
  scaleOf(page: number): number {
    return scaleOf(this.zoom, this.sizeOf(page), this.room - 2 * GAP);
  }

  /** Its size in points; the usual one until it is known. */
  sizeOf(page: number): Size {
    return this.#sizes.get(page) ?? this.#usual;
  }

  page(number: number): Promise<PDFPageProxy> {
    return this.pdf.document.getPage(number);
  }

  /** The pane has another width. */
  resize(room: number): void {
    if (room === this.room || room <= 0) return;
    this.room = room;
    this.#rescale();
  }

  setZoom(zoom: Zoom): void {
    this.zoom = zoom;
    this.#rescale();
  }

  step(up: boolean): void {
    this.setZoom({ kind: "scale", scale: stepFrom(this.scaleOf(this.current), up) });
  }

  goToPage(page: number): void {
    const index = Math.min(this.count, Math.max(1, Math.round(page))) - 1;
    this.#asked += 1;
    this.rows.goTo(index, 0);
  }

  /** Brings the first box of a passage into view: on the page that has one of the words, if it lies on several. */
  async show(places: readonly Locator[], words: readonly string[]): Promise<void> {
    const first = firstPage(places);
    if (first === null || first > this.count) return;
    this.goToPage(first);
    let asked = this.#asked;
    const page = await this.#pageWith(places, words, first);
    if (asked !== this.#asked) return;
    if (page !== first) this.goToPage(page);
    asked = this.#asked;
    // Sizes of the neighbours first: what lies above must not move the place afterwards.
    await Promise.all(
      Array.from({ length: 2 * AROUND + 1 }, (_, index) => this.#learn(page - AROUND + index)),
    );
    const viewport = (await this.page(page)).getViewport({ scale: 1 });
    if (asked !== this.#asked) return;
    const tops = boxesOn(places, page).flatMap((box) => shareOf(box, viewport)?.top ?? []);
    const top = tops.length === 0 ? 0 : Math.min(...tops);
    const height = viewport.height * this.scaleOf(page);
    this.rows.goTo(page - 1, Math.max(0, top * height - 96));
  }

  async #pageWith(
    places: readonly Locator[],
    words: readonly string[],
    first: number,
  ): Promise<number> {
    const pages = places.flatMap((place) => (place.at === "page" ? [place.page] : []));
    const several = [...new Set(pages)].filter((page) => page <= this.count).slice(0, MOST_LOOKED);
    if (several.length < 2 || words.length === 0) return first;
    for (const page of several) {
      const { items } = await (await this.page(page)).getTextContent();
      const text = items.map((item) => ("str" in item ? item.str : "")).join("");
      if (findWords(text, words, [0, text.length]).length > 0) return page;
    }
    return first;
  }

  async #learn(number: number): Promise<void> {
    if (number < 1 || number > this.count || this.#sizes.has(number)) return;
    const viewport = (await this.page(number)).getViewport({ scale: 1 });
    if (this.#sizes.has(number)) return;
    const size = { width: viewport.width, height: viewport.height };
    if (this.#sizes.size === 0) this.#usual = size;
    const differs = size.width !== this.#usual.width || size.height !== this.#usual.height;
    const first = this.#sizes.size === 0;
    this.#sizes = new Map(this.#sizes).set(number, size);
    if (first || differs) this.#rescale();
  }

  #rescale(): void {
    if (this.room <= 0) return;
    const height = (page: number): number =>
      Math.round(this.sizeOf(page).height * this.scaleOf(page)) + GAP;
    this.rows.rescale((index) => height(index + 1), height(0));
  }
}
