/** A line of a page; everything that is not ASCII is set in a Chinese font that the file does not bring. */
export interface PdfLine {
  text: string;
  x: number;
  y: number;
  size?: number;
}

/** A page of 595 × 842 points. */
export interface PdfSheet {
  lines: PdfLine[];
  /** Degrees, clockwise. */
  rotate?: number;
  /** Left, bottom, right, top. */
  crop?: [number, number, number, number];
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, (sign) => `\\${sign}`);
}

function drawn({ text, x, y, size = 14 }: PdfLine): string {
  const ascii = [...text].every((sign) => sign.charCodeAt(0) < 128);
  const units = [...text].map((sign) => sign.charCodeAt(0).toString(16).padStart(4, "0"));
  const shown = ascii ? `(${escaped(text)})` : `<${units.join("")}>`;
  return `BT /${ascii ? "Latin" : "Han"} ${String(size)} Tf ${String(x)} ${String(y)} Td ${shown} Tj ET`;
}

/** A PDF, byte for byte by hand: English in Helvetica, Chinese in STSong-Light by its predefined character map. */
export function pdfOf(sheets: readonly PdfSheet[]): Buffer {
  const first = 7;
  const objects: string[] = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${String(sheets.length)} /Kids [${sheets
      .map((_, index) => `${String(first + 2 * index)} 0 R`)
      .join(" ")}] >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
  ];
  sheets.forEach((sheet, index) => {
    const stream = sheet.lines.map(drawn).join("\n");
    const rotate = sheet.rotate === undefined ? "" : `/Rotate ${String(sheet.rotate)}`;
    const crop = sheet.crop === undefined ? "" : `/CropBox [${sheet.crop.join(" ")}]`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${crop} ${rotate} /Resources << /Font << /Latin 3 0 R /Han 4 0 R >> >> /Contents ${String(first + 2 * index + 1)} 0 R >>`,
      `<< /Length ${String(stream.length)} >>\nstream\n${stream}\nendstream`,
    );
  });
  let file = "%PDF-1.5\n";
  const places: number[] = [];
  objects.forEach((object, index) => {
    places.push(file.length);
    file += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${String(objects.length + 1)}\n0000000000 65535 f \n${table}`;
  const start = file.indexOf("xref\n0 ");
  file += `trailer\n<< /Size ${String(objects.length + 1)} /Root 1 0 R >>\nstartxref\n${String(start)}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}
