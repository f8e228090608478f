import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import { chat } from "./chat.svelte";
import { Composer } from "./composer.svelte";
import { subjectsOf } from "./knowledge";
import { Mentions } from "./mentions.svelte";
import { Models } from "./models.svelte";
import { Shelf } from "./shelf.svelte";
import { settle, StandIn } from "./standIn";

let backend: StandIn;
let composer: Composer;
let mentions: Mentions;

const row = (name: string, more = {}) => ({
  id: name,
  name,
  kind: "pdf",
  stage: "ready",
  searchable: true,
  deletedMs: null,
  ...more,
});

beforeEach(async () => {
  setLocale("en");
  localStorage.clear();
  backend = new StandIn();
  backend.answers.set("library_overview", () => ({
    statistics: {},
    collections: [{ id: "k", name: "合同", sources: 2 }],
  }));
  backend.answers.set("library_sources", () => ({
    sources: [row("harbour depth.pdf"), row("租赁合同.docx")],
    next: null,
  }));
  backend.answers.set("chat_set_draft", () => null);
  composer = new Composer(new Models());
  const shelf = new Shelf();
  mentions = new Mentions(composer, shelf);
  shelf.browse();
  await settle();
});

function type(text: string, caret = text.length): void {
  composer.typed(text);
  mentions.look(text, caret);
}
const offered = (): string[] => mentions.candidates.map(({ name }) => name);

describe("the list of names behind an @", () => {
  it("offers what is meant, and Enter asks about it", () => {
    type("what says @harb about it", 15);
    expect(offered()).toEqual(["harbour depth.pdf"]);
    expect(mentions.pressed("Enter")).toBe(true);
    expect(composer.text).toBe("what says about it");
    expect(composer.caret).toBe(10);
    expect(subjectsOf(composer.parameters.knowledge)).toEqual([
      { kind: "source", id: "harbour depth.pdf" },
    ]);
    expect(offered()).toEqual([]);
  });

  it("moves with the arrows, round its ends", () => {
    type("@ht");
    expect(offered()).toEqual(["合同", "租赁合同.docx"]);
    expect(mentions.active).toBe(0);
    mentions.pressed("ArrowUp");
    expect(mentions.active).toBe(1);
    mentions.pressed("ArrowDown");
    expect(mentions.active).toBe(0);
  });

  it("never takes a key when nothing is meant", () => {
    type("mail to somebody@example");
    expect(mentions.pressed("Enter")).toBe(false);
    type("@nobody has this name");
    for (const key of ["Enter", "ArrowDown", "ArrowUp", "Escape", "Tab"]) {
      expect(mentions.pressed(key), key).toBe(false);
    }
  });

  it("stays closed for the @ it was closed at, and opens for the next", () => {
    type("@harb");
    expect(mentions.pressed("Escape")).toBe(true);
    type("@harbo");
    expect(offered()).toEqual([]);
    expect(mentions.pressed("Enter")).toBe(false);
    type("@harbo and @ht");
    expect(offered()).toContain("合同");
  });

  it("does not offer what is asked about already", () => {
    type("@合同");
    mentions.pressed("Enter");
    type("@合同");
    expect(offered()).toEqual(["租赁合同.docx"]);
  });
});

describe("what a new chat is about", () => {
  it("waits for the person to come back, and goes with the first question", async () => {
    composer.know({ everything: true, collections: [], sources: [] });
    const again = new Composer(new Models());
    again.begin(null, "");
    expect(again.parameters.knowledge?.everything).toBe(true);
    again.model = "glm";
    again.typed("q");
    backend.answers.set("chat_send", () => ({ conversation: { id: "c" } }));
    await again.send();
    expect(backend.calls.find(({ name }) => name === "chat_send")?.request).toMatchObject({
      parameters: { knowledge: { everything: true } },
    });
    const third = new Composer(new Models());
    third.begin(null, "");
    expect(third.parameters.knowledge).toBeNull();
  });

  it("is nothing when what was kept cannot be read", () => {
    localStorage.setItem("glim-chat-new-knowledge", '{"everything":"yes"}');
    composer.begin(null, "");
    expect(composer.parameters.knowledge).toBeNull();
  });

  it("is what was asked for elsewhere", () => {
    chat.about({ everything: false, collections: [], sources: ["a" as never] });
    expect(chat.composer.parameters.knowledge?.sources).toEqual(["a"]);
  });
});
