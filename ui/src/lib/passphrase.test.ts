import { expect, it } from "vitest";
import { strengthOf } from "./passphrase";

it("calls short, repeated and running passphrases weak", () => {
  for (const weak of [
    "",
    "abc",
    "aaaaaaaaaaaaaaaa",
    "1234567890",
    "abcdefghijkl",
    "小小小小小小小小",
  ]) {
    expect(strengthOf(weak), weak).toBe("weak");
  }
});

it("calls a sentence good, in any script", () => {
  for (const good of [
    "correct horse battery staple",
    "落霞与孤鹜齐飞，秋水共长天一色",
    "tR7#kq!9Lz0&vBx2",
  ]) {
    expect(strengthOf(good), good).toBe("good");
  }
});

it("has something between", () => {
  expect(strengthOf("horsebattery")).toBe("fair");
});
