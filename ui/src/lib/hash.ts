/** What the window shows; one kind for each place. */
export type View =
  | { place: "chat"; conversation: string | null; message?: string }
  | { place: "settings"; section: SettingsSection };

/** The sections of the Settings place, in order. */
export const SETTINGS_SECTIONS = [
  "platform",
  "network",
  "appearance",
  "conversations",
  "data",
  "about",
] as const;

/** A section of the Settings place. */
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** `#/chat`, `#/chat/<conversation>`, `#/chat/<conversation>/<message>`, `#/settings/<section>`. */
export function formatHash(view: View): string {
  if (view.place === "settings") return `#/settings/${view.section}`;
  const parts = [view.conversation, view.conversation === null ? undefined : view.message];
  return ["#/chat", ...parts.filter((part) => part != null).map(encodeURIComponent)].join("/");
}

/** The view of an address; anything unknown is a new chat. */
export function parseHash(hash: string): View {
  const [place, first, second] = hash
    .replace(/^#\/?/, "")
    .split("/")
    .map((part) => decode(part));
  if (place === "settings") {
    const section = SETTINGS_SECTIONS.find((known) => known === first);
    return { place: "settings", section: section ?? "platform" };
  }
  if (place !== "chat" || first === undefined || first === "") {
    return { place: "chat", conversation: null };
  }
  return second
    ? { place: "chat", conversation: first, message: second }
    : { place: "chat", conversation: first };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken escape is only ever typed by hand: taken as it is, it leads to "not found".
    return part;
  }
}
