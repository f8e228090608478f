import { matchKeybindingPress, parseKeybinding } from "tinykeys";
import { isComposing } from "$lib/keys";
import { actions } from "./registry.svelte";

/** Layers that take the keyboard while they are open. Tooltips do not. */
const MODAL = "[data-dialog-content], [data-alert-dialog-content]";
const FLOATING =
  "[data-menu-content], [data-dropdown-menu-content], [data-context-menu-content], [data-select-content], [data-popover-content]";

/** Does the action whose keys are pressed; returns how to stop listening. */
export function listenForKeys(): () => void {
  addEventListener("keydown", onKeydown);
  return () => {
    removeEventListener("keydown", onKeydown);
  };
}

function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event)) return;
  for (const action of actions.byKeys) {
    const keys = action.keys?.find((combination) => matches(event, combination));
    if (keys === undefined || !mayRun(keys, action.whileTyping, action.overlay)) continue;
    event.preventDefault();
    actions.run(action.id);
    return;
  }
}

function matches(event: KeyboardEvent, combination: string): boolean {
  const [press] = parseKeybinding(combination);
  return press !== undefined && matchKeybindingPress(event, press);
}

function mayRun(keys: string, whileTyping = false, overlay = false): boolean {
  if (!overlay && document.querySelector(`${MODAL}, ${FLOATING}`) !== null) return false;
  const plain = !/\$mod|Control|Meta|Alt|^F\d+$/.test(keys);
  return !plain || whileTyping || !isTyping(document.activeElement);
}

function isTyping(element: Element | null): boolean {
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable ||
      element.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea"))
  );
}
