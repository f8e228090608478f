import { describe, expect, it } from "vitest";
import { wholeSentences } from "./sentences";

describe("whole sentences", () => {
  it("waits for the end of an English sentence", () => {
    expect(wholeSentences("It costs 3.5 euro", 0)).toEqual({ text: "", next: 0 });
    expect(wholeSentences("It costs 3.5 euro. Then", 0)).toEqual({
      text: "It costs 3.5 euro.",
      next: 18,
    });
  });

  it("ends a Chinese sentence at its full stop", () => {
    const text = "你好，世界。这是第二句！还没";
    expect(wholeSentences(text, 0)).toEqual({ text: "你好，世界。这是第二句！", next: 12 });
  });

  it("goes on where it stopped, and a line end is an end", () => {
    const first = wholeSentences("One. Two is\n- three\nfo", 0);
    expect(first.text).toBe("One. Two is - three");
    expect(wholeSentences("One. Two is\n- three\nfour 😀! ", first.next).text).toBe("four 😀!");
  });

  it("takes closing quotes along", () => {
    expect(wholeSentences("他说：“走吧。”然后", 0).text).toBe("他说：“走吧。”");
  });
});
