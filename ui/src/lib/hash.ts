/** What the window shows; one kind for each place. */
export type View =
  | { place: "chat"; conversation: string | null; message?: string }
  | LibraryView
  | StudioView
  | { place: "settings"; section: SettingsSection };

/** The Library place: its sources or its search, in one collection or in all, with a source open beside them. */
export interface LibraryView {
  place: "library";
  page: "sources" | "search";
  collection: string | null;
  source: string | null;
}

/** The Studio place: its gallery, of one board or of all, with one picture or video in full view. */
export interface StudioView {
  place: "studio";
  board: string | null;
  artifact: string | null;
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
 * `#/library/<sources or search>/<collection or all>/<source>`, `#/studio/<board or all>/<artifact>`.
 */
export function formatHash(view: View): string {
  if (view.place === "settings") return `#/settings/${view.section}`;
  if (view.place === "library") return libraryHash(view);
  if (view.place === "studio") return studioHash(view);
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
  if (place === "studio") return studioView(parts);
  if (place !== "chat" || first === undefined || first === "") {
    return { place: "chat", conversation: null };
  }
  return second
    ? { place: "chat", conversation: first, message: second }
    : { place: "chat", conversation: first };
}

/** Stands for no collection or board where more follows; no id looks like it. */
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

function studioHash({ board, artifact }: StudioView): string {
  const parts: string[] = ["#/studio"];
  if (board !== null || artifact !== null) parts.push(encodeURIComponent(board ?? ALL));
  if (artifact !== null) parts.push(encodeURIComponent(artifact));
  return parts.join("/");
}

function studioView([, board, artifact]: string[]): StudioView {
  return {
    place: "studio",
    board: board === undefined || board === ALL ? null : board || null,
    artifact: artifact === undefined || artifact === "" ? null : artifact,
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
