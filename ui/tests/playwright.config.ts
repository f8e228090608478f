import { defineConfig } from "@playwright/test";

/** The browser tests: the real backend (`target/debug/glim-devhost`) behind the built page (`ui/dist`). */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../target/playwright",
  fullyParallel: true,
  workers: 2,
  timeout: 40_000,
  expect: { timeout: 8_000 },
  // A test that fails once and passes then is a fault, here or in the app. On a busy CI machine it is named as
  // flaky instead of stopping everything behind it.
  retries: process.env["CI"] === undefined ? 0 : 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    locale: "zh-CN",
    trace: "retain-on-failure",
    // Motion makes pictures differ and tests wait.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: process.env["GLIM_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
