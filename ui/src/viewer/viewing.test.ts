import { beforeEach, expect, test, vi } from "vitest";
import { setHost } from "$wire/hosts";
import type { PassageView, SourceId } from "$wire/generated/index";
import { Viewing } from "./viewing.svelte";

const ID = "019b0000-0000-7000-8000-000000000001" as SourceId;
const PLACES = [{ at: "page" as const, page: 2, boxes: [] }];
let kind: string;
let file: "here" | "changed" | "notFound" | "openFailed";

function passage(ordinal: number): PassageView {
  return { ordinal, heading: [], places: [{ at: "page", page: ordinal, boxes: [] }], text: "文字" };
}

beforeEach(() => {
  kind = "pdf";
  file = "here";
  setHost({
    call: (name, request) => {
      if (name === "library_source") {
        return Promise.resolve({
          source: { id: ID, name: "a", kind, passages: 3 },
          collections: [],
        });
      }
      if (name === "library_read") {
        const { first } = request as { first: number };
        return Promise.resolve({ passages: first < 3 ? [passage(first)] : [], next: null });
      }
      if (file === "notFound" || file === "openFailed") {
        return Promise.reject({ code: file, params: {} });
      }
      return Promise.resolve({ base64: "AAAA", start: 0, total: 3, changed: file === "changed" });
    },
    watch: () => Promise.resolve(null),
    listen: () => () => undefined,
  });
});

function looking(): Viewing {
  const viewing = new Viewing({ source: ID, places: PLACES, passage: 1, quote: "文" });
  viewing.start();
  return viewing;
}

test("a PDF is shown as pages, and as text when the person wants it", async () => {
  const viewing = looking();
  expect(viewing.shows).toBe("waiting");
  await vi.waitFor(() => expect(viewing.shows).toBe("pages"));
  viewing.wants = "text";
  expect(viewing.shows).toBe("text");
});

test("a file that is gone or refused leaves its text, and comes back when it does", async () => {
  file = "notFound";
  const viewing = looking();
  await vi.waitFor(() => expect(viewing.fileState).toBe("gone"));
  expect(viewing.shows).toBe("text");
  file = "openFailed";
  await viewing.openFile();
  expect(viewing.fileState).toBe("refused");
  file = "changed";
  await viewing.openFile();
  expect(viewing.shows).toBe("pages");
  expect(viewing.file?.changed).toBe(true);
  viewing.trouble("password");
  expect(viewing.shows).toBe("text");
});

test("what has no pages is read as text without asking for its file", async () => {
  kind = "markdown";
  file = "notFound";
  const viewing = looking();
  await vi.waitFor(() => expect(viewing.shows).toBe("text"));
  expect(viewing.fileState).toBe("asking");
});

test("steps go from passage to passage and stop at both ends", async () => {
  const viewing = looking();
  await viewing.step(1);
  expect([viewing.passage, viewing.quote, viewing.places]).toEqual([
    2,
    undefined,
    passage(2).places,
  ]);
  await viewing.step(1);
  expect(viewing.passage, "there is no fourth").toBe(2);
  await viewing.step(-1);
  await viewing.step(-1);
  await viewing.step(-1);
  expect(viewing.passage).toBe(0);
  viewing.moveTo({ source: ID, places: PLACES, passage: 1, quote: "" });
  expect([viewing.passage, viewing.quote]).toEqual([1, undefined]);
});
