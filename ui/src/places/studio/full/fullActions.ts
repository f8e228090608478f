import ArrowLeft from "@lucide/svelte/icons/arrow-left";
import type { Action } from "$actions/registry.svelte";
import { copyPicture, remove, saveAs, toggleFavourite } from "../artifactActions";
import { studio } from "../studio.svelte";
import type { Viewing } from "./viewing.svelte";

/** A video has its own arrows and space bar while it has the keyboard. */
const playing = (): boolean => document.activeElement instanceof HTMLVideoElement;
/** A zoomed picture is moved by the arrows. */
const moving = (): boolean => document.querySelector("[data-zoomed]") !== null;

/** What can be done in the full view. */
export function fullActions(viewing: Viewing, onfacts: () => void): readonly Action[] {
  const id = () => viewing.artifact?.id ?? null;
  const one = () => (viewing.artifact === null ? [] : [viewing.artifact.id]);
  return [
    {
      id: "studio.closeFull",
      label: "studio.action.close",
      group: "studio",
      icon: ArrowLeft,
      keys: ["Escape"],
      when: () => studio.comparing === null,
      run: () => {
        studio.show({ artifact: null });
      },
    },
    {
      id: "studio.previous",
      label: "studio.action.previous",
      group: "studio",
      keys: ["ArrowLeft"],
      hidden: true,
      when: () => !playing() && !moving(),
      run: () => viewing.step(-1),
    },
    {
      id: "studio.next",
      label: "studio.action.next",
      group: "studio",
      keys: ["ArrowRight"],
      hidden: true,
      when: () => !playing() && !moving(),
      run: () => viewing.step(1),
    },
    {
      id: "studio.favouriteOpen",
      label: "studio.action.favourite",
      group: "studio",
      keys: ["KeyF"],
      run: async () => {
        await toggleFavourite(one());
        await viewing.again();
      },
    },
    {
      id: "studio.facts",
      label: "studio.action.facts",
      group: "studio",
      keys: ["KeyI"],
      run: onfacts,
    },
    {
      id: "studio.save",
      label: "studio.action.saveAs",
      group: "studio",
      keys: ["$mod+KeyS"],
      run: () => saveAs(one()),
    },
    {
      id: "studio.copy",
      label: "studio.action.copy",
      group: "studio",
      keys: ["$mod+KeyC"],
      when: () => viewing.artifact?.kind === "image" && getSelection()?.isCollapsed !== false,
      run: async () => {
        if (viewing.artifact !== null) await copyPicture(viewing.artifact);
      },
    },
    {
      id: "studio.deleteOpen",
      label: "common.delete",
      group: "studio",
      keys: ["Delete"],
      when: () => id() !== null,
      run: async () => {
        const ids = one();
        const { index } = viewing;
        await viewing.step(index !== null && index + 1 < viewing.total ? 1 : -1);
        await remove(ids);
      },
    },
  ];
}
