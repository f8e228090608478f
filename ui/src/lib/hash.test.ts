import { expect, it } from "vitest";
import { formatHash, parseHash, type View } from "./hash";

it("reads back every view that it wrote", () => {
  const views: View[] = [
    { place: "chat", conversation: null },
    { place: "chat", conversation: "0190-abc" },
    { place: "chat", conversation: "a/b 你好", message: "m#1" },
    { place: "settings", section: "about" },
    { place: "library", page: "sources", collection: null, source: null },
    { place: "library", page: "search", collection: "组/1", source: null },
    { place: "library", page: "sources", collection: null, source: "0190-abc" },
    { place: "library", page: "sources", collection: "c", source: "s#2" },
    { place: "studio", board: null, artifact: null },
    { place: "studio", board: null, artifact: "0190-abc" },
    { place: "studio", board: "画/1", artifact: null },
    { place: "studio", board: "b", artifact: "a#2" },
  ];
  for (const view of views) expect(parseHash(formatHash(view))).toEqual(view);
});

it("takes anything unknown for a new chat and a broken section for the first", () => {
  for (const hash of ["", "#", "#/", "#/nowhere/1", "#/chat/"]) {
    expect(parseHash(hash)).toEqual({ place: "chat", conversation: null });
  }
  expect(parseHash("#/settings/nonsense")).toEqual({ place: "settings", section: "platform" });
  const library = { place: "library", page: "sources", collection: null, source: null };
  for (const hash of ["#/library", "#/library/", "#/library/nonsense", "#/library/sources//"]) {
    expect(parseHash(hash)).toEqual(library);
  }
  for (const hash of ["#/studio", "#/studio/", "#/studio/all", "#/studio//"]) {
    expect(parseHash(hash)).toEqual({ place: "studio", board: null, artifact: null });
  }
  expect(parseHash("#/chat/%E0%A4%A")).toEqual({ place: "chat", conversation: "%E0%A4%A" });
});
