import type { Component } from "svelte";
import type { CollectionId, Locator, SourceId } from "$wire/generated/index";

interface SearchProps {
  collection: CollectionId | null;
  oncollection: (id: CollectionId | null) => void;
}

interface ViewerProps {
  source: SourceId;
  places?: Locator[];
  passage?: number | null;
  quote?: string;
  onclose: () => void;
}

type Load<Props extends object> = () => Promise<{ default: Component<Props> }>;

// Taken as they are there, so that this place builds without them.
const searches = import.meta.glob("./search/SearchPage.svelte");
const viewers = import.meta.glob("../../viewer/Viewer.svelte");

/** The page that finds by words and meaning. */
export const searchPage = Object.values(searches)[0] as Load<SearchProps> | undefined;
/** The pane that shows a source as it is. */
export const viewer = Object.values(viewers)[0] as Load<ViewerProps> | undefined;
