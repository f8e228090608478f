import { describe, expect, it } from "vitest";
import type { CollectionId, SourceId } from "$wire/generated/index";
import { isAbout, knowledgeOf, minus, plus, type Subject, subjectsOf } from "./knowledge";

const source = (id: string): Subject => ({ kind: "source", id: id as SourceId });
const collection = (id: string): Subject => ({ kind: "collection", id: id as CollectionId });
const everything: Subject = { kind: "everything" };

describe("what a question is about", () => {
  it("has each thing once, collections first", () => {
    const about = [source("a"), collection("c"), source("a"), source("b")].reduce(plus, null);
    expect(subjectsOf(about)).toEqual([collection("c"), source("a"), source("b")]);
  });

  it("tells a source from a collection of the same id", () => {
    const about = plus(null, source("x"));
    expect(isAbout(about, source("x"))).toBe(true);
    expect(isAbout(about, collection("x"))).toBe(false);
  });

  it("is everything instead of its parts, and a part instead of everything", () => {
    const whole = plus(plus(null, source("a")), everything);
    expect(subjectsOf(whole)).toEqual([everything]);
    expect(subjectsOf(plus(whole, collection("c")))).toEqual([collection("c")]);
  });

  it("is no knowledge at all without the last of it", () => {
    const about = plus(plus(null, source("a")), collection("c"));
    const rest = minus(about, source("a"));
    expect(subjectsOf(rest)).toEqual([collection("c")]);
    expect(minus(rest, collection("c"))).toBeNull();
    expect(minus(plus(null, everything), everything)).toBeNull();
    expect(minus(null, source("a"))).toBeNull();
  });

  it("comes from elsewhere as it is, and nothing as none", () => {
    expect(knowledgeOf({ everything: false, collections: [], sources: [] })).toBeNull();
    const sources = ["a" as SourceId];
    expect(knowledgeOf({ everything: false, collections: [], sources })).toEqual({
      everything: false,
      collections: [],
      sources,
    });
  });
});
