const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: Record<string, string> = {
  $mod: MAC ? "⌘" : "Ctrl",
  Shift: MAC ? "⇧" : "Shift",
  Alt: MAC ? "⌥" : "Alt",
  Control: MAC ? "⌃" : "Ctrl",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: MAC ? "↩" : "Enter",
  Backspace: MAC ? "⌫" : "Backspace",
  Delete: MAC ? "⌦" : "Del",
  Comma: ",",
  Period: ".",
  Slash: "/",
  Equal: "+",
  Minus: "−",
};

/** What to print on the key caps of a combination such as `$mod+Shift+K`, in the words of this system. */
export function keyNames(keys: string): string[] {
  // The sign itself says that Shift is held, on whatever keyboard.
  const printed = keys === "Shift+?" ? "?" : keys;
  return printed.split("+").map((part) => {
    const named = NAMES[part];
    if (named !== undefined) return named;
    const code = /^(?:Key|Digit)(.)$/.exec(part);
    return code?.[1] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** The same in the form of `aria-keyshortcuts`. */
export function ariaKeys(keys: string): string {
  return keys
    .split("+")
    .map((part) => (part === "$mod" ? (MAC ? "Meta" : "Control") : (keyNames(part)[0] ?? part)))
    .join("+");
}

/** True while an input method is composing: its `Enter` and `Esc` belong to it (WebKit says so by 229 only). */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only sign WebKit gives after compositionend
  return event.isComposing || event.keyCode === 229;
}
