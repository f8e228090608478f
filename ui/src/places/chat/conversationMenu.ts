import Pencil from "@lucide/svelte/icons/pencil";
import Pin from "@lucide/svelte/icons/pin";
import PinOff from "@lucide/svelte/icons/pin-off";
import Trash from "@lucide/svelte/icons/trash-2";
import { t } from "$i18n/t.svelte";
import type { MenuItem } from "$kit/menu";
import type { ConversationView } from "$wire/generated/index";
import { chat } from "./chat.svelte";
import { pin, remove } from "./conversationActions";

/** What can be done with a conversation, for its menus. */
export function conversationMenu(conversation: ConversationView): MenuItem[] {
  return [
    {
      label: t("chat.action.rename"),
      icon: Pencil,
      keys: "F2",
      // The menu gives the focus back as it closes; the box that takes it comes after that.
      run: () => setTimeout(() => (chat.renaming = conversation.id)),
    },
    {
      label: t(conversation.pinned ? "chat.action.unpin" : "chat.action.pin"),
      icon: conversation.pinned ? PinOff : Pin,
      run: () => void pin(conversation, !conversation.pinned),
    },
    {
      label: t("common.delete"),
      icon: Trash,
      keys: "Delete",
      danger: true,
      separated: true,
      run: () => void remove(conversation),
    },
  ];
}
