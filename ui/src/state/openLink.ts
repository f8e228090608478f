import { call } from "$wire/call";

/** Opens a page in the system's browser. */
export async function openLink(link: string): Promise<void> {
  try {
    await call("settings_open_link", link);
  } catch (thrown) {
    reportError(thrown);
  }
}
