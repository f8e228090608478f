/** The places that are no part of the first script. A second load gives what the first has brought. */
export const loadPlace = {
  library: () => import("./places/library/LibraryPlace.svelte"),
  studio: () => import("./places/studio/StudioPlace.svelte"),
  settings: () => import("./places/settings/SettingsPlace.svelte"),
};

/** Brings one while the pointer is on its way to the press. If that fails, the press says so. */
export function loadEarly(place: keyof typeof loadPlace): void {
  loadPlace[place]().catch(() => undefined);
}
