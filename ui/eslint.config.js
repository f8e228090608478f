import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** Which folder may not import which others: architecture.md §4. `xtask layout` reads the same table. */
const WALLS = {
  "src/lib/**": [
    "svelte",
    "svelte/*",
    "$wire/*",
    "$kit/*",
    "$i18n/*",
    "$state/*",
    "$actions/*",
    "**/places/*",
  ],
  "src/wire/**": ["$kit/*", "$i18n/*", "$state/*", "$actions/*", "**/places/*"],
  "src/kit/**": ["$wire/*", "$state/*", "$made/*", "$actions/*", "**/places/*"],
  "src/i18n/**": ["$wire/*", "$kit/*", "$state/*", "$actions/*", "**/places/*"],
  "src/state/**": ["$kit/*", "$made/*", "$actions/*", "$viewer/*", "**/places/*"],
  "src/viewer/**": ["$actions/*", "$made/*", "**/places/*", "**/frame/*"],
  "src/made/**": ["$actions/*", "$viewer/*", "**/places/*", "**/frame/*"],
  "src/actions/**": ["$kit/*", "$made/*", "**/places/*"],
  "src/places/chat/**": ["**/settings/*", "**/places/library/*", "**/places/studio/*"],
  "src/places/library/**": ["**/settings/*", "**/chat/*", "**/places/studio/*"],
  "src/places/settings/**": ["**/chat/*", "**/places/library/*", "**/places/studio/*"],
  "src/places/studio/**": ["**/settings/*", "**/chat/*", "**/places/library/*"],
};

const TAURI = {
  group: ["@tauri-apps/*"],
  message: "Only src/wire/tauri.ts may know Tauri.",
};

export default ts.config(
  { ignores: ["dist", "src/wire/generated", "test-results"] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"], svelteConfig },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/only-throw-error": "off",
      // Spreading a string counts its characters, which is what is meant wherever it is done.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "svelte/no-at-html-tags": "error",
      "svelte/require-each-key": "error",
      "svelte/button-has-type": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      // Plain sets and maps keep books beside the state; what is shown is $state.
      "svelte/prefer-svelte-reactivity": "off",
      "no-restricted-imports": ["error", { patterns: [TAURI] }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // `let { value = $bindable() } = $props()` cannot be const.
      "prefer-const": "off",
      // `void name;` is how an effect says what it follows.
      "@typescript-eslint/no-meaningless-void-operator": "off",
    },
  },
  {
    files: ["**/*.svelte"],
    rules: {
      // The parser cannot infer what a callback in markup is given; svelte-check can, and refuses `any`.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  ...Object.entries(WALLS).map(([files, group]) => ({
    files: [files],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [TAURI, { group, message: `Not from ${files}: architecture.md §4.` }] },
      ],
    },
  })),
  {
    files: ["**/*.test.ts"],
    rules: {
      // Tauri rejects with plain objects, and so do the stand-ins of tests.
      "@typescript-eslint/prefer-promise-reject-errors": "off",
    },
  },
  { files: ["src/wire/tauri.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["**/*.js"], extends: [ts.configs.disableTypeChecked] },
);
