import { describe, expect, it } from "vitest";
import { isMeant, mentionAt, withoutMention } from "./mention";

/** The caret is where `|` stands. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return mentionAt(marked.replace("|", ""), caret);
}

describe("a mention", () => {
  it("begins with an @ at the start, behind a space or a sign", () => {
    expect(at("@|")).toEqual({ start: 0, end: 1, query: "" });
    expect(at("what says @har|bour")).toEqual({ start: 10, end: 14, query: "har" });
    expect(at("(@合|")?.query).toBe("合");
  });

  it("begins behind a Chinese character too, since no space stands there", () => {
    expect(at("请看@合同|")?.query).toBe("合同");
    expect(at("𠮷@书|")?.query).toBe("书");
  });

  it("is no mail address", () => {
    expect(at("write to a.b@exa|mple.com")).toBeNull();
    expect(at("é@a|")).toBeNull();
  });

  it("may hold spaces, but not begin with one or go on in the next line", () => {
    expect(at("@annual re|")?.query).toBe("annual re");
    expect(at("@ home|")).toBeNull();
    expect(at("@a\nb|")).toBeNull();
  });

  it("ends at the next @ and somewhere", () => {
    expect(at("@a @b|")?.query).toBe("b");
    expect(at(`@${"x".repeat(80)}|`)).toBeNull();
    expect(at("no sign at all|")).toBeNull();
  });

  it("means a name that has all of it as soon as there is a space", () => {
    expect(isMeant("ann", "Annual report.pdf", 70)).toBe(true);
    expect(isMeant("annual re", "Annual report.pdf", 100)).toBe(true);
    expect(isMeant("annual ", "Annual report.pdf", 100)).toBe(true);
    expect(isMeant("annual what", "Annual report.pdf", 40)).toBe(false);
    expect(isMeant("report ", "Annual report.pdf", 100)).toBe(false);
    expect(isMeant("x", "Annual report.pdf", 0)).toBe(false);
  });
});

describe("the text without it", () => {
  const without = (marked: string): string | undefined => {
    const mention = at(marked);
    return mention === null ? undefined : withoutMention(marked.replace("|", ""), mention);
  };

  it("keeps the rest and no double space", () => {
    expect(without("what says @har| about depth")).toBe("what says about depth");
    expect(without("请看@合同|里的条款")).toBe("请看里的条款");
    expect(without("@a| b")).toBe("b");
    expect(without("see @a|, and b")).toBe("see , and b");
  });
});
