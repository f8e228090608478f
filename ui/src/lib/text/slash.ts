/** Finds what a person asks for by a `/` at the beginning of an empty box. */

/** What can be asked for so. */
export type SlashWord = "image" | "video";

/** With a Chinese input method the key of `/` writes `、`, and in full width `／`. */
const SIGNS = "/／、";
const WORDS: Readonly<Record<string, SlashWord>> = {
  image: "image",
  图片: "image",
  video: "video",
  视频: "video",
};
const COMMAND = new RegExp(`^[${SIGNS}](${Object.keys(WORDS).join("|")})\\s`, "i");
const BEGUN = new RegExp(`^[${SIGNS}](\\S{0,12})$`);

/** What the text asks for, and the words behind it; nothing as long as no space ends the command. */
export function slashCommand(text: string): { word: SlashWord; rest: string } | null {
  const found = COMMAND.exec(text);
  const word = WORDS[found?.[1]?.toLowerCase() ?? ""];
  return found === null || word === undefined ? null : { word, rest: text.slice(found[0].length) };
}

/** The text as it is kept, so that it is read as the same again. */
export function withSlash(word: SlashWord | null, text: string): string {
  return word === null ? text : `/${word} ${text}`;
}

/** What is typed behind the sign while it is all there is, up to the caret at its end. */
export function slashQuery(text: string, caret: number): string | null {
  if (caret !== text.length) return null;
  return BEGUN.exec(text)?.[1]?.toLowerCase() ?? null;
}
