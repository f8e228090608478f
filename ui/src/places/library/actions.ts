import CheckCheck from "@lucide/svelte/icons/check-check";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import FolderSync from "@lucide/svelte/icons/folder-sync";
import Globe from "@lucide/svelte/icons/globe";
import HeartPulse from "@lucide/svelte/icons/heart-pulse";
import List from "@lucide/svelte/icons/list";
import MessageCircleQuestion from "@lucide/svelte/icons/message-circle-question-mark";
import Package from "@lucide/svelte/icons/package";
import PackageOpen from "@lucide/svelte/icons/package-open";
import Pencil from "@lucide/svelte/icons/pencil";
import Plus from "@lucide/svelte/icons/plus";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Search from "@lucide/svelte/icons/search";
import Trash from "@lucide/svelte/icons/trash-2";
import X from "@lucide/svelte/icons/x";
import type { Action } from "$actions/registry.svelte";
import type { SourceId } from "$wire/generated/index";
import { readIn } from "./bundle.svelte";
import { askToDelete } from "./collectionActions";
import { library } from "./library.svelte";
import { askAbout, canAsk, closeSource, remove, retry } from "./sourceActions";

/** What an action of the list is for: what is chosen, else the row that has the keyboard. */
function targets(): SourceId[] {
  const { selection } = library;
  if (selection.size > 0) return [...selection.chosen];
  return selection.cursor === null ? [] : [selection.cursor];
}

const inList = (): boolean => library.open.page === "sources";
const hasTargets = (): boolean => inList() && targets().length > 0;

/** The search takes the focus itself as it comes. */
function focusSearch(): void {
  if (inList()) library.show({ page: "search" });
  const box = document.getElementById("library-search");
  if (box instanceof HTMLInputElement) box.select();
}

/** What can be done in the Library place. */
export const libraryActions: readonly Action[] = [
  {
    id: "library.new",
    label: "library.action.new",
    group: "library",
    icon: Plus,
    keys: ["$mod+KeyN"],
    whileTyping: true,
    // What it offers has entries of its own.
    hidden: true,
    run: () => {
      library.adding = true;
    },
  },
  {
    id: "library.newCollection",
    label: "library.action.newCollection",
    group: "library",
    icon: FolderPlus,
    keys: ["$mod+Shift+KeyN"],
    whileTyping: true,
    run: () => {
      library.creating = [];
    },
  },
  {
    id: "library.search",
    label: "library.action.search",
    group: "library",
    icon: Search,
    keys: ["$mod+KeyF"],
    whileTyping: true,
    run: focusSearch,
  },
  {
    id: "library.sources",
    label: "library.action.sources",
    group: "library",
    icon: List,
    when: () => !inList(),
    run: () => {
      library.show({ page: "sources" });
    },
  },
  {
    id: "library.selectAll",
    label: "library.action.selectAll",
    group: "library",
    icon: CheckCheck,
    keys: ["$mod+KeyA"],
    when: () => inList() && !typing(),
    run: () => {
      library.selection.all(library.sources.ids);
    },
  },
  {
    id: "library.clearSelection",
    label: "library.action.clearSelection",
    group: "library",
    icon: X,
    keys: ["Escape"],
    when: () => library.selection.size > 0,
    run: () => {
      library.selection.clear();
    },
  },
  {
    id: "library.closeSource",
    label: "library.action.closeSource",
    group: "library",
    icon: X,
    keys: ["Escape"],
    when: () => library.open.source !== null,
    run: closeSource,
  },
  {
    id: "library.ask",
    label: "library.action.ask",
    group: "library",
    icon: MessageCircleQuestion,
    keys: ["$mod+Enter"],
    when: () => hasTargets() && canAsk(),
    run: () => {
      askAbout(targets());
    },
  },
  {
    id: "library.retry",
    label: "library.action.readAgain",
    group: "library",
    icon: RotateCw,
    keys: ["KeyR"],
    when: hasTargets,
    run: () => retry(targets(), false),
  },
  {
    id: "library.delete",
    label: "library.action.delete",
    group: "library",
    icon: Trash,
    keys: ["$mod+Shift+Backspace"],
    when: hasTargets,
    run: () => remove(targets()),
  },
  {
    id: "library.renameCollection",
    label: "library.action.renameCollection",
    group: "library",
    icon: Pencil,
    when: () => library.collection !== null,
    run: () => {
      library.renaming = library.collection;
    },
  },
  {
    id: "library.deleteCollection",
    label: "library.action.deleteCollection",
    group: "library",
    icon: Trash,
    when: () => library.collections.find(library.collection) !== undefined,
    run: () => {
      const open = library.collections.find(library.collection);
      if (open !== undefined) void askToDelete(open);
    },
  },
  {
    id: "library.addPage",
    label: "pages.add",
    group: "library",
    icon: Globe,
    keys: ["$mod+Shift+KeyU"],
    whileTyping: true,
    run: () => {
      library.addingPage = true;
    },
  },
  {
    id: "library.folders",
    label: "folders.title",
    group: "library",
    icon: FolderSync,
    run: () => {
      library.watching = true;
    },
  },
  {
    id: "library.readIn",
    label: "bundle.read",
    group: "library",
    icon: PackageOpen,
    run: () => readIn(),
  },
  {
    id: "library.export",
    label: "bundle.export",
    group: "library",
    icon: Package,
    when: () => library.collections.find(library.collection) !== undefined,
    run: () => {
      library.exporting = library.collection;
    },
  },
  {
    id: "library.health",
    label: "library.action.health",
    group: "library",
    icon: HeartPulse,
    run: () => {
      library.checking = true;
    },
  },
];

/** A box that is typed into keeps its own "select all". */
function typing(): boolean {
  return document.activeElement?.matches("input, textarea") ?? false;
}
