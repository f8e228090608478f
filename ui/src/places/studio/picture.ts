/** A picture as PNG, which every clipboard takes. */
export async function pngOf(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the picture answered ${String(answer.status)}`);
  const blob = await answer.blob();
  if (blob.type === "image/png") return blob;
  const picture = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => {
      if (png === null) reject(new Error("the picture cannot be written as PNG"));
      else resolve(png);
    }, "image/png");
  });
}

/** Bytes as base64, for a call. */
export async function base64Of(blob: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => {
      const address = typeof reader.result === "string" ? reader.result : "";
      resolve(address.slice(address.indexOf(",") + 1));
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error("the picture cannot be read"));
    };
    reader.readAsDataURL(blob);
  });
}
