import CheckCheck from "@lucide/svelte/icons/check-check";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import ImagePlus from "@lucide/svelte/icons/image-plus";
import ListTodo from "@lucide/svelte/icons/list-todo";
import PencilLine from "@lucide/svelte/icons/pencil-line";
import Search from "@lucide/svelte/icons/search";
import Sparkles from "@lucide/svelte/icons/sparkles";
import Columns from "@lucide/svelte/icons/square-split-horizontal";
import Stamp from "@lucide/svelte/icons/stamp";
import Trash from "@lucide/svelte/icons/trash-2";
import X from "@lucide/svelte/icons/x";
import type { Action } from "$actions/registry.svelte";
import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { compare, remove } from "./artifactActions";
import { importFiles } from "./bringIn";
import { make } from "./makeActions";
import { preferences } from "./preferences.svelte";
import { studio } from "./studio.svelte";

const inGallery = (): boolean => studio.artifact === null && studio.comparing === null;
const chosen = () => [...studio.gallery.selection.chosen];

/** A box that is typed into keeps its own "select all". */
function typing(): boolean {
  return document.activeElement?.matches("input, textarea") ?? false;
}

/** What can be done in the Studio place. */
export const studioActions: readonly Action[] = [
  {
    id: "studio.make",
    label: "studio.action.make",
    group: "studio",
    icon: Sparkles,
    keys: ["$mod+Enter"],
    whileTyping: true,
    when: inGallery,
    run: async () => {
      await make();
    },
  },
  {
    id: "studio.prompt",
    label: "studio.action.prompt",
    group: "studio",
    icon: PencilLine,
    keys: ["$mod+KeyN"],
    whileTyping: true,
    run: () => {
      studio.show({ artifact: null });
      studio.comparing = null;
      studio.drawer = true;
      studio.making.focused += 1;
    },
  },
  {
    id: "studio.search",
    label: "studio.action.search",
    group: "studio",
    icon: Search,
    keys: ["$mod+KeyF"],
    whileTyping: true,
    when: inGallery,
    run: () => {
      const box = document.getElementById("studio-search");
      if (box instanceof HTMLInputElement) box.select();
    },
  },
  {
    id: "studio.import",
    label: "studio.action.import",
    group: "studio",
    icon: ImagePlus,
    keys: ["$mod+KeyO"],
    run: () => importFiles(),
  },
  {
    id: "studio.jobs",
    label: "studio.jobs",
    group: "studio",
    icon: ListTodo,
    run: () => {
      studio.listing = true;
    },
  },
  {
    id: "studio.newBoard",
    label: "studio.board.new",
    group: "studio",
    icon: FolderPlus,
    keys: ["$mod+Shift+KeyN"],
    run: () => {
      studio.creating = chosen();
    },
  },
  {
    id: "studio.selectAll",
    label: "studio.action.selectAll",
    group: "studio",
    icon: CheckCheck,
    keys: ["$mod+KeyA"],
    when: () => inGallery() && !typing(),
    run: async () => {
      const { layout, selection } = studio.gallery;
      selection.all(await layout.range(0, Math.max(0, (layout.gallery?.total ?? 1) - 1)));
    },
  },
  {
    id: "studio.clearSelection",
    label: "studio.selection.clear",
    group: "studio",
    icon: X,
    keys: ["Escape"],
    when: () => inGallery() && studio.gallery.selection.size > 0,
    run: () => {
      studio.gallery.selection.clear();
    },
  },
  {
    id: "studio.compare",
    label: "studio.action.compare",
    group: "studio",
    icon: Columns,
    keys: ["KeyC"],
    when: () => inGallery() && studio.gallery.selection.size === 2,
    run: () => {
      const [one, other] = chosen();
      if (one !== undefined && other !== undefined) compare(one, other);
    },
  },
  {
    id: "studio.delete",
    label: "studio.action.deleteChosen",
    group: "studio",
    icon: Trash,
    keys: ["$mod+Shift+Backspace"],
    when: () => inGallery() && studio.gallery.selection.size > 0,
    run: () => remove(chosen()),
  },
  {
    id: "studio.stamp",
    label: "studio.action.stamp",
    group: "studio",
    icon: Stamp,
    run: () => {
      preferences.stamped = !preferences.stamped;
      toasts.show(t(preferences.stamped ? "studio.stamp.on" : "studio.stamp.off"));
    },
  },
];
