import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import type { PDFDocumentProxy } from "pdfjs-dist";
import type { SourceFile } from "../sourceFile";

/** What is asked for at once: large enough that a page takes few calls. */
const CHUNK = 128 * 1024;
/** Pictures over so many pixels are left out: a page must not take the memory of the window. */
const LARGEST_PICTURE = 64 * 1024 * 1024;

/** A PDF that is open, with its own worker. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  /** Ends the worker and lets all memory go. */
  close(): void;
}

/** Why a PDF cannot be shown. */
export type PdfTrouble = "password" | "broken" | "replaced";

/** Carries a trouble out of a promise. */
export class PdfFailure extends Error {
  constructor(
    readonly trouble: PdfTrouble,
    cause?: unknown,
  ) {
    super(trouble, { cause });
    this.name = "PdfFailure";
  }
}

/** Gives pdfjs the pieces that it asks for. */
class FileTransport extends pdfjs.PDFDataRangeTransport {
  constructor(
    private readonly file: SourceFile,
    private readonly onTrouble: (thrown: unknown) => void,
  ) {
    super(file.total, file.beginning.slice());
  }

  override requestDataRange(begin: number, end: number): void {
    this.file.range(begin, end).then(
      (bytes) => this.onDataRange(begin, bytes),
      (thrown: unknown) => this.onTrouble(thrown),
    );
  }
}

/** Where the build lays what pdfjs asks for by name. */
function asset(folder: string): string {
  return new URL(`pdfjs/${folder}/`, document.baseURI).href;
}

/** Opens a PDF. Nothing in it runs: no script, no form, no link; only what a page looks like is taken from it. */
export async function openPdf(
  file: SourceFile,
  onTrouble: (trouble: PdfTrouble) => void,
): Promise<OpenPdf> {
  const port = new Worker(workerUrl, { type: "module" });
  const worker = pdfjs.PDFWorker.create({ port });
  let refuse: (failure: PdfFailure) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const fail = (trouble: PdfTrouble, cause?: unknown): void => {
    refuse(new PdfFailure(trouble, cause));
    onTrouble(trouble);
  };
  // Nobody but the race below listens, and it may be over.
  failed.catch(() => undefined);
  port.addEventListener("error", (event) => {
    fail("broken", event.message);
  });
  const whole = file.total <= file.beginning.length;
  const task = pdfjs.getDocument({
    ...(whole
      ? { data: file.beginning.slice() }
      : { range: new FileTransport(file, (thrown) => fail("replaced", thrown)) }),
    worker,
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    maxImageSize: LARGEST_PICTURE,
    cMapUrl: asset("cmaps"),
    standardFontDataUrl: asset("standard_fonts"),
    wasmUrl: asset("wasm"),
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  const close = (): void => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  task.onPassword = () => {
    fail("password");
  };
  try {
    return { document: await Promise.race([task.promise, failed]), close };
  } catch (thrown) {
    close();
    throw thrown instanceof PdfFailure ? thrown : new PdfFailure("broken", thrown);
  }
}
