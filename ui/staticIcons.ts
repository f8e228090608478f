import type { Plugin } from "vite";

const ICON = /@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/;
const DATA = /const iconData = (\{.*\});/;

type Shape = [tag: string, attributes: Record<string, string | number>];

const quoted = (value: string | number): string =>
  String(value).replace(/[&"{]/g, (each) => `&#${each.charCodeAt(0)};`);

/**
 * The same icon as markup that is cloned whole. As published an icon is put together at run time, each of its lines an element
 * with an effect of its own, and its attributes by a loop: for the two dozen of the first frame half the time that
 * all of Chat took to mount. Of the properties it keeps `class`, `fill` and `id`, and is never read aloud.
 */
export function staticIcon(published: string): string {
  const data = DATA.exec(published)?.[1];
  if (data === undefined) throw new Error("an icon of lucide looks otherwise than it did");
  const { name, size, node } = JSON.parse(data) as { name: string; size: number; node: Shape[] };
  const shapes = node.map(([tag, attributes]) => {
    const words = Object.entries(attributes).map(([key, value]) => `${key}="${quoted(value)}"`);
    return `<${tag} ${words.join(" ")} />`;
  });
  return `<script>let { class: name = undefined, fill = "none", id = undefined } = $props();</script>
<svg {id} class={["lucide", "lucide-${name}", name]} width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" {fill}
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shapes.join("")}</svg>
`;
}

/** Lucide's icons as `staticIcon`. */
export function staticIcons(): Plugin {
  return {
    name: "glim-static-icons",
    enforce: "pre",
    transform(code, id) {
      return ICON.test(id.split("?")[0] ?? "") ? { code: staticIcon(code), map: null } : null;
    },
  };
}
