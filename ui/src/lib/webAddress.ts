/** The parsed address when it is one with a host and one of the schemes (`https:`); else `null`. */
export function webAddress(text: string, schemes: readonly string[]): URL | null {
  try {
    const url = new URL(text.trim());
    return schemes.includes(url.protocol) && url.hostname !== "" ? url : null;
  } catch {
    // Half an address is what a person types on the way to a whole one.
    return null;
  }
}
