import ArrowUpToLine from "@lucide/svelte/icons/arrow-up-to-line";
import CircleSlash from "@lucide/svelte/icons/circle-slash-2";
import FolderMinus from "@lucide/svelte/icons/folder-minus";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import ExternalLink from "@lucide/svelte/icons/external-link";
import Globe from "@lucide/svelte/icons/globe";
import FolderSearch from "@lucide/svelte/icons/folder-search";
import Info from "@lucide/svelte/icons/info";
import MessageCircleQuestion from "@lucide/svelte/icons/message-circle-question-mark";
import PanelRight from "@lucide/svelte/icons/panel-right-open";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Trash from "@lucide/svelte/icons/trash-2";
import { t } from "$i18n/t.svelte";
import type { MenuItem } from "$kit/menu";
import type { SourceId, Stage } from "$wire/generated/index";
import { put, takeOut } from "./collectionActions";
import { library } from "./library.svelte";
import { fetchAgain } from "./pageActions";
import {
  askAbout,
  canAsk,
  openOutside,
  openSource,
  remove,
  retry,
  reveal,
  skip,
} from "./sourceActions";

/** What can be done with sources, for their menus. Of many, what fits any of those whose row has come. */
export function sourceMenu(ids: readonly SourceId[]): MenuItem[] {
  if (ids.length === 0) return [];
  return [...openItems(ids), ...readItems(ids), ...collectionItems(ids), deletion(ids)];
}

function openItems(ids: readonly SourceId[]): MenuItem[] {
  const [only] = ids;
  const items: MenuItem[] = [];
  if (only !== undefined && ids.length === 1) {
    items.push({
      label: t("library.action.open"),
      icon: PanelRight,
      keys: "Enter",
      run: () => openSource(only),
    });
  }
  if (canAsk()) {
    items.push({
      label: t(ids.length === 1 ? "library.action.askOne" : "library.action.ask"),
      icon: MessageCircleQuestion,
      run: () => askAbout(ids),
    });
  }
  if (only !== undefined && ids.length === 1) {
    items.push(
      { label: t("library.action.facts"), icon: Info, run: () => openSource(only, true) },
      {
        label: t("library.action.openOutside"),
        icon: ExternalLink,
        run: () => void openOutside(only),
      },
      { label: t("library.action.reveal"), icon: FolderSearch, run: () => void reveal(only) },
    );
  }
  return items;
}

function readItems(ids: readonly SourceId[]): MenuItem[] {
  const stages = new Set(ids.map((id) => library.sources.row(id)?.source.stage));
  const has = (...some: Stage[]): boolean => some.some((stage) => stages.has(stage));
  // Of what has not come into view nothing is known, so everything may be possible.
  const unknown = stages.has(undefined);
  const items: MenuItem[] = [];
  if (unknown || has("failed", "noText", "skipped", "ready")) {
    items.push({
      label: t(has("failed", "skipped") ? "library.action.retry" : "library.action.readAgain"),
      icon: RotateCw,
      keys: "KeyR",
      run: () => void retry(ids, false),
    });
  }
  const [only] = ids;
  if (only !== undefined && ids.length === 1 && isPage(only)) {
    items.push({ label: t("pages.again"), icon: Globe, run: () => void fetchAgain(only) });
  }
  if (unknown || has("waiting", "reading", "cutting", "embedding")) {
    items.push(
      { label: t("library.action.first"), icon: ArrowUpToLine, run: () => void retry(ids, true) },
      { label: t("library.action.skip"), icon: CircleSlash, run: () => void skip(ids) },
    );
  }
  return items.map((item, at) => (at === 0 ? { ...item, separated: true } : item));
}

/** Only what came from an address can be fetched again. */
function isPage(id: SourceId): boolean {
  return library.sources.row(id)?.source.kind === "web";
}

function collectionItems(ids: readonly SourceId[]): MenuItem[] {
  const open = library.collection;
  const targets = library.collections.list.filter((each) => each.id !== open);
  const into: MenuItem[] = targets.map((each) => ({
    label: each.name,
    run: () => void put(each.id, ids),
  }));
  into.push({
    label: t("library.action.newCollection"),
    separated: targets.length > 0,
    // The menu gives the focus back as it closes; the box that takes it comes after that.
    run: () => setTimeout(() => (library.creating = [...ids])),
  });
  const items: MenuItem[] = [
    { label: t("library.action.putInto"), icon: FolderPlus, separated: true, items: into },
  ];
  if (open !== null) {
    items.push({
      label: t("library.action.takeOut"),
      icon: FolderMinus,
      run: () => void takeOut(open, ids),
    });
  }
  return items;
}

function deletion(ids: readonly SourceId[]): MenuItem {
  return {
    label: t("common.delete"),
    icon: Trash,
    keys: "Delete",
    danger: true,
    separated: true,
    run: () => void remove(ids),
  };
}
