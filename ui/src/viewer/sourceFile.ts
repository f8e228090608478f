import { call } from "$wire/call";
import type { BytesRead, SourceId } from "$wire/generated/index";

/** What the backend gives at most at once. */
const PIECE = 256 * 1024;

/** The file became another one while it was being shown. */
export class FileReplaced extends Error {
  constructor() {
    super("the file was replaced");
    this.name = "FileReplaced";
  }
}

/** The original file of a source, read in pieces through the backend; the page knows no path. */
export class SourceFile {
  private constructor(
    readonly source: SourceId,
    /** Its size in bytes. */
    readonly total: number,
    /** It is not as it was when it was read into the library. */
    readonly changed: boolean,
    /** Its beginning. */
    readonly beginning: Uint8Array<ArrayBuffer>,
  ) {}

  /** Reads the beginning. Rejects with a `Failure`: `notFound` when the file is gone. */
  static async open(source: SourceId): Promise<SourceFile> {
    const read = await piece(source, 0, PIECE);
    return new SourceFile(source, read.total, read.changed, bytesOf(read.base64));
  }

  /** The bytes from `start` up to and without `end`. */
  async range(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const stop = Math.min(end, this.total);
    if (stop <= this.beginning.length) return this.beginning.slice(start, stop);
    const bytes = new Uint8Array(Math.max(0, stop - start));
    for (let at = start; at < stop;) {
      const read = await piece(this.source, at, Math.min(PIECE, stop - at));
      const part = bytesOf(read.base64);
      if (read.total !== this.total || part.length === 0) throw new FileReplaced();
      bytes.set(part, at - start);
      at += part.length;
    }
    return bytes;
  }
}

function piece(source: SourceId, start: number, length: number): Promise<BytesRead> {
  return call("library_bytes", { source, start, length });
}

/** The bytes of Base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
