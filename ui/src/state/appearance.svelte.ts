import { setLocale, type Locale } from "$i18n/t.svelte";
import { call } from "$wire/call";
import type { Appearance } from "$wire/generated/index";

/** The text sizes that can be chosen, in per cent. */
export const TEXT_SIZES = { least: 80, most: 200, step: 10 } as const;

/** What was shown last, so that the first paint of the next start has the right colours and language. */
const REMEMBERED = "glim-appearance";
const DARK = "(prefers-color-scheme: dark)";

/** Language, theme and text size, put on `<html>`; "system" follows the system while the app runs. */
class AppearanceState {
  #chosen = $state<Appearance>(remembered());
  #systemDark = $state(matchMedia(DARK).matches);
  #systemLocale = $state<Locale>(localeOf(navigator.languages));

  /** What the person chose. */
  get chosen(): Appearance {
    return this.#chosen;
  }

  /** The theme in use. */
  get theme(): "light" | "dark" {
    if (this.#chosen.theme !== "system") return this.#chosen.theme;
    return this.#systemDark ? "dark" : "light";
  }

  /** The language in use. */
  get locale(): Locale {
    return this.#chosen.language === "system" ? this.#systemLocale : this.#chosen.language;
  }

  /** Whether `Enter` sends. */
  get enterSends(): boolean {
    return this.#chosen.enterSends;
  }

  /** Takes over what the backend knows, at the start and when it changed elsewhere. */
  adopt(appearance: Appearance): void {
    this.#chosen = appearance;
    this.#show();
  }

  /** Shows a change at once and keeps it. Rejects with a `Failure` when it cannot be kept. */
  async change(part: Partial<Appearance>): Promise<void> {
    this.adopt({ ...this.#chosen, ...part });
    await call("settings_set_appearance", $state.snapshot(this.#chosen));
  }

  /** Shows a change without keeping it: while a slider is dragged. */
  preview(part: Partial<Appearance>): void {
    this.adopt({ ...this.#chosen, ...part });
  }

  /** Starts to follow the system; returns how to stop. */
  follow(): () => void {
    const dark = matchMedia(DARK);
    const onTheme = (): void => {
      this.#systemDark = dark.matches;
      this.#show();
    };
    const onLanguage = (): void => {
      this.#systemLocale = localeOf(navigator.languages);
      this.#show();
    };
    dark.addEventListener("change", onTheme);
    addEventListener("languagechange", onLanguage);
    this.#show();
    return () => {
      dark.removeEventListener("change", onTheme);
      removeEventListener("languagechange", onLanguage);
    };
  }

  #show(): void {
    const root = document.documentElement;
    root.dataset["theme"] = this.theme;
    root.lang = this.locale;
    root.style.setProperty("--text-size", String(this.#chosen.textSize / 100));
    setLocale(this.locale);
    localStorage.setItem(REMEMBERED, JSON.stringify(this.#chosen));
  }
}

function remembered(): Appearance {
  const usual: Appearance = {
    language: "system",
    theme: "system",
    textSize: 100,
    enterSends: true,
  };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    return { ...usual, ...(kept as Partial<Appearance>) };
  } catch {
    // Whatever stands there is not ours; the backend tells the truth in a moment.
    return usual;
  }
}

/** Chinese for any kind of Chinese, else English; the first language that is one of both decides. */
function localeOf(languages: readonly string[]): Locale {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return "zh-CN";
    if (/^en\b/i.test(language)) return "en";
  }
  return "en";
}

/** How the window looks. */
export const appearance = new AppearanceState();
