/** Where a tip stands beside its control. */
export type TipSide = "top" | "right" | "bottom" | "left";

/** The name of a control, which comes up beside it. */
export interface Tip {
  anchor: HTMLElement;
  label: string;
  /** Its key, as in the registry of actions, when it has one. */
  keys: string | undefined;
  side: TipSide;
}

/**
 * The attributes that give an element a tip. It costs no more than they do: one `TipGround` listens for all of them,
 * as a conversation has hundreds of controls and shows one tip at most.
 */
export function tip(label: string, keys?: string, side: TipSide = "top") {
  return { "data-tip": label, "data-tip-keys": keys, "data-tip-side": side };
}

/** The tip of the control that `target` is or lies in. */
export function tipAround(target: EventTarget | null): Tip | null {
  const anchor = target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
  const label = anchor?.dataset["tip"];
  if (!anchor || !label) return null;
  const side = (anchor.dataset["tipSide"] ?? "top") as TipSide;
  return { anchor, label, keys: anchor.dataset["tipKeys"], side };
}
