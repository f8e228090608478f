import { beforeEach, expect, test } from "vitest";
import { setHost } from "$wire/hosts";
import type { ReadBytes, SourceId } from "$wire/generated/index";
import { bytesOf, FileReplaced, SourceFile } from "./sourceFile";

const ID = "019b0000-0000-7000-8000-000000000001" as SourceId;
const PIECE = 256 * 1024;
let content: Uint8Array;
let asked: ReadBytes[];

beforeEach(() => {
  content = Uint8Array.from({ length: 700_000 }, (_, index) => index % 251);
  asked = [];
  setHost({
    call: (_name, request) => {
      const { start, length } = request as ReadBytes;
      asked.push(request as ReadBytes);
      const part = content.subarray(start, start + Math.min(length, PIECE));
      const base64 = Buffer.from(part).toString("base64");
      return Promise.resolve({ base64, start, total: content.length, changed: false });
    },
    watch: () => Promise.resolve(null),
    listen: () => () => undefined,
  });
});

test("any range comes whole, whatever a call gives at most", async () => {
  const file = await SourceFile.open(ID);
  expect(file.total).toBe(700_000);
  const middle = await file.range(100, 600_100);
  expect(Buffer.from(middle).equals(Buffer.from(content.subarray(100, 600_100)))).toBe(true);
  const end = await file.range(699_990, 800_000);
  expect([...end]).toEqual([...content.subarray(699_990)]);
});

test("the beginning is asked for once", async () => {
  const file = await SourceFile.open(ID);
  expect([...(await file.range(5, 9))]).toEqual([...content.subarray(5, 9)]);
  expect(asked).toHaveLength(1);
});

test("a file that becomes another one is not mixed with it", async () => {
  const file = await SourceFile.open(ID);
  content = content.slice(0, 500_000);
  await expect(file.range(PIECE, 600_000)).rejects.toBeInstanceOf(FileReplaced);
});

test("bytes are what they were", () => {
  expect([...bytesOf("AP/+gA==")]).toEqual([0, 255, 254, 128]);
  expect(bytesOf("")).toHaveLength(0);
});
