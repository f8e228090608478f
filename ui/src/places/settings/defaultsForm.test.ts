import { beforeEach, expect, it } from "vitest";
import { connection } from "$state/connection.svelte";
import type { ChatDefaults, Overview } from "$wire/generated/index";
import { setHost } from "$wire/hosts";
import { DefaultsForm } from "./defaultsForm.svelte";

const nothing: ChatDefaults = {
  model: null,
  parameters: {
    thinking: null,
    effort: null,
    temperature: null,
    topP: null,
    maxTokens: null,
    systemPrompt: null,
    knowledge: null,
  },
};

let answers: (() => void)[] = [];
let sent: ChatDefaults[] = [];
let fails = false;

beforeEach(() => {
  answers = [];
  sent = [];
  fails = false;
  connection.adopt({ defaults: nothing } as Overview);
  setHost({
    call: (_name, request) =>
      new Promise((resolve, reject) => {
        sent.push(request as ChatDefaults);
        answers.push(() => {
          if (fails) reject({ code: "diskFull", params: {} });
          else resolve({ defaults: request });
        });
      }),
    watch: () => Promise.reject(new Error()),
    listen: () => () => undefined,
  });
});

/** Lets the backend answer its oldest question. */
async function answer(): Promise<void> {
  while (answers.length === 0) await Promise.resolve();
  answers.shift()?.();
  await turns();
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

it("builds a change on the one before it, though that is not kept yet", async () => {
  const form = new DefaultsForm();
  void form.set({ thinking: true });
  await turns();
  expect(sent).toHaveLength(1);
  void form.set({ systemPrompt: "请用文言文回答。🎋" });
  expect(form.current.parameters.thinking).toBe(true);
  await answer();
  expect(form.saved, "one is still on its way").toBe(false);
  await answer();
  expect(form.saved).toBe(true);
  expect(connection.overview?.defaults.parameters).toMatchObject({
    thinking: true,
    systemPrompt: "请用文言文回答。🎋",
  });
});

it("shows what is kept again when a change could not be", async () => {
  fails = true;
  const form = new DefaultsForm();
  void form.setModel("glm-5");
  expect(form.current.model).toBe("glm-5");
  await answer();
  expect(form.problem?.code).toBe("diskFull");
  expect(form.current.model).toBeNull();
  expect(form.saved).toBe(false);
});
