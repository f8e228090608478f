import { defineConfig } from "@playwright/test";
import usual from "./playwright.config.ts";

/** The measurements in a browser; each is asked for by `cargo xtask bench`. */
export default defineConfig({
  ...usual,
  testMatch: "*.bench.ts",
  workers: 1,
  retries: 0,
  // A trace would be measured too.
  use: { ...usual.use, trace: "off" },
});
