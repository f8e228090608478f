import FilePlus from "@lucide/svelte/icons/file-plus";
import FolderInput from "@lucide/svelte/icons/folder-input";
import Images from "@lucide/svelte/icons/images";
import Keyboard from "@lucide/svelte/icons/keyboard";
import Languages from "@lucide/svelte/icons/languages";
import LibraryBig from "@lucide/svelte/icons/library-big";
import LockOpen from "@lucide/svelte/icons/lock-open";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import Moon from "@lucide/svelte/icons/moon";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import ZoomIn from "@lucide/svelte/icons/zoom-in";
import ZoomOut from "@lucide/svelte/icons/zoom-out";
import { appearance, TEXT_SIZES } from "$state/appearance.svelte";
import { asking } from "$state/asking.svelte";
import { connection } from "$state/connection.svelte";
import { dropped } from "$state/dropped.svelte";
import { openedSource } from "$state/openedSource.svelte";
import { overlays } from "$state/overlays.svelte";
import { view } from "$state/view.svelte";
import { actions, type Action } from "./registry.svelte";

/** The actions that belong to no place. */
const GENERAL_ACTIONS: readonly Action[] = [
  {
    id: "go.palette",
    label: "action.palette",
    group: "general",
    keys: ["$mod+KeyK"],
    overlay: true,
    hidden: true,
    // Over another dialog it would take the focus out of it; over itself it closes.
    when: () => overlays.open === null || overlays.open === "palette",
    run: () => overlays.toggle("palette"),
  },
  {
    id: "chat.new",
    label: "action.newChat",
    group: "chat",
    icon: MessageSquareText,
    keys: ["$mod+KeyN"],
    run: () => view.open({ place: "chat", conversation: null }),
  },
  {
    id: "chat.askAbout",
    label: "action.askAbout",
    group: "chat",
    hidden: true,
    run: (subject) => {
      if (subject !== undefined) asking.aboutJson(subject);
    },
  },
  {
    id: "go.chat",
    label: "action.goChat",
    group: "general",
    icon: MessageSquareText,
    keys: ["$mod+1"],
    run: () => view.openPlace("chat"),
  },
  {
    id: "go.library",
    label: "action.goLibrary",
    group: "general",
    icon: LibraryBig,
    keys: ["$mod+2"],
    run: () => view.openPlace("library"),
  },
  {
    id: "go.studio",
    label: "action.goStudio",
    group: "general",
    icon: Images,
    keys: ["$mod+3"],
    run: () => view.openPlace("studio"),
  },
  {
    id: "library.addFiles",
    label: "library.action.addFiles",
    group: "library",
    icon: FilePlus,
    keys: ["$mod+KeyO"],
    run: () => dropped.pick(false),
  },
  {
    id: "library.addFolder",
    label: "library.action.addFolder",
    group: "library",
    icon: FolderInput,
    keys: ["$mod+Shift+KeyO"],
    run: () => dropped.pick(true),
  },
  {
    id: "library.openSource",
    label: "action.openSource",
    group: "library",
    hidden: true,
    run: (place) => {
      if (place !== undefined) openedSource.openJson(place);
    },
  },
  {
    id: "go.settings",
    label: "action.goSettings",
    group: "general",
    icon: Settings,
    keys: ["$mod+Comma"],
    run: (section) =>
      section === undefined ? view.openPlace("settings") : view.openSettings(section),
  },
  {
    id: "go.keys",
    label: "action.keys",
    group: "general",
    icon: Keyboard,
    keys: ["Shift+?", "$mod+Slash"],
    run: () => overlays.show("keys"),
  },
  {
    id: "settings.unlock",
    label: "action.unlock",
    group: "settings",
    icon: LockOpen,
    when: () => connection.locked,
    run: () => overlays.show("unlock"),
  },
  {
    id: "settings.theme",
    label: "action.theme",
    group: "settings",
    get icon() {
      return appearance.theme === "dark" ? Sun : Moon;
    },
    run: () => appearance.change({ theme: appearance.theme === "dark" ? "light" : "dark" }),
  },
  {
    id: "settings.language",
    label: "action.language",
    group: "settings",
    icon: Languages,
    run: () => appearance.change({ language: appearance.locale === "en" ? "zh-CN" : "en" }),
  },
  {
    id: "settings.larger",
    label: "action.larger",
    group: "settings",
    icon: ZoomIn,
    keys: ["$mod+Equal", "$mod+Shift+Equal"],
    when: () => appearance.chosen.textSize < TEXT_SIZES.most,
    run: () => appearance.change({ textSize: appearance.chosen.textSize + TEXT_SIZES.step }),
  },
  {
    id: "settings.smaller",
    label: "action.smaller",
    group: "settings",
    icon: ZoomOut,
    keys: ["$mod+Minus"],
    when: () => appearance.chosen.textSize > TEXT_SIZES.least,
    run: () => appearance.change({ textSize: appearance.chosen.textSize - TEXT_SIZES.step }),
  },
  {
    id: "settings.usualSize",
    label: "action.usualSize",
    group: "settings",
    keys: ["$mod+0"],
    hidden: true,
    run: () => appearance.change({ textSize: 100 }),
  },
];

/** Makes them known; returns how to take them out again. */
export function registerGeneralActions(): () => void {
  return actions.register(GENERAL_ACTIONS);
}
