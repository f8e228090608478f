import ArrowDownToLine from "@lucide/svelte/icons/arrow-down-to-line";
import BookOpen from "@lucide/svelte/icons/book-open";
import ChevronsDown from "@lucide/svelte/icons/chevron-down";
import ChevronsUp from "@lucide/svelte/icons/chevron-up";
import Clapperboard from "@lucide/svelte/icons/clapperboard";
import Copy from "@lucide/svelte/icons/copy";
import Cpu from "@lucide/svelte/icons/cpu";
import ImageIcon from "@lucide/svelte/icons/image";
import PanelRightClose from "@lucide/svelte/icons/panel-right-close";
import Pencil from "@lucide/svelte/icons/pencil";
import Pin from "@lucide/svelte/icons/pin";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Search from "@lucide/svelte/icons/search";
import SlidersHorizontal from "@lucide/svelte/icons/sliders-horizontal";
import Square from "@lucide/svelte/icons/square";
import SquarePen from "@lucide/svelte/icons/square-pen";
import TextCursor from "@lucide/svelte/icons/text-cursor-input";
import Trash from "@lucide/svelte/icons/trash-2";
import type { Action } from "$actions/registry.svelte";
import type { MessageView } from "$wire/generated/index";
import { chat } from "./chat.svelte";
import { neighbourOf, pin, remove, show } from "./conversationActions";
import { copyMessage, retry } from "./messageActions";

/** The newest loaded message of a role. */
function newest(role: MessageView["role"]): MessageView | undefined {
  for (let position = chat.thread.length - 1; position >= 0; position--) {
    const message = chat.thread.messages.get(position);
    if (message === undefined) return undefined;
    if (message.role === role) return message;
  }
  return undefined;
}

/** The last answer, if it has words to copy. */
const wordedAnswer = (): MessageView | undefined => {
  const answer = finishedAnswer();
  return answer?.makes === null ? answer : undefined;
};

const finishedAnswer = (): MessageView | undefined =>
  chat.thread.running === undefined ? newest("assistant") : undefined;

function go(step: -1 | 1): void {
  const next = neighbourOf(chat.thread.id, step);
  if (next !== null) show(next);
}

/** The list may be in a drawer that has to open first. */
function focusSearch(): void {
  if (document.getElementById("chat-search") === null) chat.drawer = true;
  requestAnimationFrame(() => {
    const box = document.getElementById("chat-search");
    if (box instanceof HTMLInputElement) box.select();
  });
}

/** What can be done in the Chat place. */
export const chatActions: readonly Action[] = [
  {
    id: "chat.new",
    label: "chat.action.new",
    group: "chat",
    icon: SquarePen,
    keys: ["$mod+KeyN"],
    whileTyping: true,
    run: () => {
      show(null);
      chat.focusComposer();
    },
  },
  {
    id: "chat.search",
    label: "chat.action.search",
    group: "chat",
    icon: Search,
    keys: ["$mod+KeyF"],
    whileTyping: true,
    run: focusSearch,
  },
  {
    id: "chat.focusComposer",
    label: "chat.action.focusComposer",
    group: "chat",
    icon: TextCursor,
    keys: ["$mod+KeyL", "/"],
    run: () => {
      chat.focusComposer();
    },
  },
  {
    id: "chat.stop",
    label: "chat.action.stop",
    group: "chat",
    icon: Square,
    keys: ["Escape"],
    whileTyping: true,
    when: () => chat.thread.running !== undefined,
    run: () => chat.stop(),
  },
  {
    id: "chat.closeSource",
    label: "chat.action.closeSource",
    group: "chat",
    icon: PanelRightClose,
    keys: ["Escape"],
    whileTyping: true,
    when: () => chat.viewing.open !== null && chat.thread.running === undefined,
    run: () => {
      chat.viewing.close();
    },
  },
  {
    id: "chat.model",
    label: "chat.action.model",
    group: "chat",
    icon: Cpu,
    keys: ["$mod+Shift+KeyM"],
    whileTyping: true,
    run: () => {
      chat.choosing = true;
    },
  },
  {
    id: "chat.knowledge",
    label: "chat.action.knowledge",
    group: "chat",
    icon: BookOpen,
    keys: ["$mod+Shift+KeyK"],
    whileTyping: true,
    run: () => {
      chat.knowing = true;
    },
  },
  {
    id: "chat.makeImage",
    label: "chat.make.image",
    group: "chat",
    icon: ImageIcon,
    run: () => {
      chat.wishFor("image");
    },
  },
  {
    id: "chat.makeVideo",
    label: "chat.make.video",
    group: "chat",
    icon: Clapperboard,
    run: () => {
      chat.wishFor("video");
    },
  },
  {
    id: "chat.parameters",
    label: "chat.action.parameters",
    group: "chat",
    icon: SlidersHorizontal,
    keys: ["$mod+Shift+KeyP"],
    whileTyping: true,
    run: () => {
      chat.tuning = true;
    },
  },
  {
    id: "chat.retry",
    label: "chat.action.retry",
    group: "chat",
    icon: RotateCw,
    keys: ["$mod+Shift+KeyR"],
    whileTyping: true,
    when: () => finishedAnswer() !== undefined,
    run: async () => {
      const answer = finishedAnswer();
      if (answer !== undefined) await retry(answer.id, answer.model);
    },
  },
  {
    id: "chat.edit",
    label: "chat.action.editLast",
    group: "chat",
    icon: Pencil,
    keys: ["$mod+ArrowUp"],
    whileTyping: true,
    when: () => newest("user") !== undefined,
    run: () => {
      const question = newest("user");
      if (question === undefined) return;
      // A long answer may have carried it out of what is drawn.
      chat.viewport.goTo(chat.thread.positionOf(question.id));
      chat.editing = question.id;
    },
  },
  {
    id: "chat.copy",
    label: "chat.action.copyAnswer",
    group: "chat",
    icon: Copy,
    keys: ["$mod+Shift+KeyC"],
    whileTyping: true,
    when: () => wordedAnswer() !== undefined,
    run: async () => {
      const answer = wordedAnswer();
      if (answer !== undefined) await copyMessage(answer);
    },
  },
  {
    id: "chat.toEnd",
    label: "chat.action.toEnd",
    group: "chat",
    icon: ArrowDownToLine,
    keys: ["$mod+End"],
    when: () => chat.thread.length > 0,
    run: () => {
      chat.viewport.toEnd();
    },
  },
  {
    id: "chat.previous",
    label: "chat.action.previous",
    group: "chat",
    icon: ChevronsUp,
    keys: ["Alt+ArrowUp"],
    whileTyping: true,
    when: () => neighbourOf(chat.thread.id, -1) !== null,
    run: () => {
      go(-1);
    },
  },
  {
    id: "chat.next",
    label: "chat.action.next",
    group: "chat",
    icon: ChevronsDown,
    keys: ["Alt+ArrowDown"],
    whileTyping: true,
    when: () => neighbourOf(chat.thread.id, 1) !== null,
    run: () => {
      go(1);
    },
  },
  {
    id: "chat.rename",
    label: "chat.action.renameThis",
    group: "chat",
    icon: Pencil,
    keys: ["F2"],
    whileTyping: true,
    when: () => chat.current !== null,
    run: () => {
      chat.search.clear();
      chat.renaming = chat.thread.id;
    },
  },
  {
    id: "chat.pin",
    label: "chat.action.pinThis",
    group: "chat",
    icon: Pin,
    when: () => chat.current !== null,
    run: async () => {
      if (chat.current !== null) await pin(chat.current, !chat.current.pinned);
    },
  },
  {
    id: "chat.delete",
    label: "chat.action.delete",
    group: "chat",
    icon: Trash,
    keys: ["$mod+Shift+Backspace"],
    when: () => chat.current !== null,
    run: async () => {
      if (chat.current !== null) await remove(chat.current);
    },
  },
];
