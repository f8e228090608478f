import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setHost } from "$wire/hosts";
import type { LibraryHit, LibraryHits, SearchLibrary } from "$wire/generated/index";
import { Finding } from "./finding.svelte";
import { excerptOf, groupsOf } from "./groups";
import { asked, NO_LIMITS } from "./limits";

function hit(source: string, passage: number, text = "违约"): LibraryHit {
  return {
    source: source as LibraryHit["source"],
    name: `${source}.pdf`,
    kind: "pdf",
    collections: [],
    heading: [],
    passage,
    places: [],
    text: [{ text, marked: true }],
    matched: [text],
    score: 0.5,
    words: { rank: 1, score: 2 },
    meaning: null,
    reranked: null,
  };
}

const found = (hits: LibraryHit[], part: Partial<LibraryHits> = {}): LibraryHits => ({
  hits,
  superseded: false,
  byMeaning: true,
  ready: true,
  withoutMeaning: null,
  reranking: "off",
  ...part,
});

/** Answers of the backend in the order in which they are released by the test. */
let waiting: { request: SearchLibrary; answer: (hits: LibraryHits) => void; fail: () => void }[];

beforeEach(() => {
  vi.useFakeTimers();
  waiting = [];
  setHost({
    call: (name, request) => {
      if (name !== "library_search") return Promise.reject({ code: "internal", params: {} });
      return new Promise((resolve, reject) => {
        waiting.push({
          request: request as SearchLibrary,
          answer: resolve,
          fail: () => reject({ code: "storeFailed", params: {} }),
        });
      });
    },
    watch: () => Promise.resolve(null),
    listen: () => () => undefined,
  });
});
afterEach(() => vi.useRealTimers());

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

test("the newest search wins, whichever answer comes last", async () => {
  const finding = new Finding();
  finding.typed("违");
  await vi.advanceTimersByTimeAsync(100);
  finding.typed("违约");
  await vi.advanceTimersByTimeAsync(100);
  expect(waiting.map(({ request }) => request.query)).toEqual(["违", "违约"]);
  expect(waiting[0]?.request.typing).toBe(true);
  waiting[1]?.answer(found([hit("b", 1)]));
  await settle();
  waiting[0]?.answer(found([hit("a", 1)]));
  await settle();
  expect(finding.hits.map((each) => each.source)).toEqual(["b"]);
  expect(finding.state).toBe("hits");
});

test("a search that was ended by a newer one changes nothing", async () => {
  const finding = new Finding();
  finding.typed("a");
  await vi.advanceTimersByTimeAsync(100);
  waiting[0]?.answer(found([], { superseded: true }));
  await settle();
  expect(finding.settled).toBe(false);
  expect(finding.state).not.toBe("none");
});

test("while the indexes open it waits, looks again and then shows hits", async () => {
  const finding = new Finding();
  finding.typed("a");
  await vi.advanceTimersByTimeAsync(100);
  waiting[0]?.answer(found([], { ready: false }));
  await settle();
  expect(finding.state).toBe("opening");
  await vi.advanceTimersByTimeAsync(1_000);
  waiting[1]?.answer(found([hit("a", 1)]));
  await settle();
  expect(finding.state).toBe("hits");
});

test("nothing found, a failure and an empty box are told apart", async () => {
  const finding = new Finding();
  expect(finding.state).toBe("start");
  finding.typed("nothing");
  await vi.advanceTimersByTimeAsync(100);
  expect(finding.state, "not said before it is known").toBe("start");
  waiting[0]?.answer(found([], { byMeaning: false }));
  await settle();
  expect(finding.state).toBe("none");
  expect(finding.byMeaning).toBe(false);
  finding.limit({ kind: "pdf" });
  await settle();
  waiting[1]?.fail();
  await settle();
  expect(finding.state).toBe("failed");
  finding.typed("  ");
  expect(finding.state).toBe("start");
});

test("limits become what the backend filters by", () => {
  const now = 1_000 * 86_400_000;
  expect(asked(NO_LIMITS, now)).toEqual({
    collections: [],
    kinds: [],
    modifiedFromMs: null,
    modifiedUntilMs: null,
  });
  const week = asked({ ...NO_LIMITS, kind: "docx", age: "week" }, now);
  expect(week.kinds).toContain("odt");
  expect(week.modifiedFromMs).toBe(now - 7 * 86_400_000);
  const older = asked({ ...NO_LIMITS, age: "older" }, now);
  expect([older.modifiedFromMs, older.modifiedUntilMs]).toEqual([null, now - 365 * 86_400_000]);
});

test("hits are grouped by source in the order of the best", () => {
  const groups = groupsOf([hit("a", 1), hit("b", 1), hit("a", 7)]);
  expect(groups.map((group) => [group.source, group.hits.length])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});

test("a match far into a long text is shown with a little before it", () => {
  const long = hit("a", 1);
  const before = `${"很长的开头😀".repeat(40)} just before `;
  long.text = [
    { text: before, marked: false },
    { text: "违约", marked: true },
    { text: " after", marked: false },
  ];
  const shown = excerptOf(long);
  expect(shown.map((part) => part.text)).toEqual(["…just before ", "违约", " after"]);
  expect(excerptOf(hit("a", 1)), "a short one is shown whole").toEqual(hit("a", 1).text);
});

test("a platform is asked for the meaning once the question stands still, and not for each letter", async () => {
  const finding = new Finding();
  finding.typed("wa");
  await vi.advanceTimersByTimeAsync(100);
  waiting[0]?.answer(found([hit("a", 1)], { byMeaning: false, withoutMeaning: "typing" }));
  await settle();
  finding.typed("was");
  await vi.advanceTimersByTimeAsync(100);
  waiting[1]?.answer(found([hit("a", 1)], { byMeaning: false, withoutMeaning: "typing" }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(waiting.map(({ request }) => request.typing)).toEqual([true, true, false]);
  waiting[2]?.answer(found([hit("b", 1)]));
  await settle();
  expect(finding.byMeaning).toBe(true);
  expect(waiting).toHaveLength(3);
});

test("that no hit has the words is said", async () => {
  const finding = new Finding();
  const near = { ...hit("a", 1), words: null, meaning: { rank: 1, score: 0.82 } };
  for (const [hits, by] of [
    [[near], "search.by.meaning"],
    [[hit("b", 1), near], "search.by.both"],
    [[], "search.by.both"],
  ] as const) {
    finding.typed("penalty");
    await vi.advanceTimersByTimeAsync(100);
    waiting.at(-1)?.answer(found([...hits]));
    await settle();
    expect(finding.by).toBe(by);
  }
});
