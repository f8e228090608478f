/** What the window shows; one kind for each place. */
export type View =
  | { place: "chat"; conversation: string | null; message?: string }
  | LibraryView
  | { place: "settings"; section: SettingsSection };

/** The Library place: its sources or its search, in one collection or in all, with a source open beside them. */
export interface LibraryView {
  place: "library";
  page: "sources" | "search";
  collection: string | null;
  source: string | null;
}

/** The sections of the Settings place, in order. */
export const SETTINGS_SECTIONS = [
  "platform",
  "network",
  "appearance",
  "conversations",
  "library",
  "data",
  "about",
] as const;

/** A section of the Settings place. */
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/**
 * `#/chat`, `#/chat/<conversation>`, `#/chat/<conversation>/<message>`, `#/settings/<section>`,
 * `#/library/<sources or search>/<collection or all>/<source>`.
 */
export function formatHash(view: View): string {
  if (view.place === "settings") return `#/settings/${view.section}`;
  if (view.place === "library") return libraryHash(view);
  const parts = [view.conversation, view.conversation === null ? undefined : view.message];
  return ["#/chat", ...parts.filter((part) => part != null).map(encodeURIComponent)].join("/");
}

/** The view of an address; anything unknown is a new chat. */
export function parseHash(hash: string): View {
  const parts = hash
    .replace(/^#\/?/, "")
    .split("/")
    .map((part) => decode(part));
  const [place, first, second] = parts;
  if (place === "settings") {
    const section = SETTINGS_SECTIONS.find((known) => known === first);
    return { place: "settings", section: section ?? "platform" };
  }
  if (place === "library") return libraryView(parts);
  if (place !== "chat" || first === undefined || first === "") {
    return { place: "chat", conversation: null };
  }
  return second
    ? { place: "chat", conversation: first, message: second }
    : { place: "chat", conversation: first };
}

/** Stands for no collection where a source follows; no id looks like it. */
const ALL = "all";

function libraryHash({ page, collection, source }: LibraryView): string {
  const parts: string[] = ["#/library", page];
  if (collection !== null || source !== null) parts.push(encodeURIComponent(collection ?? ALL));
  if (source !== null) parts.push(encodeURIComponent(source));
  return parts.join("/");
}

function libraryView([, page, collection, source]: string[]): LibraryView {
  return {
    place: "library",
    page: page === "search" ? "search" : "sources",
    collection: collection === undefined || collection === ALL ? null : collection || null,
    source: source === undefined || source === "" ? null : source,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken escape is only ever typed by hand: taken as it is, it leads to "not found".
    return part;
  }
}
