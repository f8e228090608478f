/** The mean colour of a picture by its thumbhash (base64), as CSS; `null` when it is none. */
export function meanColour(hash: string): string | null {
  const [low, middle, high] = bytesOf(hash);
  if (low === undefined || middle === undefined || high === undefined) return null;
  const header = low | (middle << 8) | (high << 16);
  const light = (header & 63) / 63;
  const yellowBlue = ((header >> 6) & 63) / 31.5 - 1;
  const redGreen = ((header >> 12) & 63) / 31.5 - 1;
  const blue = light - (2 / 3) * yellowBlue;
  const red = (3 * light - blue + redGreen) / 2;
  const green = red - redGreen;
  return `rgb(${[red, green, blue].map(channel).join(" ")})`;
}

function channel(share: number): number {
  return Math.round(255 * Math.max(0, Math.min(1, share)));
}

function bytesOf(base64: string): number[] {
  try {
    return [...atob(base64)].map((letter) => letter.charCodeAt(0));
  } catch {
    // What is no base64 has no colour: the cell keeps the colour of its ground.
    return [];
  }
}
