import { t } from "$i18n/t.svelte";
import { LINKS } from "$state/links";
import type { KeyView, PlatformChoice } from "$wire/generated/index";

/** What a platform is called. */
export function platformName(platform: PlatformChoice | null): string {
  switch (platform?.kind) {
    case undefined:
      return t("platform.none");
    case "bigModel":
      return t("platform.bigModel");
    case "bigModelCoding":
      return t("platform.bigModelCoding");
    case "zai":
      return t("platform.zai");
    case "zaiCoding":
      return t("platform.zaiCoding");
    case "custom":
      return t("platform.custom");
    case "demo":
      return t("platform.demo");
  }
}

/** Where its requests go. */
export function platformAddress(platform: PlatformChoice | null): string {
  if (platform === null) return t("platform.none.hint");
  if (platform.kind === "custom") return platform.baseUrl;
  if (platform.kind === "demo") return t("platform.demo.hint");
  return LINKS[platform.kind].host;
}

/** How its key stands. */
export function keyWords(key: KeyView): string {
  switch (key.kind) {
    case "notNeeded":
      return t("key.notNeeded");
    case "missing":
      return t("key.missing");
    case "locked":
      return t("key.locked");
    case "unreachable":
      return t("key.unreachable");
    case "present":
      return t("key.present", { end: key.endsIn, place: key.place });
  }
}
