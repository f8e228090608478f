import { beforeEach, describe, expect, it } from "vitest";
import { setLocale } from "$i18n/t.svelte";
import type { Cited, CitedPassage, Claim, SourceId } from "$wire/generated/index";
import { byFile, citedNames, tally, tallyWords, withSources } from "./citedWords";

function passage(number: number, name: string, more: Partial<CitedPassage> = {}): CitedPassage {
  return {
    number,
    source: name as SourceId,
    present: true,
    name,
    kind: "pdf",
    heading: [],
    places: [{ at: "page", page: number, boxes: [] }],
    passage: number,
    quote: "quote",
    cited: true,
    ...more,
  };
}
const claim = (verdict: Claim["verdict"], ...occurrences: number[]): Claim => ({
  text: verdict,
  numbers: [],
  occurrences,
  verdict,
  evidence: [],
  missing: [],
});
const cited = (passages: CitedPassage[], claims: Claim[] = []): Cited => ({
  passages,
  claims,
  searches: [],
  unread: [],
  checked: true,
});

beforeEach(() => {
  setLocale("en");
});

describe("the sources of an answer", () => {
  it("have a name for each number, with the place", () => {
    const { names } = citedNames(
      cited([passage(1, "港口.pdf"), passage(12, "b.md", { places: [] })]),
    );
    expect([...names]).toEqual([
      [1, "Source 1: 港口.pdf, page 1"],
      [12, "Source 12: b.md"],
    ]);
  });

  it("have a doubt at each number of a claim that its source does not say", () => {
    const claims = [claim("supported", 0), claim("unsupported", 1, 2), claim("uncited")];
    const { doubts } = citedNames(cited([passage(1, "a")], claims));
    expect([...doubts.keys()]).toEqual([1, 2]);
  });

  it("know nothing before anything is known", () => {
    expect(citedNames(undefined).names.size).toBe(0);
  });

  it("stand by file, in the order of their numbers", () => {
    const files = byFile([passage(3, "a"), passage(2, "b"), passage(1, "a")]);
    expect(files.map((file) => [file.name, file.passages.map(({ number }) => number)])).toEqual([
      ["a", [1, 3]],
      ["b", [2]],
    ]);
  });

  it("count their claims in words, leaving out what there is none of", () => {
    const claims = [claim("supported"), claim("supported"), claim("unsupported"), claim("uncited")];
    expect(tallyWords(tally(claims))).toBe(
      "2 supported · 1 not in the source · 1 without a source",
    );
    expect(tallyWords(tally(claims.slice(0, 2)))).toBe("2 supported");
  });
});

describe("a copied answer", () => {
  it("ends with the sources it cites, in order and as Markdown", () => {
    const copied = withSources(
      "Deep [2] and calm [1].\n",
      cited([
        passage(2, "*draft*_[1].pdf"),
        passage(1, "港口.pdf"),
        passage(3, "unused.pdf", { cited: false }),
      ]),
    );
    expect(copied).toBe(
      "Deep [2] and calm [1].\n\n**Sources**\n\n- [1] 港口.pdf, page 1\n- [2] \\*draft\\*\\_\\[1\\].pdf, page 2\n",
    );
  });

  it("is as it was when it cites nothing", () => {
    expect(withSources("Hello", cited([passage(1, "a", { cited: false })]))).toBe("Hello");
  });
});
