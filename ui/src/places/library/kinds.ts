import Book from "@lucide/svelte/icons/book-open-text";
import Braces from "@lucide/svelte/icons/file-braces";
import Captions from "@lucide/svelte/icons/captions";
import Code from "@lucide/svelte/icons/file-code";
import File from "@lucide/svelte/icons/file";
import FileText from "@lucide/svelte/icons/file-text";
import FileType from "@lucide/svelte/icons/file-type";
import Globe from "@lucide/svelte/icons/globe";
import Mail from "@lucide/svelte/icons/mail";
import Picture from "@lucide/svelte/icons/file-image";
import Presentation from "@lucide/svelte/icons/presentation";
import Sheet from "@lucide/svelte/icons/file-spreadsheet";
import type { Component } from "svelte";
import { isKey, t } from "$i18n/t.svelte";

const ICONS: Record<string, Component> = {
  pdf: FileText,
  docx: FileType,
  doc: FileType,
  odt: FileType,
  rtf: FileType,
  pptx: Presentation,
  ppt: Presentation,
  odp: Presentation,
  spreadsheet: Sheet,
  csv: Sheet,
  epub: Book,
  mail: Mail,
  outlook: Mail,
  picture: Picture,
  html: Globe,
  web: Globe,
  markdown: FileText,
  text: FileText,
  json: Braces,
  xml: Code,
  code: Code,
  subtitles: Captions,
};

/** The picture of a kind of source. */
export function iconOf(kind: string): Component {
  return Object.hasOwn(ICONS, kind) ? (ICONS[kind] ?? File) : File;
}

/** What a kind of source is called. */
export function kindName(kind: string): string {
  const key = `library.kind.${kind}`;
  return isKey(key) ? t(key) : t("library.kind.other");
}
