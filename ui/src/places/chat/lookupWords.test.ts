import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import type { Lookup } from "$wire/generated/index";
import { doneWords, lookupWords } from "./lookupWords";

const lookup = (more: Partial<Lookup>): Lookup => ({
  reading: [],
  searches: [],
  passages: 0,
  unread: [],
  ...more,
});

beforeEach(() => {
  setLocale("en");
});

describe("what is looked up for an answer", () => {
  it("names the files that are waited for, and how many more", () => {
    expect(lookupWords(lookup({ reading: ["港口.pdf"] }))).toBe("Reading 港口.pdf…");
    const many = lookup({ reading: ["a.pdf", "b.pdf", "c.pdf", "d.pdf"] });
    expect(lookupWords(many)).toBe("Reading a.pdf, b.pdf and 2 more…");
  });

  it("tells the search that goes on, and then what was found", () => {
    const first = { query: "depth", found: 4 };
    const going = lookup({ searches: [first, { query: "水深", found: null }], passages: 4 });
    expect(lookupWords(going)).toBe("Searching for “水深”…");
    const done = lookup({ searches: [first, { query: "水深", found: 2 }], passages: 6 });
    expect(lookupWords(done)).toBe("Searched for “depth”, “水深”, found 6 passages");
  });

  it("says the same afterwards", () => {
    expect(doneWords(["depth"], 1)).toBe("Searched for “depth”, found 1 passage");
    expect(doneWords(["depth"], 0)).toBe("Searched for “depth”, found nothing");
    expect(doneWords([], 3)).toBe("Read 3 passages of the library");
    setLocale("zh-CN");
    expect(doneWords(["水深", "费用"], 3)).toBe("已检索 “水深”、“费用”，找到 3 个段落");
  });
});
