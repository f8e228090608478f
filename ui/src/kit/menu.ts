import type { Component } from "svelte";

/** One line of a menu. */
export interface MenuItem {
  label: string;
  icon?: Component;
  /** Shown at the end; the registry of actions listens for it, not the menu. */
  keys?: string | undefined;
  /** Deletes or ends something. */
  danger?: boolean;
  disabled?: boolean;
  /** A line above separates it. */
  separated?: boolean;
  /** Shows a check mark when true; given for lines that choose. */
  checked?: boolean;
  /** A second, quiet line. */
  hint?: string;
  run?: () => void;
  /** A menu of its own. */
  items?: MenuItem[];
}
