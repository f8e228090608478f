import { call } from "$wire/call";

/** More would only repeat the first ones. */
const MOST = 20;
let told = 0;

/** Sends errors that nobody caught to the backend's log: the web view's own console is not kept. */
export function reportCrashes(): void {
  addEventListener("error", (event) => tell(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => tell(event.reason));
}

function tell(thrown: unknown): void {
  // A loop of the browser's own making, harmless and not ours.
  if (String(thrown).includes("ResizeObserver loop") || told++ >= MOST) return;
  const error = thrown instanceof Error ? thrown : null;
  call("settings_report_crash", {
    message: error === null ? String(thrown) : `${error.name}: ${error.message}`,
    stack: error?.stack ?? null,
  }).catch(() => {
    // The backend is not there to be told; there is nobody else.
  });
}
