import { TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PDFPageProxy, RenderTask } from "pdfjs-dist";
import { fineness } from "./zoom";

/** Draws one page into a canvas and its words over it. One drawing at a time; a newer one ends the older. */
export class PageDrawing {
  #task: RenderTask | undefined;
  #words: TextLayer | undefined;
  #ended = false;

  constructor(
    private readonly page: PDFPageProxy,
    private readonly canvas: HTMLCanvasElement,
    private readonly layer: HTMLElement,
  ) {}

  /** At so many CSS pixels a point. Resolves to false when it was given up for a newer drawing. */
  async draw(scale: number): Promise<boolean> {
    this.#task?.cancel();
    const size = this.page.getViewport({ scale: 1 });
    const fine = fineness(size, scale, globalThis.devicePixelRatio || 1);
    const viewport = this.page.getViewport({ scale: scale * fine });
    // Into a canvas of its own, so that the old picture stays until the new one is there.
    const fresh = document.createElement("canvas");
    fresh.width = Math.max(1, Math.floor(viewport.width));
    fresh.height = Math.max(1, Math.floor(viewport.height));
    const task = this.page.render({ canvas: fresh, viewport });
    this.#task = task;
    try {
      await task.promise;
    } catch (thrown) {
      if (this.#task !== task || this.#ended) return false;
      throw thrown;
    }
    if (this.#task !== task || this.#ended) return false;
    this.canvas.width = fresh.width;
    this.canvas.height = fresh.height;
    this.canvas.getContext("2d")?.drawImage(fresh, 0, 0);
    fresh.width = 0;
    return true;
  }

  /** Lays the words over the page, to be selected and copied. */
  async lay(): Promise<void> {
    const words = new TextLayer({
      textContentSource: this.page.streamTextContent({ includeMarkedContent: true }),
      container: this.layer,
      viewport: this.page.getViewport({ scale: 1 }),
    });
    this.#words = words;
    try {
      await words.render();
    } catch (thrown) {
      if (!this.#ended) throw thrown;
    }
  }

  /** Lets everything of the page go. */
  end(): void {
    this.#ended = true;
    this.#task?.cancel();
    this.#words?.cancel();
    this.canvas.width = 0;
    this.canvas.height = 0;
    this.page.cleanup();
  }
}
