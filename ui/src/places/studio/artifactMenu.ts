import Clapperboard from "@lucide/svelte/icons/clapperboard";
import Columns from "@lucide/svelte/icons/square-split-horizontal";
import Copy from "@lucide/svelte/icons/copy";
import Download from "@lucide/svelte/icons/download";
import ExternalLink from "@lucide/svelte/icons/external-link";
import FolderMinus from "@lucide/svelte/icons/folder-minus";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import FolderSearch from "@lucide/svelte/icons/folder-search";
import Heart from "@lucide/svelte/icons/heart";
import ImagePlus from "@lucide/svelte/icons/image-plus";
import Maximize from "@lucide/svelte/icons/maximize-2";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import Shuffle from "@lucide/svelte/icons/shuffle";
import Tag from "@lucide/svelte/icons/tag";
import Trash from "@lucide/svelte/icons/trash-2";
import Wand from "@lucide/svelte/icons/wand-sparkles";
import { t } from "$i18n/t.svelte";
import { done } from "$made/done";
import type { MenuItem } from "$kit/menu";
import { call } from "$wire/call";
import type { ArtifactId } from "$wire/generated/index";
import {
  compare,
  copyPrompt,
  remix,
  remove,
  restore,
  saveAs,
  startFrom,
  toggleFavourite,
  vary,
} from "./artifactActions";
import { putOn, takeOff } from "./boardActions";
import { studio } from "./studio.svelte";

/** What can be done with some of the gallery, for their menu. */
export function artifactMenu(ids: readonly ArtifactId[]): MenuItem[] {
  if (ids.length === 0) return [];
  if (studio.gallery.narrowing.deleted) {
    return [{ label: t("studio.action.restore"), icon: RotateCcw, run: () => void restore(ids) }];
  }
  const [only] = ids;
  const one = only !== undefined && ids.length === 1;
  return [
    ...(one ? [openItem(only), ...makeItems(only)] : []),
    ...keepItems(ids),
    ...(one ? outsideItems(only) : []),
    {
      label: t("common.delete"),
      icon: Trash,
      keys: "Delete",
      danger: true,
      separated: true,
      run: () => void remove(ids),
    },
  ];
}

function openItem(id: ArtifactId): MenuItem {
  return {
    label: t("studio.action.open"),
    icon: Maximize,
    keys: "Enter",
    run: () => studio.show({ artifact: id }),
  };
}

/** What begins something new from it. */
function makeItems(id: ArtifactId): MenuItem[] {
  return [
    {
      label: t("studio.action.remix"),
      icon: Wand,
      separated: true,
      run: () => void remix(id),
    },
    { label: t("studio.action.vary"), icon: Shuffle, run: () => void vary(id) },
    ...(isFilm(id) ? [] : frameItems(id)),
  ];
}

/** A film is no frame of another. */
function isFilm(id: ArtifactId): boolean {
  return studio.gallery.layout.placed.some(({ item }) => item.id === id && item.kind === "video");
}

function frameItems(id: ArtifactId): MenuItem[] {
  return [
    {
      label: t("studio.action.animate"),
      icon: Clapperboard,
      run: () => void startFrom(id, "firstFrame"),
    },
    {
      label: t("studio.action.useAs"),
      icon: ImagePlus,
      items: [
        { label: t("studio.role.firstFrame"), run: () => void startFrom(id, "firstFrame") },
        { label: t("studio.role.lastFrame"), run: () => void startFrom(id, "lastFrame") },
        { label: t("studio.role.reference"), run: () => void startFrom(id, "reference") },
      ],
    },
  ];
}

function keepItems(ids: readonly ArtifactId[]): MenuItem[] {
  const { board } = studio;
  const boards = (studio.gallery.facets?.boards ?? []).filter((each) => each.id !== board);
  const items: MenuItem[] = [
    {
      label: t("studio.action.favourite"),
      icon: Heart,
      keys: "KeyF",
      separated: true,
      run: () => void toggleFavourite(ids),
    },
    {
      label: t("studio.action.tag"),
      icon: Tag,
      // The menu gives the focus back as it closes; the box that takes it comes after that.
      run: () => setTimeout(() => (studio.tagging = ids)),
    },
    {
      label: t("studio.action.putOn"),
      icon: FolderPlus,
      items: [
        ...boards.map((each) => ({ label: each.name, run: () => void putOn(each, ids) })),
        {
          label: t("studio.board.new"),
          separated: boards.length > 0,
          run: () => setTimeout(() => (studio.creating = ids)),
        },
      ],
    },
  ];
  if (board !== null) {
    items.push({
      label: t("studio.action.takeOff"),
      icon: FolderMinus,
      run: () => void takeOff(board, ids),
    });
  }
  const [one, other] = ids;
  if (one !== undefined && other !== undefined && ids.length === 2) {
    items.push({
      label: t("studio.action.compare"),
      icon: Columns,
      run: () => {
        compare(one, other);
      },
    });
  }
  items.push({
    label: t("studio.action.saveAs"),
    icon: Download,
    run: () => void saveAs(ids),
  });
  return items;
}

function outsideItems(id: ArtifactId): MenuItem[] {
  return [
    { label: t("studio.action.copyPrompt"), icon: Copy, run: () => void copyPrompt(id) },
    {
      label: t("studio.action.openOutside"),
      icon: ExternalLink,
      run: () => void done(() => call("studio_open_outside", id)),
    },
    {
      label: t("studio.action.reveal"),
      icon: FolderSearch,
      run: () => void done(() => call("studio_reveal", id)),
    },
  ];
}
