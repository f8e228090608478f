import { svelte, vitePreprocess } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { pdfAssets } from "./pdfAssets";
import { staticIcons } from "./staticIcons";

const source = (folder: string): string =>
  fileURLToPath(new URL(`./src/${folder}`, import.meta.url));

/** Leaves KaTeX only its woff2 fonts: every web view that Glim runs in reads them, and the rest is a megabyte. */
const onlyWoff2 = {
  name: "glim-only-woff2",
  enforce: "pre" as const,
  transform(code: string, id: string) {
    if (!id.includes("katex") || !id.split("?")[0]?.endsWith(".css")) return null;
    return code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, "");
  },
};

export default defineConfig(({ mode }) => ({
  // The build is loaded from Tauri's own scheme and from the dev host's root; relative addresses suit both.
  base: "./",
  plugins: [onlyWoff2, staticIcons(), pdfAssets(), svelte({ preprocess: vitePreprocess() })],
  resolve: {
    alias: {
      $wire: source("wire"),
      $lib: source("lib"),
      $kit: source("kit"),
      $i18n: source("i18n"),
      $state: source("state"),
      $actions: source("actions"),
      $viewer: source("viewer"),
      $made: source("made"),
    },
    // Without it vitest would load Svelte's server half, where nothing reacts.
    ...(mode === "test" ? { conditions: ["browser"] } : {}),
  },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // WebKitGTK 2.40 and the WebView2 of Windows 10 both speak this.
    target: ["es2022", "safari16.4", "chrome111"],
    // Small fonts must not become data: URLs, the CSP allows none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The page of the kit is no part of the app: `npx vite build --mode catalogue`.
      input: fileURLToPath(
        new URL(mode === "catalogue" ? "./catalogue.html" : "./index.html", import.meta.url),
      ),
      // All that the first frame needs in one file: each more is a way to the host and back before anything is drawn.
      output: { codeSplitting: { groups: [{ name: "start", tags: ["$initial"] }] } },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: [fileURLToPath(new URL("./src/testSetup.ts", import.meta.url))],
    restoreMocks: true,
  },
}));
