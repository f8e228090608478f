import HeartPulse from "@lucide/svelte/icons/heart-pulse";
import MessageCircleQuestion from "@lucide/svelte/icons/message-circle-question-mark";
import Package from "@lucide/svelte/icons/package";
import Pencil from "@lucide/svelte/icons/pencil";
import Trash from "@lucide/svelte/icons/trash-2";
import { t } from "$i18n/t.svelte";
import type { MenuItem } from "$kit/menu";
import type { Collection } from "$wire/generated/index";
import { askToDelete, openCollection } from "./collectionActions";
import { library } from "./library.svelte";
import { askCollection, canAsk } from "./sourceActions";

/** What can be done with a collection, for its menus. */
export function collectionMenu(collection: Collection): MenuItem[] {
  const ask: MenuItem = {
    label: t("library.action.askCollection"),
    icon: MessageCircleQuestion,
    run: () => askCollection(collection),
  };
  return [
    ...(canAsk() ? [ask] : []),
    {
      label: t("library.action.rename"),
      icon: Pencil,
      keys: "F2",
      // The menu gives the focus back as it closes; the box that takes it comes after that.
      run: () => setTimeout(() => (library.renaming = collection.id)),
    },
    {
      label: t("library.action.health"),
      icon: HeartPulse,
      run: () => {
        openCollection(collection.id);
        library.checking = true;
      },
    },
    {
      label: t("bundle.export"),
      icon: Package,
      run: () => (library.exporting = collection.id),
    },
    {
      label: t("common.delete"),
      icon: Trash,
      keys: "Delete",
      danger: true,
      separated: true,
      run: () => void askToDelete(collection),
    },
  ];
}
