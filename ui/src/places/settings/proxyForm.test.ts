import { beforeEach, expect, it, vi } from "vitest";
import { connection } from "$state/connection.svelte";
import type { Overview, ProxyView } from "$wire/generated/index";
import { setHost } from "$wire/hosts";
import { ProxyForm } from "./proxyForm.svelte";

const overview = (proxy: ProxyView): Overview => ({ proxy }) as Overview;
const calling = vi.fn<(name: string, request: unknown) => Promise<unknown>>();

beforeEach(() => {
  calling.mockReset();
  setHost({
    call: calling,
    watch: () => Promise.reject(new Error()),
    listen: () => () => undefined,
  });
  connection.adopt(overview({ kind: "system" }));
});

it("has nothing to save until something differs", () => {
  const form = new ProxyForm();
  expect(form.changed).toBe(false);
  form.kind = "direct";
  expect(form.changed).toBe(true);
});

it("refuses half an address and user or password inside it", async () => {
  const form = new ProxyForm();
  form.kind = "custom";
  for (const bad of ["", "127.0.0.1:7890", "ftp://host", "http://ann:secret@host:1"]) {
    form.url = bad;
    expect(await form.save(), bad).toBe(false);
    expect(form.urlProblem, bad).toBeDefined();
  }
  expect(calling).not.toHaveBeenCalled();
});

it("sends the password once and keeps none in the page", async () => {
  const kept: ProxyView = { kind: "custom", url: "socks5://h:1080", user: "安", hasPassword: true };
  calling.mockResolvedValue(overview(kept));
  const form = new ProxyForm();
  form.kind = "custom";
  form.url = " socks5://h:1080 ";
  form.user = " 安 ";
  form.password = "pw";
  expect(await form.save()).toBe(true);
  expect(calling).toHaveBeenCalledWith("settings_set_proxy", {
    proxy: { ...kept, hasPassword: false },
    password: "pw",
  });
  expect(form.password).toBe("");
  expect(form.hasPassword).toBe(true);
  expect(form.changed).toBe(false);
});

it("puts what the backend says about the address at its field", async () => {
  calling.mockRejectedValue({ code: "badInput", params: { field: "url" } });
  const form = new ProxyForm();
  form.kind = "custom";
  form.url = "http://host:1";
  expect(await form.save()).toBe(false);
  expect(form.urlProblem).toBeDefined();
  expect(form.problem).toBeNull();
});
